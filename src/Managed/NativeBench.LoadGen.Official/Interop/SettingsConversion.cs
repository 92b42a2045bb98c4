namespace NativeBench.LoadGen.Official.Interop;

/// <summary>Our settings as the bridge's.</summary>
internal static class SettingsConversion
{
    /// <exception cref="LoadGenException">The official LoadGen has no such scenario or setting.</exception>
    public static unsafe nblg_settings Convert(TestSettings s)
    {
        if (s.Scenario > TestScenario.Offline)
            throw new LoadGenException($"The official LoadGen has no scenario {s.Scenario}; it has SingleStream, MultiStream, Server and Offline.");
        if (s.ServerNumIssueQueryThreads != 0)
            throw new LoadGenException($"server_num_issue_query_threads is {s.ServerNumIssueQueryThreads}; with the official LoadGen one thread issues: expected 0.");
        if (s.InferTokenLatencies && (s.TokenLatencyScalingFactor < 0 || s.TokenLatencyScalingFactor != Math.Floor(s.TokenLatencyScalingFactor)))
            throw new LoadGenException(FormattableString.Invariant($"token_latency_scaling_factor is {s.TokenLatencyScalingFactor}; the official LoadGen takes whole numbers."));
        return new nblg_settings
        {
            struct_size = (uint)sizeof(nblg_settings),
            scenario = (int)s.Scenario,
            mode = (int)s.Mode,
            server_find_peak_qps_decimals_of_precision = s.ServerFindPeakQpsDecimalsOfPrecision,
            single_stream_expected_latency_ns = s.SingleStreamExpectedLatencyNs,
            single_stream_target_latency_percentile = s.SingleStreamTargetLatencyPercentile,
            multi_stream_expected_latency_ns = s.MultiStreamExpectedLatencyNs,
            multi_stream_target_latency_percentile = s.MultiStreamTargetLatencyPercentile,
            multi_stream_samples_per_query = (ulong)s.MultiStreamSamplesPerQuery,
            server_target_qps = s.ServerTargetQps,
            server_target_latency_ns = (ulong)s.ServerTargetLatencyNs,
            server_target_latency_percentile = s.ServerTargetLatencyPercentile,
            server_find_peak_qps_boundary_step_size = s.ServerFindPeakQpsBoundaryStepSize,
            server_max_async_queries = (ulong)s.ServerMaxAsyncQueries,
            offline_expected_qps = s.OfflineExpectedQps,
            min_duration_ms = (ulong)s.MinDurationMs,
            max_duration_ms = (ulong)s.MaxDurationMs,
            min_query_count = (ulong)s.MinQueryCount,
            max_query_count = (ulong)s.MaxQueryCount,
            qsl_rng_seed = s.QslRngSeed,
            sample_index_rng_seed = s.SampleIndexRngSeed,
            schedule_rng_seed = s.ScheduleRngSeed,
            accuracy_log_rng_seed = s.AccuracyLogRngSeed,
            accuracy_log_probability = s.AccuracyLogProbability,
            accuracy_log_sampling_target = (ulong)s.AccuracyLogSamplingTarget,
            test05_qsl_rng_seed = s.Test05QslRngSeed,
            test05_sample_index_rng_seed = s.Test05SampleIndexRngSeed,
            test05_schedule_rng_seed = s.Test05ScheduleRngSeed,
            performance_issue_same_index = (ulong)s.PerformanceIssueSameIndex,
            performance_sample_count_override = (ulong)s.PerformanceSampleCountOverride,
            accuracy_sample_count_override = (ulong)s.AccuracySampleCountOverride,
            server_ttft_latency = (ulong)s.ServerTtftLatencyNs,
            server_tpot_latency = (ulong)s.ServerTpotLatencyNs,
            token_latency_scaling_factor = (ulong)s.TokenLatencyScalingFactor,
            server_coalesce_queries = Flag(s.ServerCoalesceQueries),
            sample_concatenate_permutation = Flag(s.SampleConcatenatePermutation),
            test05 = Flag(s.Test05),
            print_timestamps = Flag(s.PrintTimestamps),
            performance_issue_unique = Flag(s.PerformanceIssueUnique),
            performance_issue_same = Flag(s.PerformanceIssueSame),
            use_token_latencies = Flag(s.UseTokenLatencies),
            infer_token_latencies = Flag(s.InferTokenLatencies),
        };
    }

    private static uint Flag(bool value) => value ? 1u : 0u;
}
