using System.Globalization;
using System.Text.Json;
using CsCheck;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;
using NativeBench.LoadGen.Logging;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Configuration;

/// <summary>user.conf → settings → detail log → settings is the identity, as far as a log's six digits go.</summary>
public sealed class SettingsRoundTripTests
{
    private static readonly Gen<string> s_flag = Gen.Bool.Select(v => v ? "1" : "0");
    private static readonly Gen<string> s_seed = Gen.ULong.Select(v => v.ToString(CultureInfo.InvariantCulture));
    private static readonly Gen<string> s_percent = Gen.Int[1, 999].Select(v => (v / 10m).ToString(CultureInfo.InvariantCulture));
    private static readonly Gen<string> s_real = Gen.Int[100, 99999].Select(v => (v / 10m).ToString(CultureInfo.InvariantCulture));

    /// <summary>Keys that are in every file, since the built-in values would make a long run.</summary>
    private static readonly (string Key, Gen<string> Value)[] s_always =
        [("min_duration", Count(0, 5)), ("min_query_count", Count(1, 50)), ("max_query_count", Count(1, 200))];

    private static readonly (string Key, Gen<string> Value)[] s_common =
    [
        ("mode", Gen.Const("2")), ("max_duration", Count(0, 5)), ("accuracy_log_rng_seed", s_seed), ("accuracy_log_sampling_target", Count(0, 50)),
        ("performance_issue_unique", s_flag), ("performance_issue_same", s_flag), ("performance_issue_same_index", Count(0, 4)),
        ("performance_sample_count_override", Count(5, 20)), ("accuracy_sample_count_override", Count(0, 30)), ("sample_concatenate_permutation", s_flag),
        ("use_token_latencies", s_flag), ("ttft_latency", Count(1, 3000)), ("tpot_latency", Count(1, 3000)),
        ("target_latency", s_real), ("target_latency_percentile", s_percent), ("target_qps", s_real),
        ("samples_per_query", Count(1, 9)), ("coalesce_queries", s_flag), ("max_async_queries", Count(0, 100)),
    ];

    [Test]
    public void Settings_come_back_from_the_log(
        [Values] TestScenario scenario)
        => Gen.Select(File(s_always, scenario, always: true), File(s_common, scenario, always: false)).Sample(
            (always, some) =>
            {
                using var folder = new TemporaryFolder();
                string path = folder.Combine("user.conf");
                System.IO.File.WriteAllText(path, always + some);
                var settings = new TestSettings { Scenario = scenario };
                var loader = new SettingsLoader();
                Assert.That(loader.FromConfig(ref settings, path, "m", scenario), Is.Zero);
                Assert.That(loader.Findings, Is.Empty);

                var time = new VirtualTime();
                using var system = new SimulatedSystem(new SimulatedBehaviour { Base = 2000, Async = scenario == TestScenario.Server, Tokens = settings.UseTokenLatencies }, time);
                var result = LoadGenerator.StartTest(
                    system,
                    new SimulatedLibrary(30, 20),
                    settings,
                    new LogSettings { OutputDirectory = folder.Path, EnableTrace = false },
                    new StartTestOptions { TimeSource = time, AuditConfigPath = folder.Combine("none") });

                // Some combinations can't be run (unique and permuted in MultiStream); they are logged all the same.
                Assert.That(Read(result.LogFiles.Detail), Is.EqualTo(Logged(settings)), always + some);
            },
            iter: 50);

    private static Gen<string> Count(int least, int most)
        => Gen.Select(Gen.Int[least, most], Gen.Int[0, 2]).Select((value, radix) => radix switch
        {
            0 => value.ToString(CultureInfo.InvariantCulture),
            1 => "0x" + value.ToString("X", CultureInfo.InvariantCulture),
            _ => "0" + Convert.ToString(value, 8),
        });

    /// <summary>Lines that set some of the keys, under one of the names that are looked up.</summary>
    private static Gen<string> File((string Key, Gen<string> Value)[] keys, TestScenario scenario, bool always)
    {
        string[] names = ["*.*", "m.*", $"*.{scenario}", $"m.{scenario}"];
        var lines = keys.Select(k => Gen.Select(Gen.Bool, Gen.Int[0, 3].Select(i => names[i]), k.Value)
            .Select((isThere, name, value) => always || isThere ? $"{(always ? $"m.{scenario}" : name)}.{k.Key} = {value}\n" : ""));
        return lines.Aggregate(Gen.Const(""), (all, line) => Gen.Select(all, line).Select((a, b) => a + b));
    }

