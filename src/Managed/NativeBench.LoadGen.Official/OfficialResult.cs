using System.Globalization;
using NativeBench.LoadGen.Results;

namespace NativeBench.LoadGen.Official;

/// <summary>A test's result, out of the logs that the official LoadGen wrote.</summary>
internal static class OfficialResult
{
    /// <param name="end">How the test ended; a completed one without a verdict in its log becomes a failed one.</param>
    /// <param name="settings">The settings with audit.config's.</param>
    /// <param name="effective">What they come to.</param>
    /// <param name="logs">Where the logs are.</param>
    /// <param name="options">For what configuration files had to say.</param>
    public static TestResult Read(OfficialEnd end, TestSettings settings, EffectiveSettings effective, LogSettings logs, StartTestOptions options)
    {
        string At(string name) => Path.Combine(logs.OutputDirectory, "mlperf_log_" + name);
        var files = new LogFiles(At("summary.txt"), At("detail.txt"), At("accuracy.json"), At("trace.json"));
        var detail = File.Exists(files.Detail) ? OfficialDetailLog.Read(files.Detail) : new OfficialDetailLog();
        var (outcome, reason) = (end.Outcome, end.Reason);
        bool measures = settings.Mode != TestMode.AccuracyOnly;
        if (outcome == TestOutcome.Completed && measures && detail.Text("result_validity") is null)
            (outcome, reason) = (TestOutcome.Failed, $"{files.Detail} has no result_validity: the official LoadGen didn't finish the test.");
        return new TestResult
        {
            Outcome = outcome,
            Reason = reason,
            Failure = end.Failure,
            RequestedSettings = settings,
            EffectiveSettings = effective,
            Performance = outcome == TestOutcome.Completed && measures ? Performance(detail, effective, files, end.Collections) : null,
            Errors = [.. options.ConfigurationMessages.Select(static m => m.Text), .. detail.Errors],
            Warnings = [.. detail.Warnings, .. Differences(detail, effective)],
            LogFiles = files,
            SamplesIssued = end.Issued,
            SamplesCompleted = end.Completed,
        };
    }

    /// <summary>Whether LoadGen understood the settings as we do.</summary>
    private static IEnumerable<string> Differences(OfficialDetailLog detail, EffectiveSettings e)
    {
        foreach (var (key, wanted) in new (string, ulong)[]
                 {
                     ("effective_samples_per_query", (ulong)e.SamplesPerQuery), ("effective_min_query_count", (ulong)e.MinQueryCount),
                     ("effective_min_duration_ms", (ulong)e.MinDurationMs), ("effective_qsl_rng_seed", e.QslRngSeed),
                     ("effective_sample_index_rng_seed", e.SampleIndexRngSeed), ("effective_schedule_rng_seed", e.ScheduleRngSeed),
                     ("effective_performance_sample_count", (ulong)e.PerformanceSampleCount),
                 })
        {
            if (detail.Text(key) is { } found && found != wanted.ToString(CultureInfo.InvariantCulture))
                yield return $"The official LoadGen's {key} is {found}; expected {wanted}.";
        }
    }

