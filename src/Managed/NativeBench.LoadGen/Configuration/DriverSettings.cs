using System.Globalization;
using System.Text.Json;

namespace NativeBench.LoadGen.Configuration;

/// <summary>
/// Settings under the option names of the golden data's driver (<c>golden.json</c>, member <c>settings</c>; one option may
/// set the fields of several scenarios).
/// </summary>
public static class DriverSettings
{
    /// <summary>Options that aren't settings: the library, the simulated system under test, files, the driver's own.</summary>
    private static readonly HashSet<string> s_others =
    [
        "scenario", "mode", "model", "user_conf", "second_conf", "audit", "total", "perf", "trace", "throttle",
        "payload", "lat_base", "lat_jitter", "lat_tail", "lat_tail_every", "async", "lanes", "sut_tokens", "tok_base", "fault",
        "sut", "batch", "sut_name", "qsl_name", "register", "out", "prefix", "suffix", "datetime", "copy", "lag", "lag_reserve", "quiet", "dump",
    ];

    /// <summary>Reads settings; configuration files they name are looked for in <paramref name="folder"/>.</summary>
    /// <param name="options">The JSON object.</param>
    /// <param name="folder">Folder of the configuration files.</param>
    /// <param name="loader">Applies them and keeps what it has to say.</param>
    /// <exception cref="ArgumentException">There is no such option.</exception>
    /// <param name="codes">Gets the return code of each configuration file, in order.</param>
    public static TestSettings Read(JsonElement options, string folder, SettingsLoader loader, ICollection<int>? codes = null)
    {
        var settings = new TestSettings
        {
            Scenario = Enum.Parse<TestScenario>(Text(options, "scenario", nameof(TestScenario.SingleStream))),
            Mode = Enum.Parse<TestMode>(Text(options, "mode", nameof(TestMode.PerformanceOnly))),
        };
        string model = Text(options, "model", "*");
        foreach (string file in (string[])["user_conf", "second_conf"])
        {
            if (!options.TryGetProperty(file, out var name))
                continue;
            int code = loader.FromConfig(ref settings, Path.Combine(folder, name.GetString()!), model, settings.Scenario);
            codes?.Add(code);
        }

        foreach (var option in options.EnumerateObject())
            settings = Apply(settings, option.Name, option.Value);
        return settings;
    }

    private static string Text(JsonElement options, string name, string otherwise)
        => options.TryGetProperty(name, out var value) ? value.GetString()! : otherwise;

    private static TestSettings Apply(TestSettings s, string name, JsonElement value) => name switch
    {
        "target_qps" => s with { ServerTargetQps = Real(value), OfflineExpectedQps = Real(value), MultiStreamFixedIntervalNs = 1e9 / Real(value) },
        "expected_latency_ns" => s with { SingleStreamExpectedLatencyNs = Real(value), MultiStreamExpectedLatencyNs = Real(value) },
        "percentile" => s with
        {
            SingleStreamTargetLatencyPercentile = Real(value),
            MultiStreamTargetLatencyPercentile = Real(value),
            ServerTargetLatencyPercentile = Real(value),
            MultiStreamFixedIntervalTargetLatencyPercentile = Real(value),
        },
        "target_latency_ns" => s with { ServerTargetLatencyNs = Integer(value) },
        "samples_per_query" => s with { MultiStreamSamplesPerQuery = Integer(value), MultiStreamFixedIntervalSamplesPerQuery = Integer(value) },
        "min_duration_ms" => s with { MinDurationMs = Integer(value) },
        "max_duration_ms" => s with { MaxDurationMs = Integer(value) },
        "min_query_count" => s with { MinQueryCount = Integer(value) },
        "max_query_count" => s with { MaxQueryCount = Integer(value) },
        "coalesce" => s with { ServerCoalesceQueries = Flag(value) },
        "max_async" => s with { ServerMaxAsyncQueries = Integer(value) },
        "issue_threads" => s with { ServerNumIssueQueryThreads = (int)Integer(value) },
        "decimals" => s with { ServerFindPeakQpsDecimalsOfPrecision = (int)Integer(value) },
        "step" => s with { ServerFindPeakQpsBoundaryStepSize = Real(value) },
        "qsl_seed" => s with { QslRngSeed = Unsigned(value) },
        "sample_seed" => s with { SampleIndexRngSeed = Unsigned(value) },
        "schedule_seed" => s with { ScheduleRngSeed = Unsigned(value) },
        "acc_seed" => s with { AccuracyLogRngSeed = Unsigned(value) },
        "acc_prob" => s with { AccuracyLogProbability = Real(value) },
        "acc_target" => s with { AccuracyLogSamplingTarget = Integer(value) },
        "unique" => s with { PerformanceIssueUnique = Flag(value) },
        "same" => s with { PerformanceIssueSame = Flag(value) },
        "same_index" => s with { PerformanceIssueSameIndex = Integer(value) },
        "permute" => s with { SampleConcatenatePermutation = Flag(value) },
        "perf_count_override" => s with { PerformanceSampleCountOverride = Integer(value) },
        "acc_count_override" => s with { AccuracySampleCountOverride = Integer(value) },
        "tokens" => s with { UseTokenLatencies = Flag(value) },
        "ttft_ns" => s with { ServerTtftLatencyNs = Integer(value) },
        "tpot_ns" => s with { ServerTpotLatencyNs = Integer(value) },
        "infer_tokens" => s with { InferTokenLatencies = Flag(value) },
        "token_scale" => s with { TokenLatencyScalingFactor = Real(value) },
        "print_timestamps" => s with { PrintTimestamps = Flag(value) },
        "test05" => s with { Test05 = Flag(value) },
        "test05_qsl_seed" => s with { Test05QslRngSeed = Unsigned(value) },
        "test05_sample_seed" => s with { Test05SampleIndexRngSeed = Unsigned(value) },
        "test05_schedule_seed" => s with { Test05ScheduleRngSeed = Unsigned(value) },
        _ when s_others.Contains(name) => s,
        _ => throw new ArgumentException($"there is no option '{name}' among those of the golden data's driver"),
    };

    private static string Raw(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static double Real(JsonElement value) => double.Parse(Raw(value), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static ulong Unsigned(JsonElement value) => CNumber.Unsigned(Raw(value));

    private static long Integer(JsonElement value) => unchecked((long)Unsigned(value));

    private static bool Flag(JsonElement value) => Unsigned(value) != 0;
}
