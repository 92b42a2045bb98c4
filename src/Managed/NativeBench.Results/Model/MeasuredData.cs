using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>A distribution of times in ns. Percentile p is element trunc(n p) of the sorted list.</summary>
public sealed record LatencyData
{
    /// <summary>How many times there are.</summary>
    public required long Count { get; init; }

    /// <summary>The shortest.</summary>
    public required long MinNs { get; init; }

    /// <summary>The mean.</summary>
    public required long MeanNs { get; init; }

    /// <summary>The median.</summary>
    public required long P50Ns { get; init; }

    /// <summary>90th percentile.</summary>
    public required long P90Ns { get; init; }

    /// <summary>95th percentile.</summary>
    public required long P95Ns { get; init; }

    /// <summary>97th percentile.</summary>
    public required long P97Ns { get; init; }

    /// <summary>99th percentile.</summary>
    public required long P99Ns { get; init; }

    /// <summary>99.9th percentile.</summary>
    [JsonPropertyName("p99_9_ns")]
    public required long P999Ns { get; init; }

    /// <summary>The longest.</summary>
    public required long MaxNs { get; init; }
}

/// <summary>MultiStreamFixedInterval's intervals.</summary>
public sealed record IntervalsData
{
    /// <summary>Intervals without a query because the one before wasn't done.</summary>
    public required long SkippedIntervalCount { get; init; }

    /// <summary>Queries that made an interval be skipped.</summary>
    public required long OvertimeQueryCount { get; init; }

    /// <summary>Intervals at the percentile that is judged.</summary>
    public required long AtTargetPercentile { get; init; }
}

/// <summary>Early stopping.</summary>
public sealed record EarlyStoppingData
{
    /// <summary>Its estimate at the scenario's percentile; 0 if there's none.</summary>
    public required long EstimateNs { get; init; }

    /// <summary>SingleStream: its estimate at 99 %; 0 if there's none.</summary>
    [JsonPropertyName("estimate_p99_ns")]
    public required long EstimateP99Ns { get; init; }

    /// <summary>The official words.</summary>
    public required string Text { get; init; }
}

/// <summary>Tokens of a series.</summary>
public sealed record TokensData
{
    /// <summary>All tokens.</summary>
    public required long Count { get; init; }

    /// <summary>Tokens per second.</summary>
    public double? TokensPerS { get; init; }

    /// <summary>Until the first token.</summary>
    public required LatencyData FirstTokenLatency { get; init; }

    /// <summary>Per token after the first.</summary>
    public required LatencyData TimePerOutputToken { get; init; }
}

/// <summary>A quality figure and what it's held against.</summary>
public sealed record AccuracyData
{
    /// <summary>Name of the figure, such as top1.</summary>
    public required string Metric { get; init; }

    /// <summary>Samples that were right, where samples are right or wrong.</summary>
    public long? Correct { get; init; }

    /// <summary>Samples that were scored.</summary>
    public long? Total { get; init; }

    /// <summary>The figure in per cent.</summary>
    public required double Percent { get; init; }

    /// <summary>What has to be reached, in per cent; null without a target.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? TargetPercent { get; init; }

    /// <summary>Whether it is; true without a target, false where none was judged.</summary>
    public required bool TargetMet { get; init; }

    /// <summary>Why no target was judged, such as 500 of 1000 samples; absent where they were.</summary>
    public string? NotJudged { get; init; }

    /// <summary>Classification: the classes that have samples, by number.</summary>
    public ClassesData? Classes { get; init; }

    /// <summary>Classification with few classes: rows are labels, columns answers, both from class 0, elements samples.</summary>
    public IReadOnlyList<RowData>? Confusion { get; init; }
}

/// <summary>Columns of the same length, an element a class.</summary>
public sealed record ClassesData
{
    /// <summary>The class's number.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> Label { get; init; }

    /// <summary>Samples of the class that were scored.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> SampleCount { get; init; }

    /// <summary>Those that were answered with it.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> CorrectCount { get; init; }
}

/// <summary>The answers to the samples of one class.</summary>
public sealed record RowData
{
    /// <summary>Samples by answer, from class 0.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> SampleCount { get; init; }
}

/// <summary>One --assert and whether it holds.</summary>
public sealed record AssertionData
{
    /// <summary>As it was given.</summary>
    public required string Expression { get; init; }

    /// <summary>What was found, in <see cref="Unit"/>; null if the run doesn't have it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Value { get; init; }

    /// <summary>The bound, in <see cref="Unit"/>.</summary>
    public required double Bound { get; init; }

    /// <summary>Unit of both: ns, 1/s, %, J or collections.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether it holds.</summary>
    public required bool Met { get; init; }
}
