using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>
/// A series cut into slices of equal time by when things completed: element i covers [i × slice_s, (i + 1) × slice_s) after the
/// start. Latencies are those of queries in the MultiStreams, else of samples; null where nothing completed.
/// </summary>
public sealed record SlicesData
{
    /// <summary>Length of a slice in s.</summary>
    public required double SliceS { get; init; }

    /// <summary>Length of the last one, which the end of the series cuts off, in s.</summary>
    public required double LastSliceS { get; init; }

    /// <summary>The percentile that the scenario is judged by, as a fraction.</summary>
    public required double TargetPercentile { get; init; }

    /// <summary>Latencies in the slice: queries in the MultiStreams, else samples.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyCount { get; init; }

    /// <summary>Samples completed.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> CompletedSamples { get; init; }

    /// <summary>Samples per second.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> SamplesPerS { get; init; }

    /// <summary>Mean latency.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyMeanNs { get; init; }

    /// <summary>Median latency.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyP50Ns { get; init; }

    /// <summary>90th percentile.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyP90Ns { get; init; }

    /// <summary>99th percentile.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyP99Ns { get; init; }

    /// <summary>The percentile that the scenario is judged by.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyAtTargetPercentileNs { get; init; }

    /// <summary>The longest latency.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> LatencyMaxNs { get; init; }

    /// <summary>Latencies longer than the whole series' median.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> OverP50Count { get; init; }

    /// <summary>Latencies longer than the whole series' 90th percentile.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> OverP90Count { get; init; }

    /// <summary>Latencies longer than the whole series' 99th percentile: how evenly the slow ones are spread.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> OverP99Count { get; init; }

    /// <summary>Latencies longer than the whole series' 99.9th percentile.</summary>
    [JsonPropertyName("over_p99_9_count")]
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> OverP999Count { get; init; }

    /// <summary>Latencies longer than the whole series' latency at the percentile that the scenario is judged by.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> OverTargetPercentileCount { get; init; }

    /// <summary>Samples that were completed by one call, on average: the size of the batches, seen from LoadGen.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> SamplesPerCompletion { get; init; }

    /// <summary>Slices that are whole: all but the last one, if that is shorter.</summary>
    [JsonIgnore]
    public int WholeCount => LastSliceS < SliceS * 0.999 ? CompletedSamples.Count - 1 : CompletedSamples.Count;
}

/// <summary>All latencies of a series, to three significant digits.</summary>
public sealed record HistogramData
{
    /// <summary>What was timed: sample or query.</summary>
    public required string Of { get; init; }

    /// <summary>How many values there are.</summary>
    public required long Count { get; init; }

    /// <summary>Decimal digits that its buckets keep apart.</summary>
    public required int SignificantDigits { get; init; }

    /// <summary>What one unit of its values is in ns: 1, or 1000 when a latency is longer than half an hour.</summary>
    public required long UnitNs { get; init; }

    /// <summary>Always "HdrHistogram V2, compressed, base64": the interchange form of the HdrHistogram libraries.</summary>
    public required string Encoding { get; init; }

    /// <summary>The histogram.</summary>
    public required string Data { get; init; }
}
