using System.Globalization;

namespace NativeBench.LoadGen;

public sealed partial record EffectiveSettings
{
    /// <summary>How queries arrive.</summary>
    public TestScenario Scenario => Requested.Scenario;

    /// <summary>A query's samples lie side by side in the loaded set.</summary>
    internal bool TakesNeighbours => Scenario is TestScenario.MultiStream or TestScenario.MultiStreamFixedInterval;

    /// <summary>What the test does.</summary>
    public TestMode Mode => Requested.Mode;

    /// <inheritdoc cref="TestSettings.MinDurationMs"/>
    public long MinDurationMs => Requested.MinDurationMs;

    /// <inheritdoc cref="TestSettings.MaxDurationMs"/>
    public long MaxDurationMs => Requested.MaxDurationMs;

    /// <inheritdoc cref="TestSettings.MaxQueryCount"/>
    public long MaxQueryCount => Requested.MaxQueryCount;

    /// <inheritdoc cref="TestSettings.QslRngSeed"/>
    public ulong QslRngSeed => Requested.QslRngSeed;

    /// <inheritdoc cref="TestSettings.SampleIndexRngSeed"/>
    public ulong SampleIndexRngSeed => Requested.SampleIndexRngSeed;

    /// <inheritdoc cref="TestSettings.ScheduleRngSeed"/>
    public ulong ScheduleRngSeed => Requested.ScheduleRngSeed;

    /// <inheritdoc cref="TestSettings.PerformanceIssueUnique"/>
    public bool PerformanceIssueUnique => Requested.PerformanceIssueUnique;

    /// <inheritdoc cref="TestSettings.PerformanceIssueSame"/>
    public bool PerformanceIssueSame => Requested.PerformanceIssueSame;

    /// <inheritdoc cref="TestSettings.PerformanceIssueSameIndex"/>
    public long PerformanceIssueSameIndex => Requested.PerformanceIssueSameIndex;

    /// <inheritdoc cref="TestSettings.SampleConcatenatePermutation"/>
    public bool SampleConcatenatePermutation => Requested.SampleConcatenatePermutation;

    /// <inheritdoc cref="TestSettings.UseTokenLatencies"/>
    public bool UseTokenLatencies => Requested.UseTokenLatencies;

    /// <summary>Computes the settings in force for a library of this size.</summary>
    /// <param name="requested">What was asked for.</param>
    /// <param name="libraryTotal">The library's total sample count.</param>
    /// <param name="libraryPerformance">The library's performance sample count.</param>
    /// <param name="onError">Gets the official words for each setting that makes no sense; the run goes on all the same.</param>
    public static EffectiveSettings Compute(TestSettings requested, long libraryTotal, long libraryPerformance, Action<string>? onError = null)
    {
        long performanceCount = requested.PerformanceSampleCountOverride == 0 ? libraryPerformance : requested.PerformanceSampleCountOverride;
        long accuracyCount = requested.AccuracySampleCountOverride == 0 ? libraryTotal : requested.AccuracySampleCountOverride;
        double seconds = requested.MinDurationMs / 1000.0;

        long samplesPerQuery = 1;
        double targetQps;
        long targetLatencyNs = 0;
        double percentile;
        double intervalNs = 0;
        long maxAsync = 1;
        long targetDurationMs = requested.MinDurationMs;
        long minQueries = requested.MinQueryCount;
        switch (requested.Scenario)
        {
            case TestScenario.SingleStream:
                targetQps = 1e9 / requested.SingleStreamExpectedLatencyNs;
                percentile = requested.SingleStreamTargetLatencyPercentile;
                break;
            case TestScenario.MultiStream:
                samplesPerQuery = requested.MultiStreamSamplesPerQuery;
                targetQps = 1e9 / requested.MultiStreamExpectedLatencyNs;
                percentile = requested.MultiStreamTargetLatencyPercentile;
                break;
            case TestScenario.MultiStreamFixedInterval:
                samplesPerQuery = requested.MultiStreamFixedIntervalSamplesPerQuery;
                intervalNs = Interval(requested.MultiStreamFixedIntervalNs, onError);
                targetQps = 1e9 / intervalNs;
                targetLatencyNs = (long)intervalNs;
                percentile = requested.MultiStreamFixedIntervalTargetLatencyPercentile;
                break;
            case TestScenario.Server:
                targetQps = PositiveRate("server_target_qps", requested.ServerTargetQps, onError);
                targetLatencyNs = requested.ServerTargetLatencyNs;
                percentile = requested.ServerTargetLatencyPercentile;
                maxAsync = requested.ServerMaxAsyncQueries;
                break;
            default:
                targetQps = PositiveRate("offline_expected_qps", requested.OfflineExpectedQps, onError);
                percentile = 0.99;
                samplesPerQuery = requested.PerformanceIssueUnique
                    ? performanceCount
                    : Math.Max(requested.MinQueryCount, (long)(1.1 * seconds * targetQps));
                minQueries = 1;
                targetDurationMs = 0;
                break;
        }

        if (requested.Scenario == TestScenario.SingleStream && requested.SampleConcatenatePermutation)
        {
            // A whole library is added even when the count is a multiple of it already; kept, since it decides what is issued.
            minQueries = Math.Max(minQueries, (long)(2.0 * seconds * targetQps));
            minQueries += libraryPerformance - (minQueries % libraryPerformance);
        }

        CheckIssueModes(requested, performanceCount, onError);
        return new EffectiveSettings
        {
            Requested = requested,
            SamplesPerQuery = samplesPerQuery,
            TargetQps = targetQps,
            TargetLatencyNs = targetLatencyNs,
            IntervalNs = intervalNs,
            TargetLatencyPercentile = percentile,
            MaxAsyncQueries = maxAsync,
            TargetDurationMs = targetDurationMs,
            MinQueryCount = minQueries,
            MinSampleCount = minQueries * samplesPerQuery,
            PerformanceSampleCount = performanceCount,
            AccuracySampleCount = accuracyCount,
        };
    }

    private static double PositiveRate(string name, double requested, Action<string>? onError)
    {
        if (requested >= 0)
            return requested;
        onError?.Invoke($"Invalid value for {name} requested. requested: {Logging.CFormat.General(requested)} using: 1");
        return 1;
    }

    /// <summary>From a nanosecond to eleven days; anything else is no interval, and is said in the words for a rate.</summary>
    private static double Interval(double requestedNs, Action<string>? onError)
    {
        if (requestedNs is >= 1 and <= 1e15)
            return requestedNs;
        onError?.Invoke($"Invalid value for multi_stream_target_qps requested. requested: {Logging.CFormat.General(1e9 / requestedNs)} using: 1");
        return 1e9;
    }

    private static void CheckIssueModes(TestSettings requested, long performanceCount, Action<string>? onError)
    {
        if (requested.PerformanceIssueSame && requested.PerformanceIssueSameIndex >= performanceCount)
        {
            onError?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"Sample Idx to be repeated in performance_issue_same mode cannot be greater than loaded performance_sample_count. performance_issue_same_index: {requested.PerformanceIssueSameIndex} performance_sample_count: {performanceCount}"));
        }

        if (requested.PerformanceIssueSame && requested.PerformanceIssueUnique)
        {
            onError?.Invoke(
                "Performance_issue_unique and performance_issue_same, both cannot be true at the same time. performance_issue_unique: 1 performance_issue_same: 1");
        }
    }
}
