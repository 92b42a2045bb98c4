using System.Collections.Immutable;

namespace NativeBench.Inference;

/// <summary>
/// A backend's own options as text, <c>--backend-option KEY=VALUE</c>: the backend knows what they mean. Immutable, ordered by
/// key, equal when all keys and values are.
/// </summary>
public sealed class BackendOptions : IEquatable<BackendOptions>
{
    private BackendOptions(ImmutableSortedDictionary<string, string> values) => Values = values;

    /// <summary>No option at all.</summary>
    public static BackendOptions None { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <summary>Keys and values, ordered by key.</summary>
    public ImmutableSortedDictionary<string, string> Values { get; }

    /// <summary>The value of a key, or null.</summary>
    public string? this[string key] => Values.GetValueOrDefault(key);

    /// <summary>The options of key and value pairs; the last of equal keys counts.</summary>
    public static BackendOptions From(IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return None.With(values);
    }

    /// <summary>These options with one more, or another value.</summary>
    public BackendOptions With(string key, string value) => new(Values.SetItem(key, value));

    /// <summary>These options with others put over them.</summary>
    public BackendOptions With(IEnumerable<KeyValuePair<string, string>> values) => new(Values.SetItems(values));

    /// <inheritdoc/>
    public bool Equals(BackendOptions? other) => other is not null && Values.SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BackendOptions);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var (key, value) in Values)
        {
            hash.Add(key, StringComparer.Ordinal);
            hash.Add(value, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }

    /// <summary>As the command line writes them, <c>a=1 b=2</c>.</summary>
    public override string ToString() => string.Join(' ', Values.Select(static pair => $"{pair.Key}={pair.Value}"));
}
