using System.Text.Json;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using static NativeBench.Cli.Output.ResultJson;

namespace NativeBench.Cli.Output;

/// <summary>One entry of result.json's <c>runs</c>.</summary>
internal static class RunJson
{
    public static void Write(Utf8JsonWriter json, RunRecord run)
    {
        var result = run.Result;
        json.WriteStartObject();
        json.WriteString("scenario", run.Run.Scenario.ToString());
        json.WriteString("mode", run.Run.ModeName);
        json.WriteString("status", result.Outcome.ToString().ToLowerInvariant());
        WriteStringOrNull(json, "reason", result.Reason);
        if (run.Run.Mode != RunMode.Accuracy)
            WriteVerdict(json, result.Performance);
        json.WriteString("folder", run.Folder.Replace('\\', '/'));
        json.WriteString("started_utc", Timestamp(run.StartedUtc));
        json.WriteNumber("wall_s", Math.Round(run.WallSeconds, 6));
        json.WriteNumber("samples_issued", result.SamplesIssued);
        json.WriteNumber("samples_completed", result.SamplesCompleted);
        if (result.Performance is { } performance)
            WritePerformance(json, run.Run.Scenario, performance);
        if (run.Accuracy is { } accuracy)
            WriteAccuracy(json, accuracy);
        WriteStrings(json, "advice", run.Advice);
        WriteStrings(json, "measurement_warnings", run.Warnings);
        WriteStrings(json, "errors", result.Errors);
        WriteStrings(json, "warnings", result.Warnings);
        WriteExecution(json, run);
        WriteChoices(json, run);
        SettingsJson.WriteRequested(json, "settings_requested", result.RequestedSettings);
        SettingsJson.WriteEffective(json, "settings_effective", result.EffectiveSettings);
        WriteGc(json, run);
        json.WriteEndObject();
    }

    private static void WriteVerdict(Utf8JsonWriter json, PerformanceResult? result)
    {
        if (result is null)
        {
            json.WriteNull("valid");
            return;
        }

        json.WriteBoolean("valid", result.IsValid);
        json.WriteStartObject("conditions_met");
        json.WriteBoolean("performance_constraints", result.PerformanceConstraintsMet);
        json.WriteBoolean("min_duration", result.MinDurationMet);
        json.WriteBoolean("min_queries", result.MinQueriesMet);
        json.WriteBoolean("early_stopping", result.EarlyStoppingMet);
        json.WriteEndObject();
    }

    private static void WritePerformance(Utf8JsonWriter json, TestScenario scenario, PerformanceResult result)
    {
        var metric = Metric.Of(scenario, result);
        json.WriteStartObject("metric");
        json.WriteString("name", metric.Key);
        WriteNumberOrNull(json, "value", metric.Value);
        json.WriteEndObject();
        json.WriteNumber("query_count", result.QueryCount);
        json.WriteNumber("sample_count", result.SampleCount);
        json.WriteNumber("duration_s", Math.Round(result.DurationS, 9));
        json.WriteNumber("gc_count_in_series", result.GarbageCollections);
        WriteLatency(json, "sample_latency", result.SampleLatency);
        if (scenario is TestScenario.MultiStream or TestScenario.MultiStreamFixedInterval)
            WriteLatency(json, "query_latency", result.QueryLatency);
        if (result.Intervals is { } intervals)
            WriteIntervals(json, result, intervals);
        if (scenario == TestScenario.Server)
        {
            WriteLatency(json, "issue_lag", result.IssueLag);
            json.WriteNumber("overlatency_count", result.OverLatencyCount);
            WriteNumberOrNull(json, "scheduled_samples_per_s", result.ScheduledSamplesPerSecond);
            WriteNumberOrNull(json, "completed_samples_per_s", result.CompletedSamplesPerSecond);
        }

        if (scenario == TestScenario.Offline)
            WriteNumberOrNull(json, "samples_per_s", result.SamplesPerSecond);
        if (scenario == TestScenario.SingleStream)
        {
            WriteNumberOrNull(json, "queries_per_s_with_loadgen_overhead", result.QpsWithLoadgenOverhead);
            WriteNumberOrNull(json, "queries_per_s_without_loadgen_overhead", result.QpsWithoutLoadgenOverhead);
        }

        if (scenario is not (TestScenario.Offline or TestScenario.MultiStreamFixedInterval))
        {
            json.WriteStartObject("early_stopping");
            json.WriteNumber("estimate_ns", result.EarlyStoppingEstimateNs);
            json.WriteNumber("estimate_p99_ns", result.EarlyStoppingEstimate99Ns);
            json.WriteString("text", result.EarlyStoppingText);
            json.WriteEndObject();
        }

        WriteStrings(json, "recommendations", result.Recommendations);
        WriteTokens(json, result);
    }

    private static void WriteIntervals(Utf8JsonWriter json, PerformanceResult result, IntervalFigures intervals)
    {
        WriteLatency(json, "issue_lag", result.IssueLag);
        json.WriteStartObject("intervals");
        json.WriteNumber("skipped_interval_count", intervals.SkippedIntervals);
        json.WriteNumber("overtime_query_count", intervals.OvertimeQueryCount);
        json.WriteNumber("at_target_percentile", intervals.AtTargetPercentile);
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, PerformanceResult result)
    {
        if (result.Tokens is { } tokens)
        {
            json.WriteStartObject("tokens");
            json.WriteNumber("count", tokens.TokenCount);
            WriteNumberOrNull(json, "tokens_per_s", tokens.TokensPerSecond);
            WriteLatency(json, "first_token_latency", tokens.FirstToken);
            WriteLatency(json, "time_per_output_token", tokens.TimePerOutputToken);
            json.WriteEndObject();
        }

        if (result.InferredTokensPerSecond is { } inferred)
            WriteNumberOrNull(json, "inferred_tokens_per_s", inferred);
    }

