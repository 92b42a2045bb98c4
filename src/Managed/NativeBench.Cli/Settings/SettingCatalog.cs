using NativeBench.LoadGen;
using static NativeBench.Cli.Settings.SettingDefinition;

namespace NativeBench.Cli.Settings;

/// <summary>
/// Every LoadGen setting by its official names: the keys of configuration files, with their units, and the names of the
/// fields (mlcommons/inference <c>loadgen/test_settings.h</c>). A key may have one definition per scenario.
/// </summary>
internal static class SettingCatalog
{
    private static readonly TestScenario[] s_single = [TestScenario.SingleStream];
    private static readonly TestScenario[] s_multi = [TestScenario.MultiStream];
    private static readonly TestScenario[] s_interval = [TestScenario.MultiStreamFixedInterval];
    private static readonly TestScenario[] s_server = [TestScenario.Server];
    private static readonly TestScenario[] s_offline = [TestScenario.Offline];

    /// <summary>The scenarios of today's rounds, in the order in which they run: what <c>all</c> means.</summary>
    public static IReadOnlyList<TestScenario> CurrentScenarios { get; } =
        [TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline];

    /// <summary>Those, and the one of rounds 1.1 and earlier.</summary>
    public static IReadOnlyList<TestScenario> AllScenarios { get; } = [.. CurrentScenarios, TestScenario.MultiStreamFixedInterval];

    /// <summary>All definitions; those of one name stand side by side.</summary>
    public static IReadOnlyList<SettingDefinition> Definitions { get; } =
        [.. ScenarioKeys(), .. ScenarioFields(), .. Common(), .. Choice(), .. Seeds(), .. Tokens()];

    private static readonly ILookup<string, SettingDefinition> s_byName =
        Definitions.ToLookup(static d => d.Name, StringComparer.Ordinal);

    /// <summary>All names, for suggestions.</summary>
    public static IEnumerable<string> Names => s_byName.Select(static group => group.Key);

    /// <summary>The definitions of a name: none if it isn't known.</summary>
    public static IEnumerable<SettingDefinition> Find(string name) => s_byName[name];

    /// <summary>Keys that configuration files write as <c>model.Scenario.key</c>, in their units.</summary>
    private static IEnumerable<SettingDefinition> ScenarioKeys() =>
    [
        Positive("target_latency", s_single, "ms", 1e6, static (s, v) => s with { SingleStreamExpectedLatencyNs = v }),
        Positive("target_latency", s_multi, "ms", 1e6, static (s, v) => s with { MultiStreamExpectedLatencyNs = v }),
        Positive("target_latency", s_server, "ms", 1e6, static (s, v) => s with { ServerTargetLatencyNs = (long)v }),
        Share("target_latency_percentile", s_single, true, false, static (s, v) => s with { SingleStreamTargetLatencyPercentile = v }),
        Share("target_latency_percentile", s_multi, true, false, static (s, v) => s with { MultiStreamTargetLatencyPercentile = v }),
        Share("target_latency_percentile", s_server, true, false, static (s, v) => s with { ServerTargetLatencyPercentile = v }),
        Positive("target_qps", s_server, "queries/s", 1, static (s, v) => s with { ServerTargetQps = v }),
        Positive("target_qps", s_offline, "samples/s", 1, static (s, v) => s with { OfflineExpectedQps = v }),
        Positive("target_latency", s_interval, "ms", 1e6, static (s, v) => s with { MultiStreamFixedIntervalNs = v }),
        Positive("target_qps", s_interval, "queries/s", 1, static (s, v) => s with { MultiStreamFixedIntervalNs = 1e9 / v }),
        Share("target_latency_percentile", s_interval, true, false, static (s, v) => s with { MultiStreamFixedIntervalTargetLatencyPercentile = v }),
        Count("samples_per_query", s_multi, static (s, v) => s with { MultiStreamSamplesPerQuery = v }, least: 1),
        Count("samples_per_query", s_interval, static (s, v) => s with { MultiStreamFixedIntervalSamplesPerQuery = v }, least: 1),
        Flag("coalesce_queries", s_server, static (s, v) => s with { ServerCoalesceQueries = v }),
        Count("max_async_queries", s_server, static (s, v) => s with { ServerMaxAsyncQueries = v }),
    ];

