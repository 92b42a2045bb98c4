using static NativeBench.LoadGen.Configuration.CNumber;

namespace NativeBench.LoadGen.Configuration;

/// <summary>
/// The keys of mlcommons/inference <c>loadgen/test_settings_internal.cc</c> (TestSettings::FromConfig). Integers are read
/// as unsigned and multiplied by their unit as integers, so 2.9 reads as 2; reals are multiplied as doubles, so 95 percent
/// is 0.9500000000000001.
/// </summary>
internal static class SettingKeyTable
{
    private const double Percent = 0.01;
    private const double MsToNs = 1e6;
    private const ulong MsToNsInteger = 1_000_000;

    public static IReadOnlyList<SettingKey> Make() =>
    [
        Any("mode", "", (s, v) => Unsigned(v) <= 3 ? s with { Mode = (TestMode)Unsigned(v) } : s),
        Any("sample_concatenate_permutation", "0 or 1", (s, v) => s with { SampleConcatenatePermutation = Unsigned(v) == 1 }),
        Any("min_duration", "ms", (s, v) => s with { MinDurationMs = Signed(v) }),
        Any("max_duration", "ms", (s, v) => s with { MaxDurationMs = Signed(v) }),
        Any("min_query_count", "", (s, v) => s with { MinQueryCount = Signed(v) }),
        Any("max_query_count", "", (s, v) => s with { MaxQueryCount = Signed(v) }),
        BuiltIn("qsl_rng_seed", (s, v) => s with { QslRngSeed = Unsigned(v) }),
        BuiltIn("sample_index_rng_seed", (s, v) => s with { SampleIndexRngSeed = Unsigned(v) }),
        BuiltIn("schedule_rng_seed", (s, v) => s with { ScheduleRngSeed = Unsigned(v) }),
        Any("accuracy_log_rng_seed", "", (s, v) => s with { AccuracyLogRngSeed = Unsigned(v) }),
        BuiltIn("accuracy_log_probability", (s, v) => s with { AccuracyLogProbability = Double(v) * Percent }, "percent"),
        Any("accuracy_log_sampling_target", "samples", (s, v) => s with { AccuracyLogSamplingTarget = Signed(v) }),
        BuiltIn("test05", (s, v) => s with { Test05 = Unsigned(v) == 1 }, "0 or 1"),
        BuiltIn("test05_qsl_rng_seed", (s, v) => s with { Test05QslRngSeed = Unsigned(v) }),
        BuiltIn("test05_sample_index_rng_seed", (s, v) => s with { Test05SampleIndexRngSeed = Unsigned(v) }),
        BuiltIn("test05_schedule_rng_seed", (s, v) => s with { Test05ScheduleRngSeed = Unsigned(v) }),
        Any("print_timestamps", "0 or 1", (s, v) => s with { PrintTimestamps = Unsigned(v) != 0 }),
        Any("performance_issue_unique", "0 or 1", (s, v) => s with { PerformanceIssueUnique = Unsigned(v) != 0 }),
        Any("performance_issue_same", "0 or 1", (s, v) => s with { PerformanceIssueSame = Unsigned(v) != 0 }),
        Any("performance_issue_same_index", "", (s, v) => s with { PerformanceIssueSameIndex = Signed(v) }),
        Any("performance_sample_count_override", "samples", (s, v) => s with { PerformanceSampleCountOverride = Signed(v) }),
        Any("accuracy_sample_count_override", "samples", (s, v) => s with { AccuracySampleCountOverride = Signed(v) }),
        Any("use_token_latencies", "0 or 1", (s, v) => s with { UseTokenLatencies = Unsigned(v) == 1 }),
        Of(TestScenario.Server, "ttft_latency", "ms", (s, v) => s with { ServerTtftLatencyNs = IntegerMs(v) }) with { IsRead = static s => s.UseTokenLatencies },
        Of(TestScenario.Server, "tpot_latency", "ms", (s, v) => s with { ServerTpotLatencyNs = IntegerMs(v) }) with { IsRead = static s => s.UseTokenLatencies },
        Any("infer_token_latencies", "0 or 1", (s, v) => s with { InferTokenLatencies = Unsigned(v) == 1 }),
        Any("token_latency_scaling_factor", "tokens per sample", (s, v) => s with { TokenLatencyScalingFactor = Signed(v) }) with { IsRead = static s => s.InferTokenLatencies },
        Of(TestScenario.SingleStream, "target_latency", "ms", (s, v) => s with { SingleStreamExpectedLatencyNs = Double(v) * MsToNs }),
        Of(TestScenario.SingleStream, "target_latency_percentile", "percent", (s, v) => s with { SingleStreamTargetLatencyPercentile = Double(v) * Percent }),
        Of(TestScenario.MultiStream, "target_latency", "ms", (s, v) => s with { MultiStreamExpectedLatencyNs = Double(v) * MsToNs }),
        Of(TestScenario.MultiStream, "target_latency_percentile", "percent", (s, v) => s with { MultiStreamTargetLatencyPercentile = Double(v) * Percent }),
        Of(TestScenario.MultiStream, "samples_per_query", "samples", (s, v) => s with { MultiStreamSamplesPerQuery = Signed(v) }),
        Of(TestScenario.Server, "target_qps", "queries/s", (s, v) => s with { ServerTargetQps = Double(v) }),
        Of(TestScenario.Server, "target_latency", "ms", (s, v) => s with { ServerTargetLatencyNs = IntegerMs(v) }),
        Of(TestScenario.Server, "target_latency_percentile", "percent", (s, v) => s with { ServerTargetLatencyPercentile = Double(v) * Percent }),
        Of(TestScenario.Server, "coalesce_queries", "0 or 1", (s, v) => s with { ServerCoalesceQueries = Unsigned(v) != 0 }),
        Of(TestScenario.Server, "max_async_queries", "queries", (s, v) => s with { ServerMaxAsyncQueries = unchecked((int)Unsigned(v)) }),
        Of(TestScenario.Offline, "target_qps", "samples/s", (s, v) => s with { OfflineExpectedQps = Double(v) }),

        // Not in LoadGen 6.0.17: the keys of MultiStream up to 1.1. Files of that time have target_latency beside target_qps
        // (66 ms beside 15 queries/s), and it was the rate that counted.
        Of(TestScenario.MultiStreamFixedInterval, "target_latency", "ms", (s, v) => s with { MultiStreamFixedIntervalNs = Double(v) * MsToNs }),
        Of(TestScenario.MultiStreamFixedInterval, "target_qps", "queries/s", (s, v) => s with { MultiStreamFixedIntervalNs = 1e9 / Double(v) }),
        Of(TestScenario.MultiStreamFixedInterval, "target_latency_percentile", "percent", (s, v) => s with { MultiStreamFixedIntervalTargetLatencyPercentile = Double(v) * Percent }),
        Of(TestScenario.MultiStreamFixedInterval, "samples_per_query", "samples", (s, v) => s with { MultiStreamFixedIntervalSamplesPerQuery = Signed(v) }),
    ];

    private static SettingKey Any(string name, string unit, Func<TestSettings, string, TestSettings> apply)
        => new(name, null, unit, BuiltInOnly: false, apply);

    private static SettingKey BuiltIn(string name, Func<TestSettings, string, TestSettings> apply, string unit = "")
        => new(name, null, unit, BuiltInOnly: true, apply);

    private static SettingKey Of(TestScenario scenario, string name, string unit, Func<TestSettings, string, TestSettings> apply)
        => new(name, scenario, unit, BuiltInOnly: false, apply);

    private static long Signed(string value) => unchecked((long)Unsigned(value));

    private static long IntegerMs(string value) => unchecked((long)(Unsigned(value) * MsToNsInteger));
}
