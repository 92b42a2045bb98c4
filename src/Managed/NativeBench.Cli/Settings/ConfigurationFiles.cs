using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;

namespace NativeBench.Cli.Settings;

/// <summary>Settings with the configuration files applied.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Messages">What belongs at the head of the detail log.</param>
internal sealed record ConfiguredSettings(TestSettings Settings, IReadOnlyList<ConfigurationMessage> Messages);

/// <summary>
/// The configuration files of a request, applied by LoadGen's own loader. The only place that knows how it's called.
/// </summary>
/// <param name="MlperfConf">Path of --mlperf-conf.</param>
/// <param name="UserConf">Path of --user-conf.</param>
/// <param name="Model">The benchmark's name in configuration files.</param>
internal sealed record ConfigurationFiles(string? MlperfConf, string? UserConf, string Model)
{
    /// <summary>
    /// Applies what there is. A round applies its built-in mlperf.conf first, exactly as the official loader does; quick rules
    /// have none, so the files are read like an audit.config, which is the same without it.
    /// </summary>
    public ConfiguredSettings Apply(TestSettings settings, bool isRound)
    {
        var loader = new SettingsLoader();
        if (isRound && MlperfConf is null && UserConf is null)
            loader.FromConfig(ref settings, "", Model, settings.Scenario, ConfigurationKind.BuiltIn);
        foreach (var (option, path) in Files())
        {
            var code = loader.FromConfig(
                ref settings, path, Model, settings.Scenario, isRound ? ConfigurationKind.User : ConfigurationKind.Audit);
            if (code != 0)
                throw new UsageException(Describe(option, path, loader.Messages));
            if (loader.Findings.Count > 0)
                throw new UsageException($"{option}: {string.Join(' ', loader.Findings)} Nothing would come of it, so correct or remove it.");
        }

        return new ConfiguredSettings(settings, [.. loader.Messages]);
    }

    /// <summary>Refuses an audit.config with lines that would have no effect: LoadGen itself passes over them, as the official one does.</summary>
    public static void RequireUse(string option, string path)
    {
        var loader = new SettingsLoader();
        var settings = new TestSettings();
        if (loader.FromConfig(ref settings, path, "*", settings.Scenario, ConfigurationKind.Audit) != 0)
            throw new UsageException(Describe(option, path, loader.Messages));
        if (loader.Findings.Count > 0)
            throw new UsageException($"{option}: {string.Join(' ', loader.Findings)} Nothing would come of it, so correct or remove it.");
    }

    private IEnumerable<(string Option, string Path)> Files()
    {
        if (MlperfConf is not null)
            yield return ("--mlperf-conf", MlperfConf);
        if (UserConf is not null)
            yield return ("--user-conf", UserConf);
    }

    private static string Describe(string option, string path, IReadOnlyList<ConfigurationMessage> messages)
    {
        if (!File.Exists(path))
            return $"{option} '{path}': there is no such file.";
        return $"{option} '{path}': {string.Join("; ", messages.Select(static m => m.Text))}.";
    }
}
