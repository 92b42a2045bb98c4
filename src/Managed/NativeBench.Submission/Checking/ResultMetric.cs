using System.Globalization;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Checking;

/// <summary>The figure of a detail log that is the result, and those that another scenario's result is inferred from.</summary>
internal static class ResultMetric
{
    /// <summary>MultiStream's samples per query, also where the result is inferred from SingleStream.</summary>
    private const int MultiStreamSamples = 8;

    /// <summary>What becomes 0 once it's in ms or s.</summary>
    private const double Negligible = 1e-300;

    /// <summary>Those whose result is counted in tokens (<c>constants.py</c>, RESULT_FIELD_BENCHMARK_OVERWRITE).</summary>
    private static readonly string[] s_tokenBenchmarks =
    [
        "llama2-70b-99", "llama2-70b-99.9", "llama2-70b-interactive-99", "llama2-70b-interactive-99.9", "mixtral-8x7b", "llama3.1-405b",
        "llama3.1-8b", "deepseek-r1", "gpt-oss-120b",
    ];

    /// <summary>Figures without which the official checker can't compute a result; it computes one of the compliance runs too.</summary>
    public static void Require(CheckContext tree, ResultFolder result, string path, DetailLog log)
    {
        string measured = Measured(result, log);
        string[] keys = [Plain(tree.Rules, measured), Own(result, measured) ?? Plain(tree.Rules, measured)];
        foreach (string key in keys.Distinct())
        {
            if (log.Converted(key) is null)
                tree.Rejected(path, key, log.Raw(key), "a number", "The result itself isn't in the log.");
            else if (log.Number(key) is null)
                tree.AgainstRules(path, key, log.Raw(key), "a number", "LoadGen writes a number here, not a text.");
        }

        switch (measured, result.ScenarioName)
        {
            case ("SingleStream", "MultiStream"):
                if (log.Number("early_stopping_latency_ms") is not { } estimate)
                    tree.Rejected(path, "early_stopping_latency_ms", log.Raw("early_stopping_latency_ms"), "a number", "MultiStream's result is inferred from this figure.");
                else if (estimate == 0)
                    tree.Rejected(path, "early_stopping_latency_ms", log.Raw("early_stopping_latency_ms"), "more than 0", "Too few queries for the estimate that MultiStream's result is inferred from.");
                break;
            case ("MultiStream", "Offline"):
                if (log.Number("effective_samples_per_query") is null)
                    tree.Rejected(path, "effective_samples_per_query", log.Raw("effective_samples_per_query"), "a number", "Offline's result is inferred from this figure.");
                if (log.Number("result_mean_query_latency_ns") is not { } mean || mean == 0)
                    tree.Rejected(path, "result_mean_query_latency_ns", log.Raw("result_mean_query_latency_ns"), "more than 0", "Offline's result is inferred from this figure.");
                break;
        }
    }

    /// <summary>The key that counts and the result: samples or tokens per second, or ns.</summary>
    public static (string Key, double? Value) Of(RoundRules round, ResultFolder result, DetailLog log)
    {
        string measured = Measured(result, log);
        switch (measured, result.ScenarioName)
        {
            case ("SingleStream", "MultiStream"):
                return ("early_stopping_latency_ms", MultiStreamSamples * log.Number("early_stopping_latency_ms"));
            case ("MultiStream", "Offline"):
                return ("result_mean_query_latency_ns", log.Number("effective_samples_per_query") * 1e9 / log.Number("result_mean_query_latency_ns"));
            case ("SingleStream", "Offline"):
                return ("result_qps_without_loadgen_overhead", log.Converted("result_qps_without_loadgen_overhead"));
            default:
                string key = Own(result, measured) ?? Plain(round, measured);
                return (key, log.Converted(key));
        }
    }

    /// <summary>What the official checker makes of a result that isn't there, or is 0.</summary>
    public static void Judge(CheckContext tree, string path, DetailLog log, string key, double? value)
    {
        if (value is null)
            tree.Rejected(path, key, log.Raw(key), "a number", "The result itself isn't in the log.");
        else if (Math.Abs(value.Value) < Negligible)
            tree.Rejected(path, key, log.Raw(key), "more than 0", "A result of 0 counts as none.");
        else if (!(value > 0) || !double.IsFinite(value.Value))
            tree.AgainstRules(path, key, value.Value.ToString(CultureInfo.InvariantCulture), "more than 0", "No run has such a result.");
    }

    private static string Measured(ResultFolder result, DetailLog log) => log.Text("effective_scenario") ?? result.ScenarioName;

    private static string Plain(RoundRules round, string scenario) => scenario switch
    {
        "SingleStream" => "early_stopping_latency_ss",
        "MultiStream" => "early_stopping_latency_ms",
        "Offline" => "result_samples_per_second",
        _ => round.OnlyReports ? "result_scheduled_samples_per_sec" : "result_completed_samples_per_sec",
    };

    /// <summary>The key of benchmarks that have one of their own, or null.</summary>
    private static string? Own(ResultFolder result, string scenario) => (result.Benchmark, scenario) switch
    {
        ("llama3.1-8b-edge", "SingleStream") => "result_90.00_percentile_latency_ns",
        ("llama3.1-8b-edge" or "whisper", "Offline") => "result_tokens_per_second",
        ({ } name, "Offline") when s_tokenBenchmarks.Contains(name) => "result_tokens_per_second",
        ({ } name, "Server") when s_tokenBenchmarks.Contains(name) => "result_completed_tokens_per_second",
        _ => null,
    };
}