    /// <summary>
    /// What a log has of settings: the fields of the scenario that is run. Rates with six digits come back to the bit; latencies and
    /// percentages were multiplied by their unit on the way in, so only their six digits do.
    /// </summary>
    private static TestSettings Logged(TestSettings s)
    {
        var logged = new TestSettings
        {
            Scenario = s.Scenario,
            Mode = s.Mode,
            MinDurationMs = s.MinDurationMs,
            MaxDurationMs = s.MaxDurationMs,
            MinQueryCount = s.MinQueryCount,
            MaxQueryCount = s.MaxQueryCount,
            QslRngSeed = s.QslRngSeed,
            SampleIndexRngSeed = s.SampleIndexRngSeed,
            ScheduleRngSeed = s.ScheduleRngSeed,
            AccuracyLogRngSeed = s.AccuracyLogRngSeed,
            AccuracyLogProbability = SixDigits(s.AccuracyLogProbability),
            AccuracyLogSamplingTarget = s.AccuracyLogSamplingTarget,
            PrintTimestamps = s.PrintTimestamps,
            PerformanceIssueUnique = s.PerformanceIssueUnique,
            PerformanceIssueSame = s.PerformanceIssueSame,
            PerformanceIssueSameIndex = s.PerformanceIssueSameIndex,
            PerformanceSampleCountOverride = s.PerformanceSampleCountOverride,
            AccuracySampleCountOverride = s.AccuracySampleCountOverride,
            SampleConcatenatePermutation = s.SampleConcatenatePermutation,
            UseTokenLatencies = s.UseTokenLatencies,
        };
        if (s.UseTokenLatencies && s.Scenario != TestScenario.Offline)
            logged = logged with { ServerTtftLatencyNs = s.ServerTtftLatencyNs, ServerTpotLatencyNs = s.ServerTpotLatencyNs };
        return s.Scenario switch
        {
            TestScenario.SingleStream => logged with
            {
                SingleStreamExpectedLatencyNs = SixDigits(s.SingleStreamExpectedLatencyNs),
                SingleStreamTargetLatencyPercentile = SixDigits(s.SingleStreamTargetLatencyPercentile),
            },
            TestScenario.MultiStream => logged with
            {
                MultiStreamExpectedLatencyNs = SixDigits(s.MultiStreamExpectedLatencyNs),
                MultiStreamTargetLatencyPercentile = SixDigits(s.MultiStreamTargetLatencyPercentile),
                MultiStreamSamplesPerQuery = s.MultiStreamSamplesPerQuery,
            },
            TestScenario.Server => logged with
            {
                ServerTargetQps = s.ServerTargetQps,
                ServerTargetLatencyNs = s.ServerTargetLatencyNs,
                ServerTargetLatencyPercentile = SixDigits(s.ServerTargetLatencyPercentile),
                ServerCoalesceQueries = s.ServerCoalesceQueries,
                ServerMaxAsyncQueries = s.ServerMaxAsyncQueries,
            },
            TestScenario.MultiStreamFixedInterval => logged with
            {
                // Written as whole nanoseconds, and as a rate that adds nothing to it.
                MultiStreamFixedIntervalNs = (long)s.MultiStreamFixedIntervalNs,
                MultiStreamFixedIntervalTargetLatencyPercentile = SixDigits(s.MultiStreamFixedIntervalTargetLatencyPercentile),
                MultiStreamFixedIntervalSamplesPerQuery = s.MultiStreamFixedIntervalSamplesPerQuery,
            },
            _ => logged with { OfflineExpectedQps = s.OfflineExpectedQps },
        };
    }

    private static double SixDigits(double value) => double.Parse(CFormat.General(value), CultureInfo.InvariantCulture);

