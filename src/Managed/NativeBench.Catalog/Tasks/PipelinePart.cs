using System.Text.Json;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// A part of a pipeline with its parameters, as a catalog file gives it. <see cref="RequireAllUsed"/> refuses parameters that the
/// part doesn't have: a misspelt one would otherwise be silently without effect.
/// </summary>
public sealed class PipelinePart
{
    private readonly JsonElement _element;
    private readonly string _where;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal) { "kind" };

    private PipelinePart(JsonElement element, string where, string kind)
    {
        _element = element;
        _where = where;
        Kind = kind;
    }

    /// <summary>Which part it is.</summary>
    public string Kind { get; }

    /// <summary>A benchmark's part: reader, preprocessing, responses, metric, execution or synthetic; its kind is empty if it's absent.</summary>
    public static PipelinePart Of(BenchmarkFacts facts, string name)
    {
        ArgumentNullException.ThrowIfNull(facts);
        var pipeline = facts.Pipeline ?? throw new InvalidInputException($"'{facts.Id}' has no pipeline.");
        var element = name switch
        {
            "reader" => pipeline.Reader,
            "preprocessing" => pipeline.Preprocessing,
            "responses" => pipeline.Responses,
            "metric" => pipeline.Metric,
            "execution" => pipeline.Execution,
            "synthetic" => pipeline.Synthetic,
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
        return new PipelinePart(element ?? default, $"'{facts.Id}', pipeline.{name}", PipelineFacts.KindOf(element) ?? "");
    }

    /// <summary>A text; <paramref name="missing"/> if it's left out.</summary>
    public string Text(string name, string missing) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(name, value, "a text")
        : missing;

    /// <summary>A text that has to be there.</summary>
    public string Text(string name) => Find(name) is null ? throw new InvalidInputException($"{_where}: '{name}' is missing.") : Text(name, "");

    /// <summary>Texts, one alone counting as a list of one; <paramref name="missing"/> if they're left out.</summary>
    public string[] Texts(string name, params string[] missing) => Find(name) switch
    {
        null => missing,
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.GetArrayLength() > 0 && list.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.String) =>
            [.. list.EnumerateArray().Select(static e => e.GetString()!)],
        { } value => throw Wrong(name, value, "a text or a list of texts"),
    };

    /// <summary>A whole number; <paramref name="missing"/> if it's left out.</summary>
    public int Number(string name, int missing) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : throw Wrong(name, value, "a whole number")
        : missing;

    /// <summary>A number; null if it's left out.</summary>
    public double? Real(string name) => Find(name) is { } value
        ? value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw Wrong(name, value, "a number")
        : null;

    /// <summary>True or false; false if it's left out.</summary>
    public bool Flag(string name) => Find(name) is { } value
        && (value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw Wrong(name, value, "true or false"));

    /// <summary>Numbers, one alone counting as a list of one; null if they're left out.</summary>
    public double[]? Reals(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } one => [one.GetDouble()],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(static e => e.ValueKind == JsonValueKind.Number) =>
            [.. list.EnumerateArray().Select(static e => e.GetDouble())],
        { } value => throw Wrong(name, value, "a list of numbers"),
    };

    /// <summary>A group of parameters; null if it's left out.</summary>
    public PipelinePart? Group(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } value => new PipelinePart(value, $"{_where}.{name}", ""),
        { } value => throw Wrong(name, value, "an object"),
    };

    /// <summary>The name as one of a few; the first one if it's left out.</summary>
    public string Choice(string name, params ReadOnlySpan<string> known)
    {
        var text = Text(name, known[0]);
        return known.Contains(text) ? text : throw new InvalidInputException($"{_where}.{name}: found '{text}'; expected one of {string.Join(", ", known!)}.");
    }

    /// <summary>The kind as one of a few.</summary>
    public string RequireKind(params ReadOnlySpan<string> known) =>
        known.Contains(Kind) ? Kind : throw new InvalidInputException(
            Kind.Length == 0 ? $"{_where} is missing; expected one of {string.Join(", ", known!)}." : $"{_where}: there is no '{Kind}' here; expected one of {string.Join(", ", known!)}.");

    /// <summary>Throws if there are parameters that nobody asked for.</summary>
    public void RequireAllUsed()
    {
        if (_element.ValueKind != JsonValueKind.Object)
            return;
        foreach (var property in _element.EnumerateObject())
        {
            if (!_used.Contains(property.Name))
                throw new InvalidInputException($"{_where}: '{Kind}' has no parameter '{property.Name}'; it has {string.Join(", ", _used.Where(static n => n != "kind").Order(StringComparer.Ordinal))}.");
        }
    }

    private JsonElement? Find(string name)
    {
        _used.Add(name);
        return _element.ValueKind == JsonValueKind.Object && _element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private InvalidInputException Wrong(string name, JsonElement found, string expected) =>
        new($"{_where}.{name}: found {found.GetRawText()}; expected {expected}.");
}
