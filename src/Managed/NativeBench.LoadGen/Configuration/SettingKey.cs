namespace NativeBench.LoadGen.Configuration;

/// <summary>One key of the configuration files and what it does to the settings.</summary>
/// <param name="Name">The key, without model and scenario.</param>
/// <param name="Scenario">The scenario it is always looked up under, or null for the one that is run.</param>
/// <param name="Unit">Unit of the value in a file, for messages; empty for plain numbers.</param>
/// <param name="BuiltInOnly">Whether only the built-in configuration may set it.</param>
/// <param name="Apply">Makes new settings from old ones and the value's text.</param>
public sealed record SettingKey(string Name, TestScenario? Scenario, string Unit, bool BuiltInOnly, Func<TestSettings, string, TestSettings> Apply)
{
    /// <summary>Whether the official LoadGen looks the key up at all with these settings.</summary>
    internal Func<TestSettings, bool> IsRead { get; init; } = static _ => true;

    /// <summary>All keys, in the order in which they are applied.</summary>
    public static IReadOnlyList<SettingKey> All { get; } = SettingKeyTable.Make();
}
