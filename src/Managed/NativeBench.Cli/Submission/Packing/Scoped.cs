using NativeBench.Cli.Parsing;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>An option's value: for everything, or for what is named before it.</summary>
/// <param name="Which">A folder as typed, its last name, or a benchmark's id (of <c>--system-file</c>: a system's name); null for all.</param>
/// <param name="Value">The value.</param>
internal readonly record struct Scoped<T>(string? Which, T Value);

/// <summary>Reads and looks up <see cref="Scoped{T}"/>.</summary>
internal static class Scoped
{
    /// <summary><c>VALUE</c> or <c>WHICH=VALUE</c>.</summary>
    public static Scoped<string> Value(string option, string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
            return new(null, text);
        return equals > 0 && equals < text.Length - 1 ? new(text[..equals].Trim(), text[(equals + 1)..].Trim())
            : throw new UsageException($"{option} takes VALUE or WHICH=VALUE, WHICH a folder or a benchmark; found '{text}'.");
    }

    /// <summary><c>KEY=VALUE</c> or <c>WHICH:KEY=VALUE</c>.</summary>
    public static Scoped<KeyValuePair<string, string>> Pair(string option, string text, string example)
    {
        var (name, value) = OptionValue.Pair(option, text, example);
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && colon < name.Length - 1 ? new(name[..colon], KeyValuePair.Create(name[(colon + 1)..], value)) : new(null, KeyValuePair.Create(name, value));
    }

    /// <summary>The values that are meant for one of some folders, those for all first.</summary>
    public static IEnumerable<T> For<T>(this IEnumerable<Scoped<T>> values, params IReadOnlyList<PackSource> sources) =>
        values.Where(v => v.Which is null || sources.Any(s => s.IsCalled(v.Which))).OrderBy(static v => v.Which is null ? 0 : 1).Select(static v => v.Value);
}