    private static void WriteLatency(Utf8JsonWriter json, string name, LatencyFigures figures)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", figures.Count);
        json.WriteNumber("min_ns", figures.MinNs);
        json.WriteNumber("mean_ns", figures.MeanNs);
        json.WriteNumber("p50_ns", figures.P50Ns);
        json.WriteNumber("p90_ns", figures.P90Ns);
        json.WriteNumber("p95_ns", figures.P95Ns);
        json.WriteNumber("p97_ns", figures.P97Ns);
        json.WriteNumber("p99_ns", figures.P99Ns);
        json.WriteNumber("p99_9_ns", figures.P999Ns);
        json.WriteNumber("max_ns", figures.MaxNs);
        json.WriteEndObject();
    }

    private static void WriteAccuracy(Utf8JsonWriter json, Workloads.AccuracyScore accuracy)
    {
        json.WriteStartObject("accuracy");
        json.WriteString("metric", "top1");
        json.WriteNumber("correct", accuracy.Correct);
        json.WriteNumber("total", accuracy.Total);
        json.WriteNumber("percent", accuracy.Percent);
        WriteNumberOrNull(json, "target_percent", accuracy.TargetPercent);
        json.WriteBoolean("target_met", accuracy.TargetMet);
        json.WriteEndObject();
    }

    private static void WriteExecution(Utf8JsonWriter json, RunRecord run)
    {
        if (run.Execution is { } execution)
        {
            json.WriteStartObject("execution");
            json.WriteNumber("batch", execution.Plan.BatchSize);
            json.WriteNumber("instances", execution.Plan.Instances);
            json.WriteNumber("threads", execution.Plan.IntraOpThreads);
            json.WriteNumber("batch_delay_us", execution.Plan.BatchDelayUs);
            json.WriteBoolean("adaptive_batching", execution.Plan.AdaptiveBatching);
            json.WriteString("queue_order", execution.Plan.Order == Inference.QueueOrder.LateLast ? "late-last" : "arrival");
            json.WriteString("pinning", execution.Plan.Pinning.ToString().ToLowerInvariant());
            json.WriteBoolean("runs_on_issuing_thread", execution.RunsOnIssuingThread);
            json.WriteString("responses", execution.Responses);
            json.WriteStartObject("backend_settings");
            foreach (var (name, value) in execution.BackendSettings.DistinctBy(static pair => pair.Key))
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        if (run.Batches is not { } batches)
            return;
        json.WriteStartObject("batches");
        json.WriteNumber("samples", batches.Samples);
        json.WriteNumber("batches", batches.Batches);
        json.WriteNumber("zero_copy_batches", batches.ZeroCopyBatches);
        json.WriteNumber("gathered_batches", batches.GatheredBatches);
        json.WriteNumber("mean_size", batches.MeanBatchSize);
        json.WriteNumber("late_samples", batches.LateSamples);
        json.WriteNumber("full_queue_waits", batches.FullQueueWaits);
        json.WriteStartObject("by_size");
        for (var size = 1; size < batches.BatchSizes.Length; size++)
        {
            if (batches.BatchSizes[size] > 0)
                json.WriteNumber(size.ToString(System.Globalization.CultureInfo.InvariantCulture), batches.BatchSizes[size]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, RunRecord run)
    {
        if (run.WarmUp is { } warmUp)
        {
            json.WriteStartObject("warm_up");
            json.WriteNumber("queries", warmUp.Queries);
            json.WriteNumber("min_latency_ns", Math.Round(warmUp.MinNs));
            json.WriteNumber("mean_latency_ns", Math.Round(warmUp.MeanNs));
            json.WriteNumber("p99_latency_ns", Math.Round(warmUp.P99Ns));
            WriteNumberOrNull(json, "samples_per_s", warmUp.SamplesPerSecond > 0 ? Math.Round(warmUp.SamplesPerSecond, 3) : null);
            json.WriteEndObject();
        }

        json.WriteStartArray("chosen_from_warm_up");
        foreach (var choice in run.Choices)
        {
            json.WriteStartObject();
            json.WriteString("setting", choice.Setting);
            json.WriteString("value", choice.Value);
            json.WriteString("reason", choice.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("too_short_before");
        foreach (var attempt in run.TooShort)
        {
            json.WriteStartObject();
            json.WriteString("folder", attempt.Folder.Replace('\\', '/'));
            json.WriteNumber("duration_s", Math.Round(attempt.DurationS, 9));
            WriteNumberOrNull(json, "samples_per_s", attempt.SamplesPerSecond);
            json.WriteNumber("offline_expected_qps", attempt.ExpectedQps);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteGc(Utf8JsonWriter json, RunRecord run)
    {
        json.WriteStartObject("gc");
        foreach (var (name, counts) in new[] { ("before", run.GcBefore), ("after", run.GcAfter) })
        {
            json.WriteStartObject(name);
            json.WriteNumber("gen0_count", counts.Gen0);
            json.WriteNumber("gen1_count", counts.Gen1);
            json.WriteNumber("gen2_count", counts.Gen2);
            json.WriteNumber("pause_ms", counts.PauseMs);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
