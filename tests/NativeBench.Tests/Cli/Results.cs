using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.Cli;

/// <summary>Hand-made results of LoadGen.</summary>
internal static class Results
{
    public static TestSettings Settings(TestScenario scenario) => new() { Scenario = scenario };

    public static EffectiveSettings Effective(TestSettings settings) => new()
    {
        Requested = settings,
        SamplesPerQuery = settings.Scenario == TestScenario.MultiStream ? settings.MultiStreamSamplesPerQuery : 1,
        TargetQps = settings.Scenario == TestScenario.Server ? settings.ServerTargetQps : settings.OfflineExpectedQps,
        TargetLatencyNs = settings.Scenario == TestScenario.Server ? settings.ServerTargetLatencyNs : 0,
        TargetLatencyPercentile = settings.Scenario == TestScenario.SingleStream ? 0.9 : 0.99,
        MaxAsyncQueries = 1,
        TargetDurationMs = settings.MinDurationMs,
        MinQueryCount = settings.MinQueryCount,
        MinSampleCount = settings.MinQueryCount,
        PerformanceSampleCount = 1024,
        AccuracySampleCount = 1024,
    };

    public static LatencyFigures Latency(long p50Ns) =>
        new(10_000, p50Ns / 2, p50Ns * 20, p50Ns * 11 / 10, p50Ns, p50Ns * 2, p50Ns * 3, p50Ns * 4, p50Ns * 5, p50Ns * 10);

    public static PerformanceResult Performance(TestScenario scenario, long p50Ns = 1_000_000) => new()
    {
        IsValid = true,
        PerformanceConstraintsMet = true,
        MinDurationMet = true,
        MinQueriesMet = true,
        EarlyStoppingMet = true,
        Recommendations = [],
        EarlyStoppingText = "",
        QueryCount = 10_000,
        SampleCount = 10_000,
        CompletedSampleCount = 10_000,
        SampleLatency = Latency(p50Ns),
        QueryLatency = Latency(p50Ns),
        TargetPercentile = scenario == TestScenario.SingleStream ? (0.9, p50Ns * 2) : (0.99, p50Ns * 5),
        FinalQueryScheduledTimeS = 10.5,
        FinalQueryIssuedTimeS = 10.5,
        FinalQueryAllSamplesDoneTimeS = 10.6,
        DurationS = 10.6,
        ScheduledSamplesPerSecond = 952.4,
        CompletedSamplesPerSecond = 943.4,
        SamplesPerSecond = 12345.6,
        IssueLag = Latency(1000),
        GarbageCollections = 0,
    };

    public static TestResult Test(TestSettings settings, PerformanceResult? performance, TestOutcome outcome = TestOutcome.Completed, string folder = ".") => new()
    {
        Outcome = outcome,
        Reason = outcome == TestOutcome.Completed ? null : $"The test was {outcome}.",
        RequestedSettings = settings,
        EffectiveSettings = Effective(settings),
        Performance = performance,
        Errors = [],
        Warnings = [],
        LogFiles = new LogFiles(
            Path.Combine(folder, "mlperf_log_summary.txt"), Path.Combine(folder, "mlperf_log_detail.txt"),
            Path.Combine(folder, "mlperf_log_accuracy.json"), Path.Combine(folder, "mlperf_log_trace.json")),
        SamplesIssued = 10_000,
        SamplesCompleted = 10_000,
    };
}
