using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>One run of LoadGen: a scenario in a mode.</summary>
public sealed record RunData
{
    /// <summary>SingleStream, MultiStream, MultiStreamFixedInterval, Server or Offline.</summary>
    public required string Scenario { get; init; }

    /// <summary>performance, accuracy or find-peak.</summary>
    public required string Mode { get; init; }

    /// <summary>completed, interrupted or failed.</summary>
    public required string Status { get; init; }

    /// <summary>Why it isn't completed; else null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Reason { get; init; }

    /// <summary>LoadGen's verdict; absent when nothing could be judged, and for accuracy.</summary>
    public bool? Valid { get; init; }

    /// <summary>The conditions behind the verdict.</summary>
    public ConditionsData? ConditionsMet { get; init; }

    /// <summary>Where the log files are, relative to result.json, with forward slashes.</summary>
    public required string Folder { get; init; }

    /// <summary>Start, ISO 8601 in UTC.</summary>
    public required string StartedUtc { get; init; }

    /// <summary>All of the run with loading and writing logs, in s.</summary>
    public required double WallS { get; init; }

    /// <summary>Samples handed out over all series.</summary>
    public required long SamplesIssued { get; init; }

    /// <summary>Samples completed over all series.</summary>
    public required long SamplesCompleted { get; init; }

    /// <summary>The figure that the scenario is compared by.</summary>
    public MetricData? Metric { get; init; }

    /// <summary>Queries of the measured series.</summary>
    public long? QueryCount { get; init; }

    /// <summary>Samples of the measured series.</summary>
    public long? SampleCount { get; init; }

    /// <summary>From the start of the series to its last completion, in s.</summary>
    public double? DurationS { get; init; }

    /// <summary>Garbage collections in the series; each stops all threads.</summary>
    public int? GcCountInSeries { get; init; }

    /// <summary>Latencies of samples, from due to done.</summary>
    public LatencyData? SampleLatency { get; init; }

    /// <summary>The MultiStreams: latencies of queries, from due until the last sample is done.</summary>
    public LatencyData? QueryLatency { get; init; }

    /// <summary>Server, MultiStreamFixedInterval: how late the load generator itself was.</summary>
    public LatencyData? IssueLag { get; init; }

    /// <summary>MultiStreamFixedInterval: the intervals that queries took.</summary>
    public IntervalsData? Intervals { get; init; }

    /// <summary>Server: samples over the latency bound.</summary>
    public long? OverlatencyCount { get; init; }

    /// <summary>Server: the rate that was scheduled.</summary>
    public double? ScheduledSamplesPerS { get; init; }

    /// <summary>Server: the rate that was completed, counted to the last completion.</summary>
    public double? CompletedSamplesPerS { get; init; }

    /// <summary>Server: the MLPerf logs' figure, counted to the completion of the query issued last; more in overload where that one overtakes a backlog.</summary>
    public double? LoggedCompletedSamplesPerS { get; init; }

    /// <summary>Offline: the throughput.</summary>
    public double? SamplesPerS { get; init; }

    /// <summary>SingleStream: queries per second, the load generator's own time included.</summary>
    public double? QueriesPerSWithLoadgenOverhead { get; init; }

    /// <summary>SingleStream: queries per second without the load generator's own time.</summary>
    public double? QueriesPerSWithoutLoadgenOverhead { get; init; }

    /// <summary>What early stopping has to say.</summary>
    public EarlyStoppingData? EarlyStopping { get; init; }

    /// <summary>LoadGen's own recommendations, in the official words.</summary>
    public IReadOnlyList<string>? Recommendations { get; init; }

    /// <summary>Figures of tokens.</summary>
    public TokensData? Tokens { get; init; }

    /// <summary>Tokens per second inferred from samples.</summary>
    public double? InferredTokensPerS { get; init; }

    /// <summary>The series cut into slices of equal time.</summary>
    public SlicesData? Slices { get; init; }

    /// <summary>All latencies of the series.</summary>
    public HistogramData? LatencyHistogram { get; init; }

    /// <summary>find-peak: every rate that was tried, in order.</summary>
    public IReadOnlyList<RatePointData>? RateSweep { get; init; }

    /// <summary>The quality that was reached; accuracy runs.</summary>
    public AccuracyData? Accuracy { get; init; }

    /// <summary>All figures of the metric, in whatever unit, and the targets; accuracy runs.</summary>
    public QualityData? Quality { get; init; }

    /// <summary>What --assert asked of this run.</summary>
    public IReadOnlyList<AssertionData>? Assertions { get; init; }

    /// <summary>Why it isn't VALID or misses its target, each with what to change.</summary>
    public required IReadOnlyList<string> Advice { get; init; }

    /// <summary>What makes the figures doubtful, whatever the verdict, each with what to do.</summary>
    public required IReadOnlyList<string> MeasurementWarnings { get; init; }

    /// <summary>Errors in the detail log.</summary>
    public required IReadOnlyList<string> Errors { get; init; }

    /// <summary>Warnings in the detail log.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>How the backend executed.</summary>
    public ExecutionData? Execution { get; init; }

    /// <summary>What its workers did.</summary>
    public BatchesData? Batches { get; init; }

    /// <summary>What was seen before measuring.</summary>
    public WarmUpData? WarmUp { get; init; }

    /// <summary>Settings that were chosen for the user.</summary>
    public required IReadOnlyList<ChoiceData> ChosenFromWarmUp { get; init; }

    /// <summary>Attempts that were too short because the estimate was too low.</summary>
    public required IReadOnlyList<TooShortData> TooShortBefore { get; init; }

    /// <summary>LoadGen's settings as asked for, by their official names.</summary>
    public required JsonObject SettingsRequested { get; init; }

    /// <summary>LoadGen's settings as they were in force.</summary>
    public required JsonObject SettingsEffective { get; init; }

    /// <summary>Garbage collections of the process, before and after the run.</summary>
    public GcData? Gc { get; init; }

    /// <summary>What the machine did meanwhile.</summary>
    public MachineActivityData? MachineActivity { get; init; }

    /// <summary>Energy of the run.</summary>
    public EnergyData? Energy { get; init; }
}

/// <summary>The four conditions of a verdict.</summary>
public sealed record ConditionsData
{
    /// <summary>The latency bound was kept.</summary>
    public required bool PerformanceConstraints { get; init; }

    /// <summary>It ran long enough.</summary>
    public required bool MinDuration { get; init; }

    /// <summary>It had enough queries.</summary>
    public required bool MinQueries { get; init; }

    /// <summary>Enough was measured to be sure of the percentile.</summary>
    public required bool EarlyStopping { get; init; }
}

/// <summary>What one rate of a sweep gave.</summary>
public sealed record RatePointData
{
    /// <summary>Samples scheduled per second.</summary>
    public required double ScheduledSamplesPerS { get; init; }

    /// <summary>Samples completed per second.</summary>
    public required double CompletedSamplesPerS { get; init; }

    /// <summary>Median latency.</summary>
    public required long LatencyP50Ns { get; init; }

    /// <summary>90th percentile.</summary>
    public required long LatencyP90Ns { get; init; }

    /// <summary>99th percentile.</summary>
    public required long LatencyP99Ns { get; init; }

    /// <summary>LoadGen's verdict on this rate; absent where only the latency was asked.</summary>
    public bool? Valid { get; init; }
}

/// <summary>A scenario's official figure.</summary>
public sealed record MetricData
{
    /// <summary>Its name with the unit, such as latency_p90_ns or samples_per_s.</summary>
    public required string Name { get; init; }

    /// <summary>Its value; null when it isn't a number (a rate over no time).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? Value { get; init; }
}