    private static TestSettings Read(string detailLog)
    {
        var settings = new TestSettings();
        foreach (string line in System.IO.File.ReadLines(detailLog).Where(l => l.Contains("\"key\": \"requested_", StringComparison.Ordinal)))
        {
            using var entry = JsonDocument.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]);
            string key = entry.RootElement.GetProperty("key").GetString()!;
            settings = Apply(settings, key["requested_".Length..], entry.RootElement.GetProperty("value"));
        }

        return settings;
    }

    private static TestSettings Apply(TestSettings s, string key, JsonElement v) => key switch
    {
        "scenario" => s with { Scenario = Enum.Parse<TestScenario>(v.GetString()!) },
        "test_mode" => s with { Mode = Enum.Parse<TestMode>(v.GetString()!) },
        "single_stream_expected_latency_ns" => s with { SingleStreamExpectedLatencyNs = v.GetDouble() },
        "single_stream_target_latency_percentile" => s with { SingleStreamTargetLatencyPercentile = v.GetDouble() },
        "multi_stream_target_qps" or "multi_stream_max_async_queries" when s.Scenario == TestScenario.MultiStreamFixedInterval => s,
        "multi_stream_target_latency_ns" => s with { MultiStreamFixedIntervalNs = v.GetInt64() },
        "multi_stream_target_latency_percentile" when s.Scenario == TestScenario.MultiStreamFixedInterval
            => s with { MultiStreamFixedIntervalTargetLatencyPercentile = v.GetDouble() },
        "multi_stream_samples_per_query" when s.Scenario == TestScenario.MultiStreamFixedInterval
            => s with { MultiStreamFixedIntervalSamplesPerQuery = v.GetInt64() },
        "multi_stream_expected_latency_ns" => s with { MultiStreamExpectedLatencyNs = v.GetDouble() },
        "multi_stream_target_latency_percentile" => s with { MultiStreamTargetLatencyPercentile = v.GetDouble() },
        "multi_stream_samples_per_query" => s with { MultiStreamSamplesPerQuery = v.GetInt64() },
        "server_target_qps" => s with { ServerTargetQps = v.GetDouble() },
        "server_target_latency_ns" => s with { ServerTargetLatencyNs = v.GetInt64() },
        "server_target_latency_percentile" => s with { ServerTargetLatencyPercentile = v.GetDouble() },
        "server_coalesce_queries" => s with { ServerCoalesceQueries = v.GetBoolean() },
        "server_find_peak_qps_decimals_of_precision" => s with { ServerFindPeakQpsDecimalsOfPrecision = v.GetInt32() },
        "server_find_peak_qps_boundary_step_size" => s with { ServerFindPeakQpsBoundaryStepSize = v.GetDouble() },
        "server_max_async_queries" => s with { ServerMaxAsyncQueries = v.GetInt64() },
        "server_num_issue_query_threads" => s with { ServerNumIssueQueryThreads = v.GetInt32() },
        "offline_expected_qps" => s with { OfflineExpectedQps = v.GetDouble() },
        "min_duration_ms" => s with { MinDurationMs = v.GetInt64() },
        "max_duration_ms" => s with { MaxDurationMs = v.GetInt64() },
        "min_query_count" => s with { MinQueryCount = v.GetInt64() },
        "max_query_count" => s with { MaxQueryCount = v.GetInt64() },
        "qsl_rng_seed" => s with { QslRngSeed = v.GetUInt64() },
        "sample_index_rng_seed" => s with { SampleIndexRngSeed = v.GetUInt64() },
        "schedule_rng_seed" => s with { ScheduleRngSeed = v.GetUInt64() },
        "accuracy_log_rng_seed" => s with { AccuracyLogRngSeed = v.GetUInt64() },
        "accuracy_log_probability" => s with { AccuracyLogProbability = v.GetDouble() },
        "accuracy_log_sampling_target" => s with { AccuracyLogSamplingTarget = v.GetInt64() },
        "print_timestamps" => s with { PrintTimestamps = v.GetBoolean() },
        "performance_issue_unique" => s with { PerformanceIssueUnique = v.GetBoolean() },
        "performance_issue_same" => s with { PerformanceIssueSame = v.GetBoolean() },
        "performance_issue_same_index" => s with { PerformanceIssueSameIndex = v.GetInt64() },
        "performance_sample_count_override" => s with { PerformanceSampleCountOverride = v.GetInt64() },
        "accuracy_sample_count_override" => s with { AccuracySampleCountOverride = v.GetInt64() },
        "sample_concatenate_permutation" => s with { SampleConcatenatePermutation = v.GetBoolean() },
        "use_token_latencies" => s with { UseTokenLatencies = v.GetBoolean() },
        "server_ttft_latency" => s with { ServerTtftLatencyNs = v.GetInt64() },
        "server_tpot_latency" => s with { ServerTpotLatencyNs = v.GetInt64() },
        _ => throw new InvalidOperationException($"The log has a setting that this test doesn't know: {key}."),
    };
}