    private static IEnumerable<SettingDefinition> ScenarioFields() =>
    [
        Positive("single_stream_expected_latency_ns", s_single, "ns", 1, static (s, v) => s with { SingleStreamExpectedLatencyNs = v }),
        Share("single_stream_target_latency_percentile", s_single, false, false,
            static (s, v) => s with { SingleStreamTargetLatencyPercentile = v }),
        Positive("multi_stream_expected_latency_ns", s_multi, "ns", 1, static (s, v) => s with { MultiStreamExpectedLatencyNs = v }),
        Share("multi_stream_target_latency_percentile", s_multi, false, false,
            static (s, v) => s with { MultiStreamTargetLatencyPercentile = v }),
        Count("multi_stream_samples_per_query", s_multi, static (s, v) => s with { MultiStreamSamplesPerQuery = v }, least: 1),
        Positive("multi_stream_target_qps", s_interval, "queries/s", 1, static (s, v) => s with { MultiStreamFixedIntervalNs = 1e9 / v }),
        Share("multi_stream_target_latency_percentile", s_interval, false, false,
            static (s, v) => s with { MultiStreamFixedIntervalTargetLatencyPercentile = v }),
        Count("multi_stream_samples_per_query", s_interval, static (s, v) => s with { MultiStreamFixedIntervalSamplesPerQuery = v }, least: 1),
        Positive("server_target_qps", s_server, "queries/s", 1, static (s, v) => s with { ServerTargetQps = v }),
        Count("server_target_latency_ns", s_server, static (s, v) => s with { ServerTargetLatencyNs = v }, "ns", least: 1),
        Share("server_target_latency_percentile", s_server, false, false, static (s, v) => s with { ServerTargetLatencyPercentile = v }),
        Flag("server_coalesce_queries", s_server, static (s, v) => s with { ServerCoalesceQueries = v }),
        Count("server_find_peak_qps_decimals_of_precision", s_server,
            static (s, v) => s with { ServerFindPeakQpsDecimalsOfPrecision = (int)v }, most: 9),
        Positive("server_find_peak_qps_boundary_step_size", s_server, "share of the rate", 1,
            static (s, v) => s with { ServerFindPeakQpsBoundaryStepSize = v }),
        Count("server_max_async_queries", s_server, static (s, v) => s with { ServerMaxAsyncQueries = v }),
        Count("server_num_issue_query_threads", s_server, static (s, v) => s with { ServerNumIssueQueryThreads = (int)v }, most: 1024),
        Positive("offline_expected_qps", s_offline, "samples/s", 1, static (s, v) => s with { OfflineExpectedQps = v }),
    ];

    private static IEnumerable<SettingDefinition> Common() =>
    [
        Count("min_duration", AllScenarios, static (s, v) => s with { MinDurationMs = v }, "ms"),
        Count("min_duration_ms", AllScenarios, static (s, v) => s with { MinDurationMs = v }, "ms"),
        Count("max_duration", AllScenarios, static (s, v) => s with { MaxDurationMs = v }, "ms, 0 is no limit"),
        Count("max_duration_ms", AllScenarios, static (s, v) => s with { MaxDurationMs = v }, "ms, 0 is no limit"),
        Count("min_query_count", AllScenarios, static (s, v) => s with { MinQueryCount = v }),
        Count("max_query_count", AllScenarios, static (s, v) => s with { MaxQueryCount = v }, "0 is no limit"),
        Flag("print_timestamps", AllScenarios, static (s, v) => s with { PrintTimestamps = v }),
        Count("performance_sample_count_override", AllScenarios, static (s, v) => s with { PerformanceSampleCountOverride = v }),
        Count("accuracy_sample_count_override", AllScenarios, static (s, v) => s with { AccuracySampleCountOverride = v }),
        Share("accuracy_log_probability", AllScenarios, true, true, static (s, v) => s with { AccuracyLogProbability = v }),
        Count("accuracy_log_sampling_target", AllScenarios, static (s, v) => s with { AccuracyLogSamplingTarget = v }),
    ];

    private static IEnumerable<SettingDefinition> Choice() =>
    [
        Flag("sample_concatenate_permutation", AllScenarios, static (s, v) => s with { SampleConcatenatePermutation = v }),
        Flag("performance_issue_unique", AllScenarios, static (s, v) => s with { PerformanceIssueUnique = v }),
        Flag("performance_issue_same", AllScenarios, static (s, v) => s with { PerformanceIssueSame = v }),
        Count("performance_issue_same_index", AllScenarios, static (s, v) => s with { PerformanceIssueSameIndex = v }),
        Flag("test05", AllScenarios, static (s, v) => s with { Test05 = v }),
    ];

    private static IEnumerable<SettingDefinition> Seeds() =>
    [
        Seed("qsl_rng_seed", static (s, v) => s with { QslRngSeed = v }),
        Seed("sample_index_rng_seed", static (s, v) => s with { SampleIndexRngSeed = v }),
        Seed("schedule_rng_seed", static (s, v) => s with { ScheduleRngSeed = v }),
        Seed("accuracy_log_rng_seed", static (s, v) => s with { AccuracyLogRngSeed = v }),
        Seed("test05_qsl_rng_seed", static (s, v) => s with { Test05QslRngSeed = v }),
        Seed("test05_sample_index_rng_seed", static (s, v) => s with { Test05SampleIndexRngSeed = v }),
        Seed("test05_schedule_rng_seed", static (s, v) => s with { Test05ScheduleRngSeed = v }),
    ];

    private static IEnumerable<SettingDefinition> Tokens() =>
    [
        Flag("use_token_latencies", AllScenarios, static (s, v) => s with { UseTokenLatencies = v }),
        Positive("ttft_latency", s_server, "ms", 1e6, static (s, v) => s with { ServerTtftLatencyNs = (long)v }),
        Positive("tpot_latency", s_server, "ms", 1e6, static (s, v) => s with { ServerTpotLatencyNs = (long)v }),
        Count("server_ttft_latency", s_server, static (s, v) => s with { ServerTtftLatencyNs = v }, "ns"),
        Count("server_tpot_latency", s_server, static (s, v) => s with { ServerTpotLatencyNs = v }, "ns"),
        Flag("infer_token_latencies", AllScenarios, static (s, v) => s with { InferTokenLatencies = v }),
        Positive("token_latency_scaling_factor", AllScenarios, "tokens per sample", 1,
            static (s, v) => s with { TokenLatencyScalingFactor = v }),
    ];
}
