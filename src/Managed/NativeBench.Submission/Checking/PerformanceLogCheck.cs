using System.Globalization;

namespace NativeBench.Submission.Checking;

/// <summary>A detail log of a performance run, of the result itself or of a compliance test.</summary>
internal static class PerformanceLogCheck
{
    private const long MinDurationMs = 600_000;

    /// <summary>These run their data set once and not for a time.</summary>
    private static readonly string[] s_withoutMinDuration = ["e2e-rag-qna", "e2e-rag-db"];

    private static readonly string[] s_tokenBenchmarks =
    [
        "llama2-70b-99", "llama2-70b-99.9", "llama2-70b-interactive-99", "llama2-70b-interactive-99.9", "mixtral-8x7b", "llama3.1-405b",
        "llama3.1-8b", "llama3.1-8b-edge", "deepseek-r1", "gpt-oss-120b",
    ];

    public static void Run(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        Scenario(tree, result, path, log);
        Seeds(tree, path, log, rejected: true);
        Samples(tree, result, path, log);
        Latency(tree, result, path, log);
        Duration(tree, result, path, log);
        Tokens(tree, result, path, log);
        Validity(tree, path, log);
        ResultMetric.Require(tree, result, path, log);
        if (result.IsNetwork && log.Text("sut_name")?.Contains("Network SUT", StringComparison.Ordinal) != true)
            tree.Rejected(path, "sut_name", log.Text("sut_name"), "a name with 'Network SUT'", "A network system's SUT has to be named so.");
        if (log.Text("effective_test_mode") is { } mode && mode != "PerformanceOnly")
            tree.AgainstRules(path, "effective_test_mode", mode, "PerformanceOnly", "This is no performance run.");
        Errors(tree, path, log, rejected: tree.Rules.OnlyReports);
        Origin(tree, path, log);
    }

    /// <summary>The three seeds; in an accuracy log only the rules ask for them.</summary>
    public static void Seeds(CheckContext tree, string path, DetailLog log, bool rejected)
    {
        var seeds = tree.Rules.Seeds;
        foreach (var (key, wanted) in new[]
                 {
                     ("effective_qsl_rng_seed", seeds.QslRngSeed), ("effective_sample_index_rng_seed", seeds.SampleIndexRngSeed),
                     ("effective_schedule_rng_seed", seeds.ScheduleRngSeed),
                 })
        {
            if (log.Unsigned(key) == wanted)
                continue;
            string message = $"The seed isn't the one of {tree.Rules.Round}; a run made for one round can't be submitted to another.";
            string text = wanted.ToString(CultureInfo.InvariantCulture);
            if (rejected)
                tree.Judged(path, key, log.Raw(key), text, message);
            else
                tree.AgainstRules(path, key, log.Raw(key), text, message);
        }
    }

    /// <summary>Records that LoadGen marked as errors.</summary>
    public static void Errors(CheckContext tree, string path, DetailLog log, bool rejected)
    {
        if (log.ErrorCount == 0)
            return;
        string found = string.Create(CultureInfo.InvariantCulture, $"{log.ErrorCount}, the first: {log.FirstError}");
        const string Message = "LoadGen reported errors in this run.";
        if (rejected)
            tree.Rejected(path, "metadata.is_error", found, "0", Message);
        else
            tree.AgainstRules(path, "metadata.is_error", found, "0", Message);
    }

    private static void Scenario(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        if (log.Text("effective_scenario") is not { } measured)
        {
            tree.Rejected(path, "effective_scenario", null, result.ScenarioName, "The log doesn't say which scenario was run.");
            return;
        }

        if (measured == result.ScenarioName || (measured, result.ScenarioName) == ("Server", "Interactive"))
            return;
        if (!Scenarios.CanStandFor(measured, result.ScenarioName))
            tree.Judged(path, "effective_scenario", measured, result.ScenarioName, $"A {result.ScenarioName} result can't be inferred from {measured}.");
        else if (!result.SystemType.Contains("edge", StringComparison.OrdinalIgnoreCase))
            tree.Judged(path, "effective_scenario", measured, result.ScenarioName, $"Results are inferred for edge systems only; system_type is '{result.SystemType}'.");
    }

    private static void Samples(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        if (result.Rules is not { } rules)
            return;
        if (rules.PerformanceSampleCount is { } loaded)
            AtLeast(tree, path, log, "effective_performance_sample_count", loaded, "Too few samples are loaded at a time.", always: true);
        if (log.Text("effective_scenario") != "Offline")
            return;
        if (rules.OfflineMinQueries is { } queries)
            AtLeast(tree, path, log, "effective_min_query_count", queries, "Too few queries are asked for.");
        const string PerQuery = "effective_samples_per_query";
        if (log.Number(PerQuery) is null)
            tree.Rejected(path, PerQuery, log.Raw(PerQuery), "a number", "Offline's query has no number of samples.");
        else if (rules.OfflineMinSamples is { } samples && result.Division == "closed")
            AtLeast(tree, path, log, PerQuery, samples, "Offline's query has too few samples.");
    }

