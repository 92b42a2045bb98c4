using NativeBench.Cli.Parsing;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Settings;

/// <summary>
/// One <c>KEY=VALUE</c> of the command line, checked. KEY is an official name, alone or, as in configuration files, after
/// a scenario: <c>Server.target_qps</c>.
/// </summary>
internal sealed class SettingAssignment
{
    private readonly SettingDefinition[] _definitions;
    private readonly TestScenario? _scenario;
    private readonly string _value;

    private SettingAssignment(string text, SettingDefinition[] definitions, TestScenario? scenario, string value)
    {
        Text = text;
        _definitions = definitions;
        _scenario = scenario;
        _value = value;
    }

    /// <summary>What the user wrote.</summary>
    public string Text { get; }

    /// <summary>The setting's name without a scenario.</summary>
    public string Name => _definitions[0].Name;

    /// <summary>Reads one, or throws a <see cref="UsageException"/> that names it. <paramref name="source"/> is "--set", or a file.</summary>
    public static SettingAssignment Parse(string text, string source = "--set")
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new UsageException($"{source} takes KEY=VALUE, for example target_qps=340; found '{text}'.");
        return Create(text[..equals].Trim(), text[(equals + 1)..].Trim(), source);
    }

    /// <summary>Checks a name and a value.</summary>
    public static SettingAssignment Create(string key, string value, string source)
    {
        var (scenario, name) = Split(key, source);
        if (name == "mode")
            throw new UsageException($"{source}: 'mode' is chosen by --mode.");
        var definitions = SettingCatalog.Find(name).Where(d => scenario is not { } s || d.Scenarios.Contains(s)).ToArray();
        if (definitions.Length == 0)
        {
            var known = SettingCatalog.Find(name).SelectMany(static d => d.Scenarios).Distinct().ToArray();
            throw new UsageException(known.Length == 0
                ? $"{source}: there is no setting '{name}'.{NearestName.Hint(name, SettingCatalog.Names)}"
                : $"{source}: '{name}' is a setting of {string.Join(" and ", known)}, not of {scenario}.");
        }

        if (definitions[0].Apply(new TestSettings(), value) is null)
            throw new UsageException($"{source}: '{name}' takes {definitions[0].Expects}; found '{value}'.");
        return new SettingAssignment($"{key}={value}", definitions, scenario, value);
    }

    /// <summary>Whether a run of this scenario reads the setting.</summary>
    public bool Concerns(TestScenario scenario) =>
        (_scenario is null || _scenario == scenario) && _definitions.Any(d => d.Scenarios.Contains(scenario));

    /// <summary>Sets the value, if the settings' scenario is one that it's meant for.</summary>
    public TestSettings Apply(TestSettings settings)
    {
        if (!Concerns(settings.Scenario))
            return settings;
        foreach (var definition in _definitions)
            settings = definition.Apply(settings, _value) ?? settings;
        return settings;
    }

    /// <summary>Throws when none of the scenarios would read it: what has no effect must not look as if it had.</summary>
    public void RequireUseIn(IReadOnlyCollection<TestScenario> scenarios)
    {
        if (scenarios.Any(Concerns))
            return;
        var concerned = SettingCatalog.AllScenarios.Where(Concerns);
        throw new UsageException(
            $"--set {Text} has no effect: it is a setting of {string.Join(" and ", concerned)}, and this run has {string.Join(", ", scenarios)}.");
    }

    private static (TestScenario? Scenario, string Name) Split(string key, string source)
    {
        var parts = key.Split('.');
        if (parts is ["*", _, _])
            parts = parts[1..];
        if (parts.Length == 1)
            return (null, key);
        if (parts.Length != 2)
            throw new UsageException($"{source}: '{key}' is not a setting; expected KEY or SCENARIO.KEY, for example Server.target_qps.");
        if (parts[0] == "*")
            return (null, parts[1]);
        var names = SettingCatalog.AllScenarios.Select(static s => s.ToString()).ToArray();
        if (Array.Find(names, name => name.Equals(parts[0], StringComparison.OrdinalIgnoreCase)) is not { } match)
            throw new UsageException(
                $"{source}: '{parts[0]}' in '{key}' is not a scenario; known: {string.Join(", ", names)}.{NearestName.Hint(parts[0], names)}");
        return (Enum.Parse<TestScenario>(match), parts[1]);
    }
}
