using System.Globalization;
using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Settings;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;

namespace NativeBench.Cli.Schedule;

/// <summary>The file that <c>schedule --settings</c> names, read: what LoadGen is to be asked for.</summary>
/// <param name="Settings">All settings.</param>
/// <param name="TotalSampleCount">Samples of the library.</param>
/// <param name="PerformanceSampleCount">Samples of the library that fit into memory.</param>
/// <param name="Notes">What reading configuration files had to say.</param>
internal sealed record ScheduleSettings(
    TestSettings Settings, long TotalSampleCount, long PerformanceSampleCount, IReadOnlyList<string> Notes)
{
    private const long DefaultTotal = 1_048_576;
    private const long DefaultPerformance = 1024;

    // Options of golden.json under another name than LoadGen's; a value may fill several settings.
    private static readonly Dictionary<string, string[]> s_goldenNames = new(StringComparer.Ordinal)
    {
        ["expected_latency_ns"] = ["single_stream_expected_latency_ns", "multi_stream_expected_latency_ns"],
        ["percentile"] =
        [
            "single_stream_target_latency_percentile", "multi_stream_target_latency_percentile", "server_target_latency_percentile",
        ],
        ["target_latency_ns"] = ["server_target_latency_ns"],
        ["coalesce"] = ["server_coalesce_queries"],
        ["max_async"] = ["server_max_async_queries"],
        ["decimals"] = ["server_find_peak_qps_decimals_of_precision"],
        ["step"] = ["server_find_peak_qps_boundary_step_size"],
        ["qsl_seed"] = ["qsl_rng_seed"],
        ["sample_seed"] = ["sample_index_rng_seed"],
        ["schedule_seed"] = ["schedule_rng_seed"],
        ["acc_seed"] = ["accuracy_log_rng_seed"],
        ["acc_target"] = ["accuracy_log_sampling_target"],
        ["unique"] = ["performance_issue_unique"],
        ["same"] = ["performance_issue_same"],
        ["same_index"] = ["performance_issue_same_index"],
        ["permute"] = ["sample_concatenate_permutation"],
        ["perf_count_override"] = ["performance_sample_count_override"],
        ["acc_count_override"] = ["accuracy_sample_count_override"],
        ["tokens"] = ["use_token_latencies"],
        ["ttft_ns"] = ["server_ttft_latency"],
        ["tpot_ns"] = ["server_tpot_latency"],
        ["infer_tokens"] = ["infer_token_latencies"],
        ["token_scale"] = ["token_latency_scaling_factor"],
        ["test05_qsl_seed"] = ["test05_qsl_rng_seed"],
        ["test05_sample_seed"] = ["test05_sample_index_rng_seed"],
        ["test05_schedule_seed"] = ["test05_schedule_rng_seed"],
    };

    // Options of golden.json that concern its simulated system or its logs, not what is issued.
    private static readonly HashSet<string> s_ignored = new(StringComparer.Ordinal)
    {
        "trace", "payload", "lat_base", "lat_jitter", "lat_tail", "lat_tail_every", "async", "lanes", "sut_tokens", "tok_base",
        "fault", "throttle", "acc_prob",
    };

    // What is read in places of its own.
    private static readonly HashSet<string> s_structural = new(StringComparer.Ordinal)
    {
        "scenario", "mode", "total_sample_count", "performance_sample_count", "total", "perf", "user_conf", "second_conf", "model", "audit",
    };

    /// <summary>Reads a file of official names, or a golden.json; what's wrong with it ends as a <see cref="UsageException"/>.</summary>
    public static ScheduleSettings Read(string path, string typed)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("settings", out var inner))
                root = inner;
            if (root.ValueKind != JsonValueKind.Object)
                throw new UsageException($"--settings '{typed}': expected a JSON object of settings; found {root.ValueKind}.");
            return Read(root, Path.GetDirectoryName(path)!, $"--settings '{typed}'");
        }
        catch (JsonException e)
        {
            throw new UsageException($"--settings '{typed}', line {(e.LineNumber ?? 0) + 1}: not valid JSON.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--settings '{typed}' can't be read: {CrashReport.FirstLine(e.Message)}.", e);
        }
    }

    private static ScheduleSettings Read(JsonElement root, string folder, string source)
    {
        var texts = root.EnumerateObject().ToDictionary(static p => p.Name, p => Text(p, source), StringComparer.Ordinal);
        var settings = new TestSettings { Scenario = Scenario(texts, source), Mode = Mode(texts, source) };
        var notes = new List<string>();
        settings = ApplyFiles(settings, texts, folder, notes);
        foreach (var (name, value) in texts)
        {
            if (s_ignored.Contains(name) || s_structural.Contains(name))
                continue;
            foreach (var official in s_goldenNames.GetValueOrDefault(name, [name]))
                settings = Assign(official, value, source).Apply(settings);
        }

        settings = ApplyAudit(settings, texts, folder, notes);
        return new ScheduleSettings(
            settings,
            Count(texts, source, DefaultTotal, "total_sample_count", "total"),
            Count(texts, source, DefaultPerformance, "performance_sample_count", "perf"),
            notes);
    }

    private static SettingAssignment Assign(string name, string value, string source)
    {
        if (!SettingCatalog.Find(name).Any())
        {
            var known = SettingCatalog.Names.Concat(s_structural).Concat(s_goldenNames.Keys);
            throw new UsageException($"{source}: there is no setting '{name}'.{NearestName.Hint(name, known)}");
        }

        return SettingAssignment.Create(name, value, source);
    }

    private static TestSettings ApplyFiles(TestSettings settings, Dictionary<string, string> texts, string folder, List<string> notes)
    {
        // Errors in a file change nothing but the detail log, there as here; so they are only told.
        var loader = new SettingsLoader();
        foreach (var name in new[] { "user_conf", "second_conf" })
        {
            if (texts.TryGetValue(name, out var file))
                loader.FromConfig(ref settings, Path.GetFullPath(file, folder), texts.GetValueOrDefault("model", "*"), settings.Scenario, ConfigurationKind.User);
        }

        notes.AddRange(loader.Messages.Select(static m => m.Text));
        return settings;
    }

    private static TestSettings ApplyAudit(TestSettings settings, Dictionary<string, string> texts, string folder, List<string> notes)
    {
        if (!texts.TryGetValue("audit", out var file))
            return settings;
        var loader = new SettingsLoader();
        loader.FromConfig(ref settings, Path.GetFullPath(file, folder), "*", settings.Scenario, ConfigurationKind.Audit);
        notes.AddRange(loader.Messages.Select(static m => m.Text));
        return settings;
    }

    private static string Text(JsonProperty property, string source) => property.Value.ValueKind switch
    {
        JsonValueKind.Number => property.Value.GetRawText(),
        JsonValueKind.String => property.Value.GetString()!,
        JsonValueKind.True => "1",
        JsonValueKind.False => "0",
        var kind => throw new UsageException($"{source}: '{property.Name}' takes a number or a string; found {kind}."),
    };

    private static TestScenario Scenario(Dictionary<string, string> texts, string source)
    {
        var text = texts.GetValueOrDefault("scenario", nameof(TestScenario.SingleStream));
        return Enum.TryParse<TestScenario>(text, ignoreCase: true, out var scenario) && Enum.IsDefined(scenario)
            ? scenario
            : throw new UsageException($"{source}: 'scenario' takes {string.Join(", ", SettingCatalog.AllScenarios)}; found '{text}'.");
    }

    private static TestMode Mode(Dictionary<string, string> texts, string source)
    {
        var text = texts.GetValueOrDefault("mode", nameof(TestMode.PerformanceOnly));
        return text.ToUpperInvariant() switch
        {
            "PERFORMANCE" => TestMode.PerformanceOnly,
            "ACCURACY" => TestMode.AccuracyOnly,
            _ when Enum.TryParse<TestMode>(text, ignoreCase: true, out var mode) && Enum.IsDefined(mode) => mode,
            _ => throw new UsageException($"{source}: 'mode' takes {string.Join(", ", Enum.GetNames<TestMode>())}; found '{text}'."),
        };
    }

    private static long Count(Dictionary<string, string> texts, string source, long missing, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (!texts.TryGetValue(name, out var text))
                continue;
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
                ? count
                : throw new UsageException($"{source}: '{name}' takes a whole number, 1 or more; found '{text}'.");
        }

        return missing;
    }
}