    private static void Latency(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        string? scenario = log.Text("effective_scenario");
        bool stopsEarly = scenario is "SingleStream" or "MultiStream" or "Server";
        if (log.Flag("early_stopping_met") != true)
        {
            string? found = log.Raw("early_stopping_met");
            if (stopsEarly && !log.IsTruthy("early_stopping_met"))
                tree.Judged(path, "early_stopping_met", found, "true", "Too few queries, or too many late ones, for early stopping.");
            else if (stopsEarly)
                tree.AgainstRules(path, "early_stopping_met", found, "true", "LoadGen writes true or false here.");
            else if (found is not null)
                tree.Odd(path, "early_stopping_met", found, "true", "LoadGen writes true here for this scenario.");
        }

        if (result.Rules is not { } rules || !rules.LatencyBoundsNs.TryGetValue(stopsEarly ? scenario! : result.ScenarioName, out long bound))
            return;
        string key = stopsEarly ? "effective_target_latency_ns" : "result_99.00_percentile_latency_ns";
        if (log.Number(key) is not { } value)
            tree.Rejected(path, key, log.Raw(key), "a number", "The latency that the round bounds isn't in the log.");
        else if (value > bound)
            tree.Judged(path, key, log.Text(key), Text(bound), "The latency bound is the round's or lower.");
    }

    private static void Duration(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        if (result.Benchmark is { } name && s_withoutMinDuration.Contains(name))
            return;
        AtLeast(tree, path, log, "effective_min_duration_ms", MinDurationMs, "A run lasts ten minutes or more.");
        if (log.Flag("result_min_duration_met") == false)
            tree.AgainstRules(path, "result_min_duration_met", "false", "true", "The run ended before its minimum duration.");
        if (log.Flag("result_min_queries_met") == false)
            tree.AgainstRules(path, "result_min_queries_met", "false", "true", "The run ended before its minimum number of queries.");
    }

    private static void Tokens(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        if (result.Benchmark is not { } name || !s_tokenBenchmarks.Contains(name))
            return;
        if (!log.IsTruthy("requested_use_token_latencies"))
        {
            tree.Rejected(path, "requested_use_token_latencies", log.Raw("requested_use_token_latencies"), "true", "This benchmark counts tokens.");
            return;
        }

        // The official checker takes the bounds of the scenario that LoadGen ran, also where the folder's are tighter.
        if (log.Text("effective_scenario") is not ("Server" or "Interactive"))
            return;
        string measured = log.Text("effective_scenario")!;
        if (result.Rules!.TokenLatencyLimitsNs.GetValueOrDefault(measured) is not { } limits)
        {
            tree.Rejected(path, "effective_scenario", measured, null, $"{tree.Rules.Round} has no bounds of token latencies for {name} in {measured}.");
            return;
        }

        var tighter = result.Rules.TokenLatencyLimitsNs.GetValueOrDefault(result.ScenarioName, limits);
        foreach (var (name2, key) in new[] { ("ttft", "result_first_token_99.00_percentile_latency_ns"), ("tpot", "result_time_per_output_token_99.00_percentile_ns") })
        {
            if (!(log.Number(key) < limits[name2]))
                tree.Rejected(path, key, log.Raw(key), "less than " + Text(limits[name2]), "The token latency bound isn't kept.");
            else if (!(log.Number(key) < tighter[name2]))
                tree.AgainstRules(path, key, log.Raw(key), "less than " + Text(tighter[name2]), $"The token latency bound of {result.ScenarioName} isn't kept.");
        }
    }

    private static void Validity(CheckContext tree, string path, DetailLog log)
    {
        if (log.Text("result_validity") == "VALID")
            return;
        if (tree.Rules.OnlyReports)
            tree.Rejected(path, "result_validity", log.Text("result_validity"), "VALID", "LoadGen's own verdict on the run.");
        else
            tree.AgainstRules(path, "result_validity", log.Text("result_validity"), "VALID", "LoadGen's own verdict on the run.");
    }

    private static void Origin(CheckContext tree, string path, DetailLog log)
    {
        if (log.Text("loadgen_git_log_message") is { } message && message.Contains("NativeBench", StringComparison.Ordinal))
            tree.AgainstRules(path, "loadgen_git_log_message", message, "the official LoadGen's", "The rules ask for an unaltered official LoadGen; this run was made with NativeBench's own.");
        if (log.Text("sut_name") is { } name && name.EndsWith("(emulated)", StringComparison.Ordinal))
            tree.AgainstRules(path, "sut_name", name, "a real system's", "The GPU or TensorRT was emulated: the times are those of no system.");
        if (log.Text("loadgen_version") is { } version && !version.Contains('@', StringComparison.Ordinal))
            tree.Odd(path, "loadgen_version", version, "VERSION @ COMMIT", "The official LoadGen writes its version in another form.");
    }

    private static void AtLeast(CheckContext tree, string path, DetailLog log, string key, long least, string message, bool always = false)
    {
        if (log.Number(key) is not { } value)
            tree.Rejected(path, key, log.Raw(key), "a number, at least " + Text(least), message);
        else if (!(value >= least) && always)
            tree.Rejected(path, key, log.Raw(key), "at least " + Text(least), message);
        else if (!(value >= least))
            tree.Judged(path, key, log.Raw(key), "at least " + Text(least), message);
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
