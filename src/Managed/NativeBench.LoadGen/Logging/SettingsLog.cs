namespace NativeBench.LoadGen.Logging;

/// <summary>Writes the settings into the detail log, under the official keys and in the official order.</summary>
internal static class SettingsLog
{
    public static void Requested(DetailLog log, TestSettings s)
    {
        log.Entry("requested_scenario", s.Scenario.ToString());
        log.Entry("requested_test_mode", s.Mode.ToString());
        switch (s.Scenario)
        {
            case TestScenario.SingleStream:
                log.Entry("requested_single_stream_expected_latency_ns", s.SingleStreamExpectedLatencyNs);
                log.Entry("requested_single_stream_target_latency_percentile", s.SingleStreamTargetLatencyPercentile);
                break;
            case TestScenario.MultiStream:
                log.Entry("requested_multi_stream_expected_latency_ns", s.MultiStreamExpectedLatencyNs);
                log.Entry("requested_multi_stream_target_latency_percentile", s.MultiStreamTargetLatencyPercentile);
                log.Entry("requested_multi_stream_samples_per_query", s.MultiStreamSamplesPerQuery);
                break;
            case TestScenario.MultiStreamFixedInterval:
                // The keys of MultiStream in LoadGen up to 1.1 (loadgen/test_settings_internal.cc).
                log.Entry("requested_multi_stream_target_qps", 1e9 / s.MultiStreamFixedIntervalNs);
                log.Entry("requested_multi_stream_target_latency_ns", (long)s.MultiStreamFixedIntervalNs);
                log.Entry("requested_multi_stream_target_latency_percentile", s.MultiStreamFixedIntervalTargetLatencyPercentile);
                log.Entry("requested_multi_stream_samples_per_query", s.MultiStreamFixedIntervalSamplesPerQuery);
                log.Entry("requested_multi_stream_max_async_queries", 1L);
                break;
            case TestScenario.Server:
                log.Entry("requested_server_target_qps", s.ServerTargetQps);
                log.Entry("requested_server_target_latency_ns", s.ServerTargetLatencyNs);
                log.Entry("requested_server_target_latency_percentile", s.ServerTargetLatencyPercentile);
                log.Entry("requested_server_coalesce_queries", s.ServerCoalesceQueries);
                log.Entry("requested_server_find_peak_qps_decimals_of_precision", (long)s.ServerFindPeakQpsDecimalsOfPrecision);
                log.Entry("requested_server_find_peak_qps_boundary_step_size", s.ServerFindPeakQpsBoundaryStepSize);
                log.Entry("requested_server_max_async_queries", s.ServerMaxAsyncQueries);
                log.Entry("requested_server_num_issue_query_threads", (long)s.ServerNumIssueQueryThreads);
                break;
            default:
                log.Entry("requested_offline_expected_qps", s.OfflineExpectedQps);
                break;
        }

        log.Entry("requested_min_duration_ms", (ulong)s.MinDurationMs);
        log.Entry("requested_max_duration_ms", (ulong)s.MaxDurationMs);
        log.Entry("requested_min_query_count", (ulong)s.MinQueryCount);
        log.Entry("requested_max_query_count", (ulong)s.MaxQueryCount);
        SeedsAndLogging(log, "requested_", s);
        log.Entry("requested_performance_sample_count_override", (ulong)s.PerformanceSampleCountOverride);
        log.Entry("requested_accuracy_sample_count_override", (ulong)s.AccuracySampleCountOverride);
        log.Entry("requested_sample_concatenate_permutation", s.SampleConcatenatePermutation);
        if (s.UseTokenLatencies)
        {
            log.Entry("requested_use_token_latencies", s.UseTokenLatencies);
            if (s.Scenario != TestScenario.Offline)
            {
                log.Entry("requested_server_ttft_latency", s.ServerTtftLatencyNs);
                log.Entry("requested_server_tpot_latency", s.ServerTpotLatencyNs);
            }
        }
    }

    public static void Effective(DetailLog log, EffectiveSettings s)
    {
        log.Entry("effective_scenario", s.Scenario.ToString());
        log.Entry("effective_test_mode", s.Mode.ToString());
        log.Entry("effective_samples_per_query", (ulong)s.SamplesPerQuery);
        log.Entry("effective_target_qps", s.TargetQps);
        log.Entry("effective_target_latency_ns", s.TargetLatencyNs);
        log.Entry("effective_target_latency_percentile", s.TargetLatencyPercentile);
        log.Entry("effective_max_async_queries", (ulong)s.MaxAsyncQueries);
        log.Entry("effective_target_duration_ms", (ulong)s.TargetDurationMs);
        log.Entry("effective_min_duration_ms", (ulong)s.MinDurationMs);
        log.Entry("effective_max_duration_ms", (ulong)s.MaxDurationMs);
        log.Entry("effective_min_query_count", (ulong)s.MinQueryCount);
        log.Entry("effective_max_query_count", (ulong)s.MaxQueryCount);
        log.Entry("effective_min_sample_count", (ulong)s.MinSampleCount);
        SeedsAndLogging(log, "effective_", s.Requested);
        log.Entry("effective_performance_sample_count", (ulong)s.PerformanceSampleCount);
        log.Entry("effective_accuracy_sample_count", (ulong)s.AccuracySampleCount);
        log.Entry("effective_sample_concatenate_permutation", s.SampleConcatenatePermutation);
    }

    private static void SeedsAndLogging(DetailLog log, string prefix, TestSettings s)
    {
        log.Entry(prefix + "qsl_rng_seed", s.QslRngSeed);
        log.Entry(prefix + "sample_index_rng_seed", s.SampleIndexRngSeed);
        log.Entry(prefix + "schedule_rng_seed", s.ScheduleRngSeed);
        log.Entry(prefix + "accuracy_log_rng_seed", s.AccuracyLogRngSeed);
        log.Entry(prefix + "accuracy_log_probability", s.AccuracyLogProbability);
        log.Entry(prefix + "accuracy_log_sampling_target", (ulong)s.AccuracyLogSamplingTarget);
        log.Entry(prefix + "print_timestamps", s.PrintTimestamps);
        log.Entry(prefix + "performance_issue_unique", s.PerformanceIssueUnique);
        log.Entry(prefix + "performance_issue_same", s.PerformanceIssueSame);
        log.Entry(prefix + "performance_issue_same_index", (ulong)s.PerformanceIssueSameIndex);
    }
}
