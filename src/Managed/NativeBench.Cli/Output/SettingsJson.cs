using System.Text.Json;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Output;

/// <summary>Settings by the official field names.</summary>
internal static class SettingsJson
{
    /// <summary>What was asked for, as an object under <paramref name="name"/>.</summary>
    public static void WriteRequested(Utf8JsonWriter json, string name, TestSettings settings)
    {
        json.WriteStartObject(name);
        json.WriteString("scenario", settings.Scenario.ToString());
        json.WriteString("mode", settings.Mode.ToString());
        WriteScenario(json, settings);
        json.WriteNumber("min_duration_ms", settings.MinDurationMs);
        json.WriteNumber("max_duration_ms", settings.MaxDurationMs);
        json.WriteNumber("min_query_count", settings.MinQueryCount);
        json.WriteNumber("max_query_count", settings.MaxQueryCount);
        WriteShared(json, settings);
        json.WriteNumber("performance_sample_count_override", settings.PerformanceSampleCountOverride);
        json.WriteNumber("accuracy_sample_count_override", settings.AccuracySampleCountOverride);
        json.WriteBoolean("test05", settings.Test05);
        json.WriteBoolean("use_token_latencies", settings.UseTokenLatencies);
        if (settings.UseTokenLatencies)
        {
            json.WriteNumber("server_ttft_latency", settings.ServerTtftLatencyNs);
            json.WriteNumber("server_tpot_latency", settings.ServerTpotLatencyNs);
        }

        json.WriteBoolean("infer_token_latencies", settings.InferTokenLatencies);
        if (settings.InferTokenLatencies)
            json.WriteNumber("token_latency_scaling_factor", settings.TokenLatencyScalingFactor);
        json.WriteEndObject();
    }

    /// <summary>What was in force, as an object under <paramref name="name"/>.</summary>
    public static void WriteEffective(Utf8JsonWriter json, string name, EffectiveSettings settings)
    {
        json.WriteStartObject(name);
        json.WriteString("scenario", settings.Requested.Scenario.ToString());
        json.WriteString("mode", settings.Requested.Mode.ToString());
        json.WriteNumber("samples_per_query", settings.SamplesPerQuery);
        json.WriteNumber("target_qps", settings.TargetQps);
        json.WriteNumber("target_latency_ns", settings.TargetLatencyNs);
        json.WriteNumber("target_latency_percentile", settings.TargetLatencyPercentile);
        json.WriteNumber("max_async_queries", settings.MaxAsyncQueries);
        json.WriteNumber("target_duration_ms", settings.TargetDurationMs);
        json.WriteNumber("min_duration_ms", settings.Requested.MinDurationMs);
        json.WriteNumber("max_duration_ms", settings.Requested.MaxDurationMs);
        json.WriteNumber("min_query_count", settings.MinQueryCount);
        json.WriteNumber("max_query_count", settings.Requested.MaxQueryCount);
        json.WriteNumber("min_sample_count", settings.MinSampleCount);
        WriteShared(json, settings.Requested);
        json.WriteNumber("performance_sample_count", settings.PerformanceSampleCount);
        json.WriteNumber("accuracy_sample_count", settings.AccuracySampleCount);
        json.WriteEndObject();
    }

    private static void WriteScenario(Utf8JsonWriter json, TestSettings settings)
    {
        switch (settings.Scenario)
        {
            case TestScenario.SingleStream:
                json.WriteNumber("single_stream_expected_latency_ns", settings.SingleStreamExpectedLatencyNs);
                json.WriteNumber("single_stream_target_latency_percentile", settings.SingleStreamTargetLatencyPercentile);
                break;
            case TestScenario.MultiStream:
                json.WriteNumber("multi_stream_expected_latency_ns", settings.MultiStreamExpectedLatencyNs);
                json.WriteNumber("multi_stream_target_latency_percentile", settings.MultiStreamTargetLatencyPercentile);
                json.WriteNumber("multi_stream_samples_per_query", settings.MultiStreamSamplesPerQuery);
                break;
            case TestScenario.MultiStreamFixedInterval:
                json.WriteNumber("multi_stream_target_qps", 1e9 / settings.MultiStreamFixedIntervalNs);
                json.WriteNumber("multi_stream_interval_ns", settings.MultiStreamFixedIntervalNs);
                json.WriteNumber("multi_stream_target_latency_percentile", settings.MultiStreamFixedIntervalTargetLatencyPercentile);
                json.WriteNumber("multi_stream_samples_per_query", settings.MultiStreamFixedIntervalSamplesPerQuery);
                break;
            case TestScenario.Server:
                json.WriteNumber("server_target_qps", settings.ServerTargetQps);
                json.WriteNumber("server_target_latency_ns", settings.ServerTargetLatencyNs);
                json.WriteNumber("server_target_latency_percentile", settings.ServerTargetLatencyPercentile);
                json.WriteBoolean("server_coalesce_queries", settings.ServerCoalesceQueries);
                json.WriteNumber("server_max_async_queries", settings.ServerMaxAsyncQueries);
                json.WriteNumber("server_num_issue_query_threads", settings.ServerNumIssueQueryThreads);
                break;
            default:
                json.WriteNumber("offline_expected_qps", settings.OfflineExpectedQps);
                break;
        }
    }

    private static void WriteShared(Utf8JsonWriter json, TestSettings settings)
    {
        json.WriteNumber("qsl_rng_seed", settings.QslRngSeed);
        json.WriteNumber("sample_index_rng_seed", settings.SampleIndexRngSeed);
        json.WriteNumber("schedule_rng_seed", settings.ScheduleRngSeed);
        json.WriteNumber("accuracy_log_rng_seed", settings.AccuracyLogRngSeed);
        json.WriteNumber("accuracy_log_probability", settings.AccuracyLogProbability);
        json.WriteNumber("accuracy_log_sampling_target", settings.AccuracyLogSamplingTarget);
        json.WriteBoolean("print_timestamps", settings.PrintTimestamps);
        json.WriteBoolean("performance_issue_unique", settings.PerformanceIssueUnique);
        json.WriteBoolean("performance_issue_same", settings.PerformanceIssueSame);
        json.WriteNumber("performance_issue_same_index", settings.PerformanceIssueSameIndex);
        json.WriteBoolean("sample_concatenate_permutation", settings.SampleConcatenatePermutation);
    }
}
