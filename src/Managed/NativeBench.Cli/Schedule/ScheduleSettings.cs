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

    // What is read in places of its own.
    private static readonly string[] s_structural = ["scenario", "mode", "total_sample_count", "performance_sample_count"];

    /// <summary>Reads a file of official names, or a golden.json; what's wrong with it ends as a <see cref="UsageException"/>.</summary>
    public static ScheduleSettings Read(string path, string typed)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                throw new UsageException($"--settings '{typed}': expected a JSON object of settings; found {root.ValueKind}.");
            var source = $"--settings '{typed}'";
            return root.TryGetProperty("settings", out var golden)
                ? ReadGolden(golden, Path.GetDirectoryName(path)!, source)
                : ReadOfficial(root, source);
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

    private static ScheduleSettings ReadOfficial(JsonElement root, string source)
    {
        var texts = Texts(root, source);
        var settings = new TestSettings { Scenario = Scenario(texts, source), Mode = Mode(texts, source) };
        foreach (var (name, value) in texts)
        {
            if (s_structural.Contains(name))
                continue;
            if (!SettingCatalog.Find(name).Any())
                throw new UsageException($"{source}: there is no setting '{name}'.{NearestName.Hint(name, SettingCatalog.Names.Concat(s_structural))}");
            settings = SettingAssignment.Create(name, value, source).Apply(settings);
        }

        return new ScheduleSettings(
            settings, Count(texts, source, "total_sample_count", DefaultTotal), Count(texts, source, "performance_sample_count", DefaultPerformance), []);
    }

    /// <summary>The golden data's own option names; errors in its configuration files change nothing, as in LoadGen, so they are only told.</summary>
    private static ScheduleSettings ReadGolden(JsonElement options, string folder, string source)
    {
        if (options.ValueKind != JsonValueKind.Object)
            throw new UsageException($"{source}: 'settings' takes an object; found {options.ValueKind}.");
        var loader = new SettingsLoader();
        var texts = Texts(options, source);
        TestSettings settings;
        try
        {
            settings = DriverSettings.Read(options, folder, loader, new List<int>());
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            throw new UsageException($"{source}: {CrashReport.FirstLine(e.Message)}.", e);
        }

        if (texts.TryGetValue("audit", out var audit))
            loader.FromConfig(ref settings, Path.GetFullPath(audit, folder), "*", settings.Scenario, ConfigurationKind.Audit);
        return new ScheduleSettings(
            settings, Count(texts, source, "total", DefaultTotal), Count(texts, source, "perf", DefaultPerformance),
            [.. loader.Messages.Select(static m => m.Text)]);
    }

    private static Dictionary<string, string> Texts(JsonElement root, string source)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject())
        {
            if (!texts.TryAdd(property.Name, Text(property, source)))
                throw new UsageException($"{source}: '{property.Name}' is there twice, as {texts[property.Name]} and as {Text(property, source)}; expected once.");
        }

        return texts;
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

    private static long Count(Dictionary<string, string> texts, string source, string name, long missing)
    {
        if (!texts.TryGetValue(name, out var text))
            return missing;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? count
            : throw new UsageException($"{source}: '{name}' takes a whole number, 1 or more; found '{text}'.");
    }
}
