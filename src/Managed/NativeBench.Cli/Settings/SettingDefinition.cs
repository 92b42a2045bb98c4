using System.Globalization;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Settings;

/// <summary>One official setting name: which scenarios it belongs to, and how its text becomes a value.</summary>
/// <param name="Name">The official name: a configuration file's key, or the name of the field.</param>
/// <param name="Scenarios">The scenarios that read it.</param>
/// <param name="Expects">What a value looks like, for messages.</param>
/// <param name="Apply">Sets the value, or returns null when the text isn't one.</param>
internal sealed record SettingDefinition(
    string Name, IReadOnlyList<TestScenario> Scenarios, string Expects, Func<TestSettings, string, TestSettings?> Apply)
{
    /// <summary>A whole number of <paramref name="least"/> or more.</summary>
    public static SettingDefinition Count(
        string name, IReadOnlyList<TestScenario> scenarios, Func<TestSettings, long, TestSettings> apply,
        string unit = "", long least = 0, long most = long.MaxValue) =>
        new(name, scenarios, $"a whole number{In(unit)}, {least.ToString(CultureInfo.InvariantCulture)} or more", (settings, text) =>
            long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
                ? apply(settings, value)
                : null);

    /// <summary>A positive real number, times <paramref name="scale"/>.</summary>
    public static SettingDefinition Positive(
        string name, IReadOnlyList<TestScenario> scenarios, string unit, double scale, Func<TestSettings, double, TestSettings> apply) =>
        new(name, scenarios, $"a number{In(unit)} above 0", (settings, text) =>
            Real(text) is { } value && value > 0 ? apply(settings, value * scale) : null);

    /// <summary>A share of all: in percent for configuration keys, as a fraction for fields; both ends may be allowed.</summary>
    public static SettingDefinition Share(
        string name, IReadOnlyList<TestScenario> scenarios, bool percent, bool endsAllowed, Func<TestSettings, double, TestSettings> apply)
    {
        var most = percent ? 100 : 1;
        var expects = endsAllowed ? $"a number from 0 to {most}" : $"a number between 0 and {most}";
        return new(name, scenarios, percent ? expects + " (percent)" : expects, (settings, text) =>
            Real(text) is { } value && (endsAllowed ? value >= 0 && value <= most : value > 0 && value < most)
                ? apply(settings, percent ? value * 0.01 : value)
                : null);
    }

    /// <summary>0 or 1.</summary>
    public static SettingDefinition Flag(
        string name, IReadOnlyList<TestScenario> scenarios, Func<TestSettings, bool, TestSettings> apply) =>
        new(name, scenarios, "0 or 1", (settings, text) => text.ToUpperInvariant() switch
        {
            "0" or "FALSE" => apply(settings, false),
            "1" or "TRUE" => apply(settings, true),
            _ => null,
        });

    /// <summary>A seed: 64 unsigned bits, decimal or 0x hexadecimal.</summary>
    public static SettingDefinition Seed(string name, Func<TestSettings, ulong, TestSettings> apply) =>
        new(name, SettingCatalog.AllScenarios, "a whole number from 0 to 18446744073709551615", (settings, text) =>
        {
            var parsed = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
                : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
            return parsed ? apply(settings, value) : null;
        });

    private static double? Real(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? value : null;

    private static string In(string unit) => unit.Length == 0 ? "" : $" ({unit})";
}
