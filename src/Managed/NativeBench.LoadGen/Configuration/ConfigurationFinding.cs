using System.Globalization;

namespace NativeBench.LoadGen.Configuration;

/// <summary>Something in a configuration file that has no effect, though whoever wrote it surely meant one.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Text">What is wrong with it, and what is expected; one sentence.</param>
public sealed record ConfigurationFinding(string Path, int Line, string Text)
{
    /// <summary>Keys of published mlperf.conf files that LoadGen 6.0.17 doesn't read; no reason to refuse a file.</summary>
    private static readonly HashSet<string> s_retired = ["target_duration"];

    private static readonly HashSet<string> s_known = [.. SettingKey.All.Select(k => k.Name)];
    private static readonly HashSet<string> s_builtInOnly = [.. SettingKey.All.Where(k => k.BuiltInOnly).Select(k => k.Name)];
    private static readonly HashSet<string> s_scenarios = [.. Enum.GetNames<TestScenario>(), "*"];

    /// <summary>The finding as one line: file, line, text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Path}:{Line}: {Text}");

    internal static IEnumerable<ConfigurationFinding> Of(ConfigurationFile file, string path, string model)
    {
        foreach (var (key, line) in file.Dropped)
            yield return new ConfigurationFinding(path, line, $"'{key}' isn't followed by '= value', so it's dropped.");
        foreach (var (key, line) in file.Keys)
        {
            if (Problem(key, model) is { } problem)
                yield return new ConfigurationFinding(path, line, problem);
        }
    }

    private static string? Problem(string fullKey, string model)
    {
        if (fullKey.StartsWith('\ufeff'))
            return "The file begins with a byte order mark, which becomes a part of the first key, so nothing looks that key up.";
        string[] parts = fullKey.Split('.');
        if (parts.Length != 3)
            return $"'{fullKey}' is not of the form model.scenario.key, so nothing looks it up.";
        if (parts[0] != "*" && parts[0] != model && !BuiltInConfiguration.Models.Contains(parts[0]))
            return $"'{parts[0]}' is neither this run's model '{model}' nor one that the built-in configuration knows.";
        if (!s_scenarios.Contains(parts[1]))
            return $"'{parts[1]}' is not a scenario; expected one of {string.Join(", ", s_scenarios)}.";
        if (s_builtInOnly.Contains(parts[2]))
            return $"'{parts[2]}' has no effect in such a file: only the built-in configuration sets it.";
        return s_known.Contains(parts[2]) || s_retired.Contains(parts[2]) ? null : $"'{parts[2]}' is not a setting.";
    }
}
