using NativeBench.LoadGen;

namespace NativeBench.Fuzz;

/// <summary>What a configuration file has to make of settings, written down a second time (mlcommons/inference <c>FromConfig</c>).</summary>
internal static class ExpectedSettings
{
    /// <summary>The settings that differ from what the file asks for, as "key: expected, found".</summary>
    public static IEnumerable<string> Differences(
        ReferenceConfiguration file, string model, TestScenario scenario, TestSettings before, TestSettings after)
    {
        string?[] found =
        [
            Integer("min_duration", scenario, 1, before.MinDurationMs, after.MinDurationMs),
            Integer("max_duration", scenario, 1, before.MaxDurationMs, after.MaxDurationMs),
            Integer("min_query_count", scenario, 1, before.MinQueryCount, after.MinQueryCount),
            Integer("max_query_count", scenario, 1, before.MaxQueryCount, after.MaxQueryCount),
            Integer("accuracy_log_rng_seed", scenario, 1, (long)before.AccuracyLogRngSeed, (long)after.AccuracyLogRngSeed),
            Integer("accuracy_log_sampling_target", scenario, 1, before.AccuracyLogSamplingTarget, after.AccuracyLogSamplingTarget),
            Integer("performance_issue_same_index", scenario, 1, before.PerformanceIssueSameIndex, after.PerformanceIssueSameIndex),
            Integer("performance_sample_count_override", scenario, 1, before.PerformanceSampleCountOverride, after.PerformanceSampleCountOverride),
            Integer("accuracy_sample_count_override", scenario, 1, before.AccuracySampleCountOverride, after.AccuracySampleCountOverride),
            Integer("samples_per_query", TestScenario.MultiStream, 1, before.MultiStreamSamplesPerQuery, after.MultiStreamSamplesPerQuery),
            Integer("target_latency", TestScenario.Server, 1_000_000, before.ServerTargetLatencyNs, after.ServerTargetLatencyNs),
            Flag("sample_concatenate_permutation", v => v == 1, before.SampleConcatenatePermutation, after.SampleConcatenatePermutation),
            Flag("print_timestamps", v => v != 0, before.PrintTimestamps, after.PrintTimestamps),
            Flag("performance_issue_unique", v => v != 0, before.PerformanceIssueUnique, after.PerformanceIssueUnique),
            Flag("performance_issue_same", v => v != 0, before.PerformanceIssueSame, after.PerformanceIssueSame),
            Flag("use_token_latencies", v => v == 1, before.UseTokenLatencies, after.UseTokenLatencies),
            Flag("infer_token_latencies", v => v == 1, before.InferTokenLatencies, after.InferTokenLatencies),
            Real("target_latency", TestScenario.SingleStream, 1e6, before.SingleStreamExpectedLatencyNs, after.SingleStreamExpectedLatencyNs),
            Real("target_latency_percentile", TestScenario.SingleStream, 0.01, before.SingleStreamTargetLatencyPercentile, after.SingleStreamTargetLatencyPercentile),
            Real("target_latency", TestScenario.MultiStream, 1e6, before.MultiStreamExpectedLatencyNs, after.MultiStreamExpectedLatencyNs),
            Real("target_latency_percentile", TestScenario.MultiStream, 0.01, before.MultiStreamTargetLatencyPercentile, after.MultiStreamTargetLatencyPercentile),
            Real("target_qps", TestScenario.Server, 1, before.ServerTargetQps, after.ServerTargetQps),
            Real("target_latency_percentile", TestScenario.Server, 0.01, before.ServerTargetLatencyPercentile, after.ServerTargetLatencyPercentile),
            Real("target_qps", TestScenario.Offline, 1, before.OfflineExpectedQps, after.OfflineExpectedQps),
            // No file but the built-in one may touch these.
            Same("qsl_rng_seed", before.QslRngSeed, after.QslRngSeed),
            Same("sample_index_rng_seed", before.SampleIndexRngSeed, after.SampleIndexRngSeed),
            Same("schedule_rng_seed", before.ScheduleRngSeed, after.ScheduleRngSeed),
            Same("accuracy_log_probability", before.AccuracyLogProbability, after.AccuracyLogProbability),
            Same("test05", before.Test05, after.Test05),
            Same("scenario", before.Scenario, after.Scenario),
        ];
        return found.OfType<string>();

        string? Integer(string key, TestScenario of, ulong unit, long otherwise, long value)
            => Same(key, file.Find(model, of.ToString(), key) is { } text ? unchecked((long)(CLibrary.Unsigned(text, out _) * unit)) : otherwise, value);

        string? Flag(string key, Func<ulong, bool> read, bool otherwise, bool value)
            => Same(key, file.Find(model, scenario.ToString(), key) is { } text ? read(CLibrary.Unsigned(text, out _)) : otherwise, value);

        string? Real(string key, TestScenario of, double unit, double otherwise, double value)
            => SameReal(key, file.Find(model, of.ToString(), key) is { } text ? CLibrary.Double(text, out _) * unit : otherwise, value);
    }

    /// <summary>Whether two numbers are the same to the bit; of those that aren't numbers only the sign counts, as in a log.</summary>
    public static bool SameReal(double a, double b)
        => double.IsNaN(a) ? double.IsNaN(b) && double.IsNegative(a) == double.IsNegative(b) : a.Equals(b) && double.IsNegative(a) == double.IsNegative(b);

    private static string? SameReal(string key, double expected, double found)
        => SameReal(expected, found) ? null : FormattableString.Invariant($"{key}: {expected:R} expected, {found:R} found");

    private static string? Same<T>(string key, T expected, T found)
        => Equals(expected, found) ? null : FormattableString.Invariant($"{key}: {expected} expected, {found} found");
}
