using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.Cli.Settings;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>Configuration files of a tree, written from what a run had in force.</summary>
internal static class ConfTexts
{
    /// <summary>user.conf: what a submitter chooses, and what goes beyond the round. Times are in ms.</summary>
    public static string User(SourceRun performance, TestScenario scenario, BenchmarkFacts facts, Rules rules)
    {
        var settings = performance.Run.SettingsRequested;
        var round = Round(rules, scenario, facts);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# The values of the performance run in {scenario}; everything else is mlperf.conf's.\n");
        void Line(string key, double value) => text.Append(CultureInfo.InvariantCulture, $"{facts.ConfName}.{scenario}.{key} = {value.ToString("0.############", CultureInfo.InvariantCulture)}\n");
        switch (scenario)
        {
            case TestScenario.SingleStream when Number(settings, "single_stream_expected_latency_ns") is { } ns:
                Line("target_latency", ns / 1e6);
                break;
            case TestScenario.MultiStream when Number(settings, "multi_stream_expected_latency_ns") is { } ns:
                Line("target_latency", ns / 1e6);
                break;
            case TestScenario.Server when Number(settings, "server_target_qps") is { } rate:
                Line("target_qps", rate);
                break;
            case TestScenario.Offline when Number(settings, "offline_expected_qps") is { } rate:
                Line("target_qps", rate);
                break;
        }

        if (Number(settings, "min_duration_ms") is { } duration && duration != round.MinDurationMs)
            Line("min_duration", duration);
        if (Number(settings, "min_query_count") is { } queries && queries != round.MinQueryCount)
            Line("min_query_count", queries);
        if (Number(settings, "max_duration_ms") is { } most && most != round.MaxDurationMs)
            Line("max_duration", most);
        return text.ToString();
    }

    /// <summary>mlperf.conf, for rounds whose trees hold one: the round's values for this benchmark and scenario.</summary>
    public static string Mlperf(TestScenario scenario, BenchmarkFacts facts, Rules rules)
    {
        var round = Round(rules, scenario, facts);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {rules.Name} for {facts.ConfName} in {scenario}, from NativeBench's catalog. Put the round's official file here where you have it.\n");
        void Any(string key, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"*.*.{key} = {FormattableString.Invariant(value)}\n");
        void Own(string key, FormattableString value) => text.Append(CultureInfo.InvariantCulture, $"{facts.ConfName}.{scenario}.{key} = {FormattableString.Invariant(value)}\n");
        Any("qsl_rng_seed", $"{round.QslRngSeed}");
        Any("sample_index_rng_seed", $"{round.SampleIndexRngSeed}");
        Any("schedule_rng_seed", $"{round.ScheduleRngSeed}");
        if (round.PerformanceSampleCountOverride > 0)
            text.Append(CultureInfo.InvariantCulture, $"{facts.ConfName}.*.performance_sample_count_override = {round.PerformanceSampleCountOverride}\n");
        Own("min_duration", $"{round.MinDurationMs}");
        Own("min_query_count", $"{round.MinQueryCount}");
        switch (scenario)
        {
            case TestScenario.SingleStream:
                Own("target_latency_percentile", $"{round.SingleStreamTargetLatencyPercentile * 100:0.###}");
                break;
            case TestScenario.MultiStream:
                Own("target_latency_percentile", $"{round.MultiStreamTargetLatencyPercentile * 100:0.###}");
                Own("samples_per_query", $"{round.MultiStreamSamplesPerQuery}");
                break;
            case TestScenario.Server:
                Own("target_latency_percentile", $"{round.ServerTargetLatencyPercentile * 100:0.###}");
                Own("target_latency", $"{round.ServerTargetLatencyNs / 1e6:0.######}");
                break;
        }

        return text.ToString();
    }

    private static TestSettings Round(Rules rules, TestScenario scenario, BenchmarkFacts facts) =>
        new SettingsBuilder(rules, new ConfigurationFiles(null, null, facts.ConfName), []).BuildRound(scenario);

    private static double? Number(JsonObject settings, string key) => settings[key] is JsonValue value && value.TryGetValue(out double number) ? number : null;
}