    internal static PerformanceResult Performance(OfficialDetailLog d, EffectiveSettings effective, LogFiles files, int collections)
    {
        long queries = d.Whole("result_query_count");

        // A submission run's accuracy series have written theirs before.
        long perQuery = Math.Max(1, d.LastWhole("generated_samples_per_query"));
        long samples = queries * perQuery;
        bool multi = effective.Scenario == TestScenario.MultiStream;
        var sampleLatency = Latency(d, samples, "", "latency_ns");
        var queryLatency = multi ? Latency(d, queries, "query_", "per_query_latency_ns") : sampleLatency;
        double duration = Duration(d, effective.Scenario, samples);
        double scheduled = d.Number("result_scheduled_samples_per_sec");
        string percentile = (effective.TargetLatencyPercentile * 100).ToString("F2", CultureInfo.InvariantCulture);
        bool single = effective.Scenario == TestScenario.SingleStream;
        return new PerformanceResult
        {
            IsValid = d.Text("result_validity") == "VALID",
            PerformanceConstraintsMet = d.Flag("result_perf_constraints_met"),
            MinDurationMet = d.Flag("result_min_duration_met"),
            MinQueriesMet = d.Flag("result_min_queries_met"),
            EarlyStoppingMet = d.Flag("early_stopping_met"),
            Recommendations = Recommendations(files.Summary),
            EarlyStoppingText = d.Text("early_stopping_result") ?? "",
            QueryCount = queries,
            SampleCount = samples,
            CompletedSampleCount = samples,
            SampleLatency = sampleLatency,
            QueryLatency = queryLatency,
            TargetPercentile = (effective.TargetLatencyPercentile, d.Whole($"result_{percentile}_percentile_{(multi ? "per_query_" : "")}latency_ns")),
            EarlyStoppingEstimateNs = d.Whole(single ? "early_stopping_latency_ss" : "early_stopping_latency_ms"),
            EarlyStoppingEstimate99Ns = single ? d.Whole("early_stopping_latency_ms") : 0,
            OverLatencyCount = d.Whole("result_overlatency_query_count"),
            FinalQueryScheduledTimeS = scheduled > 0 ? (samples - 1) / scheduled : 0,
            FinalQueryIssuedTimeS = 0,
            FinalQueryAllSamplesDoneTimeS = duration,
            DurationS = duration,
            QpsWithLoadgenOverhead = d.Number("result_qps_with_loadgen_overhead"),
            QpsWithoutLoadgenOverhead = d.Number("result_qps_without_loadgen_overhead"),
            ScheduledSamplesPerSecond = scheduled,
            CompletedSamplesPerSecond = d.Number("result_completed_samples_per_sec"),
            SamplesPerSecond = d.Number("result_samples_per_second"),
            IssueLag = LatencyFigures.Empty,
            GarbageCollections = collections,
        };
    }

    private static LatencyFigures Latency(OfficialDetailLog d, long count, string kind, string of) => new(
        count, d.Whole($"result_min_{kind}latency_ns"), d.Whole($"result_max_{kind}latency_ns"), d.Whole($"result_mean_{kind}latency_ns"),
        d.Whole($"result_50.00_percentile_{of}"), d.Whole($"result_90.00_percentile_{of}"), d.Whole($"result_95.00_percentile_{of}"),
        d.Whole($"result_97.00_percentile_{of}"), d.Whole($"result_99.00_percentile_{of}"), d.Whole($"result_99.90_percentile_{of}"));

    /// <summary>The series' duration, which the log has in its rates (results.cc); of MultiStream it has the wall clock's times in ms.</summary>
    private static double Duration(OfficialDetailLog d, TestScenario scenario, long samples)
    {
        double rate = scenario switch
        {
            TestScenario.SingleStream => d.Number("result_qps_with_loadgen_overhead"),
            TestScenario.Server => d.Number("result_completed_samples_per_sec"),
            TestScenario.Offline => d.Number("result_samples_per_second"),
            _ => 0,
        };
        if (rate > 0)
            return (scenario == TestScenario.Server ? samples - 1 : samples) / rate;
        return Time("power_end") - Time("power_begin") is { TotalSeconds: > 0 } wall ? wall.TotalSeconds : 0;

        DateTime Time(string key) => DateTime.TryParseExact(d.Text(key), "MM-dd-yyyy HH:mm:ss.fff", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : default;
    }

    /// <summary>The lines below "Recommendations:" in the summary, in the official words.</summary>
    private static List<string> Recommendations(string summary)
    {
        var found = new List<string>();
        bool here = false;
        foreach (string line in File.Exists(summary) ? File.ReadLines(summary) : [])
        {
            if (line.StartsWith("Recommendations:", StringComparison.Ordinal))
                here = true;
            else if (here && line.StartsWith(" * ", StringComparison.Ordinal))
                found.Add(line[3..].TrimEnd());
            else if (here)
                break;
        }

        return found;
    }
}

/// <summary>How a test ended, and what the logs don't say of it.</summary>
/// <param name="Outcome">Whether LoadGen came to its end.</param>
/// <param name="Reason">Why not.</param>
/// <param name="Failure">The exception behind it.</param>
/// <param name="Issued">Samples issued.</param>
/// <param name="Completed">Samples completed.</param>
/// <param name="Collections">Garbage collections during the test.</param>
internal sealed record OfficialEnd(TestOutcome Outcome, string? Reason, Exception? Failure, long Issued, long Completed, int Collections);
