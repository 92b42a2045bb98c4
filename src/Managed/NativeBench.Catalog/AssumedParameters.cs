using System.Text.Json;

namespace NativeBench.Catalog;

/// <summary>
/// Parameters of a pipeline that no source gives. Something has to be in their place for the benchmark to run; whatever is, a result
/// names it, since another choice may give another accuracy.
/// </summary>
public static class AssumedParameters
{
    /// <summary>Whether a parameter is one of them.</summary>
    /// <param name="facts">The benchmark.</param>
    /// <param name="part">preprocessing, responses, ….</param>
    /// <param name="name">The parameter.</param>
    public static bool Has(BenchmarkFacts facts, string part, string name)
    {
        ArgumentNullException.ThrowIfNull(facts);
        return facts.Pipeline is { } pipeline && pipeline.Assumed.Contains($"{part}.{name}");
    }

    /// <summary>The sentence about them with the values that are used; null for a benchmark without any.</summary>
    /// <param name="facts">The benchmark, with what the user set.</param>
    public static string? Sentence(BenchmarkFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (facts.Pipeline is not { Assumed: { IsEmpty: false } assumed } pipeline)
            return null;
        var parts = assumed.Select(static path => path.Split('.', 2)).GroupBy(static p => p[0])
            .Select(part => $"{part.Key}: {string.Join(", ", part.Select(p => $"{p[1]} = {Value(pipeline, p[0], p[1])}"))}");
        return $"Not given by the catalog's sources; used for '{facts.Id}': {string.Join("; ", parts)}.";
    }

    private static string Value(PipelineFacts pipeline, string part, string name)
    {
        JsonElement? element = part switch
        {
            "reader" => pipeline.Reader,
            "preprocessing" => pipeline.Preprocessing,
            "responses" => pipeline.Responses,
            "metric" => pipeline.Metric,
            "execution" => pipeline.Execution,
            _ => null,
        };
        return element is { ValueKind: JsonValueKind.Object } found && found.TryGetProperty(name, out var value) ? value.ToString() : "the program's default";
    }
}
