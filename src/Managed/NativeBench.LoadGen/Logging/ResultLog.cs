using NativeBench.LoadGen.Results;

namespace NativeBench.LoadGen.Logging;

/// <summary>Writes the results of a performance series into the detail log.</summary>
internal static class ResultLog
{
    public static void Write(DetailLog log, EffectiveSettings settings, PerformanceResult result)
    {
        Verdict(log, settings, result);
        log.Entry("result_query_count", (ulong)result.QueryCount);
        if (settings.Scenario == TestScenario.Server)
            log.Entry("result_overlatency_query_count", (ulong)result.OverLatencyCount);
        ScenarioFigures(log, settings.Scenario, result);
        log.Entry("result_min_latency_ns", result.SampleLatency.MinNs);
        log.Entry("result_max_latency_ns", result.SampleLatency.MaxNs);
        log.Entry("result_mean_latency_ns", result.SampleLatency.MeanNs);
        foreach (var (label, value) in ReportedPercentiles.Of(result.SampleLatency))
            log.Entry($"result_{label}_percentile_latency_ns", value);
        if (result.Tokens is { } tokens)
            Tokens(log, settings, result, tokens);
        if (result.InferredTokensPerSecond is { } inferred)
        {
            log.Entry(
                settings.Scenario == TestScenario.Server ? "result_inferred_completed_tokens_per_second" : "result_inferred_tokens_per_second",
                inferred);
        }

        log.Entry("num_errors", (long)log.ErrorCount);
    }

    private static void Verdict(DetailLog log, EffectiveSettings settings, PerformanceResult result)
    {
        log.Entry("result_validity", result.IsValid ? "VALID" : "INVALID");
        if (settings.Scenario is TestScenario.Server or TestScenario.MultiStreamFixedInterval)
            log.Entry("result_perf_constraints_met", result.PerformanceConstraintsMet);
        log.Entry("result_min_duration_met", result.MinDurationMet);
        log.Entry("result_min_queries_met", result.MinQueriesMet);
        if (settings.Scenario != TestScenario.MultiStreamFixedInterval)
            log.Entry("early_stopping_met", result.EarlyStoppingMet);
        if (!result.IsValid)
        {
            // Each reason is followed by a space, but for the last one, "exited early".
            string reason = string.Concat(result.Recommendations.Select(r => OneLine(r) + " "));
            log.Entry("result_invalid_reason", result.MinQueriesMet ? reason : reason.TrimEnd(' '));
        }

        if (settings.Scenario == TestScenario.MultiStreamFixedInterval)
            return;
        if (result.Tokens is null)
        {
            log.Entry("early_stopping_result", OneLine(result.EarlyStoppingText));
        }
        else
        {
            log.Entry("early_stopping_ttft_result", OneLine(result.EarlyStoppingTtftText ?? ""));
            log.Entry("early_stopping_tpot_result", OneLine(result.EarlyStoppingText));
        }
    }

    private static void ScenarioFigures(DetailLog log, TestScenario scenario, PerformanceResult result)
    {
        switch (scenario)
        {
            case TestScenario.SingleStream:
                log.Entry("result_qps_with_loadgen_overhead", result.QpsWithLoadgenOverhead);
                log.Entry("result_qps_without_loadgen_overhead", result.QpsWithoutLoadgenOverhead);
                log.Entry("early_stopping_latency_ss", result.EarlyStoppingEstimateNs);
                log.Entry("early_stopping_latency_ms", result.EarlyStoppingEstimate99Ns);
                break;
            case TestScenario.MultiStream:
                log.Entry("result_min_query_latency_ns", result.QueryLatency.MinNs);
                log.Entry("result_max_query_latency_ns", result.QueryLatency.MaxNs);
                log.Entry("result_mean_query_latency_ns", result.QueryLatency.MeanNs);
                foreach (var (label, value) in ReportedPercentiles.Of(result.QueryLatency))
                    log.Entry($"result_{label}_percentile_per_query_latency_ns", value);
                log.Entry("early_stopping_latency_ms", result.EarlyStoppingEstimateNs);
                break;
            case TestScenario.MultiStreamFixedInterval:
                Intervals(log, result, result.Intervals!);
                break;
            case TestScenario.Server:
                log.Entry("result_scheduled_samples_per_sec", result.ScheduledSamplesPerSecond);
                log.Entry("result_completed_samples_per_sec", result.CompletedSamplesPerSecond);
                break;
            default:
                log.Entry("result_samples_per_second", result.SamplesPerSecond);
                break;
        }
    }

    /// <summary>Two entries of our own, then those of MultiStream up to 1.1.</summary>
    private static void Intervals(DetailLog log, PerformanceResult result, IntervalFigures intervals)
    {
        log.Entry("result_overtime_query_count", (ulong)intervals.OvertimeQueryCount);
        log.Entry("result_skipped_interval_count", (ulong)intervals.SkippedIntervals);
        foreach (var ((label, count), (_, latency)) in intervals.Percentiles.Zip(ReportedPercentiles.Of(result.QueryLatency)))
        {
            log.Entry($"result_{label}_percentile_num_intervals_between_queries", (ulong)count);
            log.Entry($"result_{label}_percentile_per_query_latency_ns", latency);
        }
    }

    private static void Tokens(DetailLog log, EffectiveSettings settings, PerformanceResult result, TokenFigures tokens)
    {
        if (settings.Scenario == TestScenario.Offline)
        {
            log.Entry("result_tokens_per_second", tokens.TokensPerSecond);
            return;
        }

        log.Entry("result_first_token_min_latency_ns", tokens.FirstToken.MinNs);
        log.Entry("result_first_token_max_latency_ns", tokens.FirstToken.MaxNs);
        log.Entry("result_first_token_mean_latency_ns", tokens.FirstToken.MeanNs);
        foreach (var (label, value) in ReportedPercentiles.Of(tokens.FirstToken))
            log.Entry($"result_first_token_{label}_percentile_latency_ns", value);
        log.Entry("result_token_throughput_with_loadgen_overhead", tokens.TokensPerSecondWithLoadgenOverhead);

        // A factor of 1e9 too small: the official file has tokens per nanosecond here, and so has this one.
        log.Entry("result_token_throughput", tokens.TokenCount / ((double)result.SampleLatency.MeanNs * result.SampleCount));
        foreach (var (label, value) in ReportedPercentiles.Of(tokens.TimePerOutputToken))
            log.Entry($"result_time_per_output_token_{label}_percentile_ns", value);
        log.Entry("result_time_to_output_token_min", tokens.TimePerOutputToken.MinNs);
        log.Entry("result_time_to_output_token_max", tokens.TimePerOutputToken.MaxNs);
        log.Entry("result_time_to_output_token_mean", tokens.TimePerOutputToken.MeanNs);
        log.Entry("result_completed_tokens_per_second", tokens.TokensPerSecond);
    }

    private static string OneLine(string text) => text.Replace('\n', ' ');
}
