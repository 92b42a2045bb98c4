using System.Globalization;

namespace NativeBench.Cli.Parsing;

/// <summary>Checks the text of an option; what's wrong ends as a <see cref="UsageException"/> that names the option.</summary>
internal static class OptionValue
{
    /// <summary>A whole number of <paramref name="least"/> or more; null stays null.</summary>
    public static int? Count(string option, string? text, int least = 1)
    {
        if (text is null)
            return null;
        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= least
            ? value
            : throw new UsageException($"{option} takes a whole number, {least.ToString(CultureInfo.InvariantCulture)} or more; found '{text}'.");
    }

    /// <summary>A time above 0 in seconds; null stays null.</summary>
    public static TimeSpan? Seconds(string option, string? text)
    {
        if (text is null)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and < 1e9
            ? TimeSpan.FromSeconds(value)
            : throw new UsageException($"{option} takes a number of seconds above 0; found '{text}'.");
    }

    /// <summary>A real number of a range; null stays null.</summary>
    public static double? Number(string option, string? text, double least, double most)
    {
        if (text is null)
            return null;
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option} takes a number from {least} to {most}; found '{text}'."));
    }

    /// <summary>One of a few names; null becomes the first.</summary>
    public static string Choice(string option, string? text, params ReadOnlySpan<string> names)
    {
        if (text is null)
            return names[0];
        foreach (var name in names)
        {
            if (name.Equals(text, StringComparison.OrdinalIgnoreCase))
                return name;
        }

        throw new UsageException($"{option} knows {string.Join(", ", names!)}; found '{text}'.{NearestName.Hint(text, names.ToArray())}");
    }

    /// <summary>The parts of comma-separated lists, given once or several times.</summary>
    public static IReadOnlyList<string> List(IEnumerable<string> texts) =>
        [.. texts.SelectMany(static text => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>NAME=VALUE, cut in two.</summary>
    public static (string Name, string Value) Pair(string option, string text, string example)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && equals < text.Length - 1
            ? (text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw new UsageException($"{option} takes NAME=VALUE, for example {example}; found '{text}'.");
    }
}
