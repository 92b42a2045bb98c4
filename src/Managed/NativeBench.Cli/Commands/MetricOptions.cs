using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Commands;

/// <summary>What <c>accuracy --metric</c> and <c>--type</c> set: options of the official scripts, by their names without the dashes.</summary>
internal static class MetricOptions
{
    private const string Type = "type";

    // What the scripts call the options that the catalog has shorter names for.
    private static readonly Dictionary<string, string> s_officialNames = new(StringComparer.Ordinal)
    {
        ["dtype"] = Type,
        ["output_dtype"] = Type,
        ["output_transposed"] = "transposed",
    };

    /// <summary>The settings by the metric's own names; a switch alone, such as <c>use_inv_map</c>, is true.</summary>
    public static IReadOnlyDictionary<string, string> Read(IEnumerable<string> texts, string? type)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var (name, value) = text.Contains('=', StringComparison.Ordinal) ? OptionValue.Pair("--metric", text, "use_inv_map=true") : (text.Trim(), "true");
            name = name.TrimStart('-').Replace('-', '_');
            name = s_officialNames.GetValueOrDefault(name, name);
            if (name.Length == 0)
                throw new UsageException($"--metric takes KEY=VALUE, such as use_inv_map=true; found '{text}'.");
            if (!settings.TryAdd(name, value))
                throw new UsageException($"--metric sets {name} twice; say it once.");
        }

        if (type is not null && !settings.TryAdd(Type, type))
            throw new UsageException("--type and --metric type exclude each other; say it once.");
        return settings;
    }
}
