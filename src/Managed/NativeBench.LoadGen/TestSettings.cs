namespace NativeBench.LoadGen;

/// <summary>
/// What is asked of LoadGen, by the official names (mlcommons/inference <c>loadgen/test_settings.h</c>). Defaults are
/// those of the official library; <see cref="Configuration.SettingsLoader"/> applies configuration files.
/// </summary>
public sealed record TestSettings
{
    /// <summary>How queries arrive.</summary>
    public TestScenario Scenario { get; init; } = TestScenario.SingleStream;

    /// <summary>What the test does.</summary>
    public TestMode Mode { get; init; } = TestMode.PerformanceOnly;

    /// <summary>SingleStream: expected latency in ns; decides how many queries are generated.</summary>
    public double SingleStreamExpectedLatencyNs { get; init; } = 1_000_000;

    /// <summary>SingleStream: the reported percentile, as a fraction.</summary>
    public double SingleStreamTargetLatencyPercentile { get; init; } = 0.90;

    /// <summary>MultiStream: expected latency of a query in ns; decides how many queries are generated.</summary>
    public double MultiStreamExpectedLatencyNs { get; init; } = 8_000_000;

    /// <summary>MultiStream: the reported percentile, as a fraction.</summary>
    public double MultiStreamTargetLatencyPercentile { get; init; } = 0.99;

    /// <summary>MultiStream: samples in a query.</summary>
    public long MultiStreamSamplesPerQuery { get; init; } = 8;

    /// <summary>
    /// MultiStreamFixedInterval: time between two queries in ns, which is also the bound of a query's latency. The default is
    /// the 10 queries per second of multi_stream_target_qps in LoadGen up to 1.1; the official configuration set 20.
    /// </summary>
    public double MultiStreamFixedIntervalNs { get; init; } = 100_000_000;

    /// <summary>MultiStreamFixedInterval: the share of queries that may not skip an interval, as a fraction.</summary>
    public double MultiStreamFixedIntervalTargetLatencyPercentile { get; init; } = 0.99;

    /// <summary>MultiStreamFixedInterval: samples in a query; FindPeakPerformance starts from here.</summary>
    public long MultiStreamFixedIntervalSamplesPerQuery { get; init; } = 4;

    /// <summary>Server: mean arrival rate in queries per second.</summary>
    public double ServerTargetQps { get; init; } = 1;

    /// <summary>Server: latency bound in ns.</summary>
    public long ServerTargetLatencyNs { get; init; } = 100_000_000;

    /// <summary>Server: the percentile that has to keep the bound, as a fraction.</summary>
    public double ServerTargetLatencyPercentile { get; init; } = 0.99;

    /// <summary>Server: issue all queries that are due in one call.</summary>
    public bool ServerCoalesceQueries { get; init; }

    /// <summary>FindPeakPerformance: decimals of the rate that is searched for.</summary>
    public int ServerFindPeakQpsDecimalsOfPrecision { get; init; } = 1;

    /// <summary>FindPeakPerformance: the bounds grow by the factor 1 + this.</summary>
    public double ServerFindPeakQpsBoundaryStepSize { get; init; } = 1;

    /// <summary>Server: the run ends when more queries than this are outstanding; 0 is no limit.</summary>
    public long ServerMaxAsyncQueries { get; init; }

    /// <summary>Server: registered threads that issue; 0 issues from the calling thread.</summary>
    public int ServerNumIssueQueryThreads { get; init; }

    /// <summary>Offline: expected rate in samples per second; decides the size of the query.</summary>
    public double OfflineExpectedQps { get; init; } = 1;

    /// <summary>Issue permutations of the whole loaded set, one after the other ("equal issue").</summary>
    public bool SampleConcatenatePermutation { get; init; }

    /// <summary>Shortest duration of a valid run in ms.</summary>
    public long MinDurationMs { get; init; } = 10_000;

    /// <summary>The run is cut off after this many ms; 0 is no limit.</summary>
    public long MaxDurationMs { get; init; }

    /// <summary>Fewest queries of a valid run (Offline: samples in the query).</summary>
    public long MinQueryCount { get; init; } = 100;

    /// <summary>The run is cut off after this many queries; 0 is no limit.</summary>
    public long MaxQueryCount { get; init; }

    /// <summary>Seed of the order in which samples are loaded. Only the low 32 bits matter.</summary>
    public ulong QslRngSeed { get; init; }

    /// <summary>Seed of the choice of samples. Only the low 32 bits matter.</summary>
    public ulong SampleIndexRngSeed { get; init; }

    /// <summary>Seed of the Server arrivals. Only the low 32 bits matter.</summary>
    public ulong ScheduleRngSeed { get; init; }

    /// <summary>Seed of the offset that decides which responses of a performance run are logged.</summary>
    public ulong AccuracyLogRngSeed { get; init; }

    /// <summary>Share of the responses of a performance run that is logged, 0 to 1.</summary>
    public double AccuracyLogProbability { get; init; }

    /// <summary>How many responses of a performance run to log, about; 0 is off. Overrides the probability.</summary>
    public long AccuracyLogSamplingTarget { get; init; }

    /// <summary>Compliance TEST05: use the three seeds below.</summary>
    public bool Test05 { get; init; }

    /// <summary>TEST05's <see cref="QslRngSeed"/>.</summary>
    public ulong Test05QslRngSeed { get; init; }

    /// <summary>TEST05's <see cref="SampleIndexRngSeed"/>.</summary>
    public ulong Test05SampleIndexRngSeed { get; init; }

    /// <summary>TEST05's <see cref="ScheduleRngSeed"/>.</summary>
    public ulong Test05ScheduleRngSeed { get; init; }

    /// <summary>Print wall-clock times around the performance run to standard output.</summary>
    public bool PrintTimestamps { get; init; }

    /// <summary>Issue every loaded sample once.</summary>
    public bool PerformanceIssueUnique { get; init; }

    /// <summary>Issue the same sample all the time.</summary>
    public bool PerformanceIssueSame { get; init; }

    /// <summary>The position in the loaded set of the sample that <see cref="PerformanceIssueSame"/> issues.</summary>
    public long PerformanceIssueSameIndex { get; init; }

    /// <summary>Samples to load for a performance run; 0 asks the library.</summary>
    public long PerformanceSampleCountOverride { get; init; }

    /// <summary>Samples of an accuracy run; 0 is the library's total.</summary>
    public long AccuracySampleCountOverride { get; init; }

    /// <summary>Report first-token and per-token latencies, and judge a Server run by them.</summary>
    public bool UseTokenLatencies { get; init; }

    /// <summary>Server with tokens: bound of the first-token latency in ns.</summary>
    public long ServerTtftLatencyNs { get; init; } = 100_000_000;

    /// <summary>Server with tokens: bound of the time per output token in ns.</summary>
    public long ServerTpotLatencyNs { get; init; } = 100_000_000;

    /// <summary>Report tokens per second as samples per second times <see cref="TokenLatencyScalingFactor"/>.</summary>
    public bool InferTokenLatencies { get; init; }

    /// <summary>Tokens per sample, for <see cref="InferTokenLatencies"/>.</summary>
    public double TokenLatencyScalingFactor { get; init; } = 1;

    /// <summary>With TEST05's seeds and mode, if <see cref="Test05"/> is set.</summary>
    internal TestSettings WithTest05() => !Test05 ? this : this with
    {
        Mode = TestMode.PerformanceOnly,
        QslRngSeed = Test05QslRngSeed,
        SampleIndexRngSeed = Test05SampleIndexRngSeed,
        ScheduleRngSeed = Test05ScheduleRngSeed,
    };
}
