using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using NativeBench.Inference;

namespace NativeBench.Catalog;

/// <summary>A benchmark with some parameters of its pipeline set otherwise than its file says.</summary>
public static class PipelineOverrides
{
    // Responses that have parameters.
    private static readonly string[] s_adjustable = ["top1", "boxes", "class-map", "start-end-logits"];

    /// <summary>Sets parameters of the preprocessing.</summary>
    /// <param name="facts">The benchmark.</param>
    /// <param name="values">Parameter and value: a number, numbers with commas between, or a name.</param>
    /// <exception cref="InvalidInputException">The benchmark has no preprocessing.</exception>
    public static BenchmarkFacts WithPreprocessing(this BenchmarkFacts facts, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return facts;
        return facts.Pipeline is { Preprocessing: { } part } pipeline
            ? facts with { Pipeline = pipeline with { Preprocessing = With(part, values) } }
            : throw new InvalidInputException($"'{facts.Id}' has no preprocessing here that could be changed.");
    }

    /// <summary>Sets parameters of what turns outputs into responses.</summary>
    /// <param name="facts">The benchmark.</param>
    /// <param name="values">Parameter and value, as for the preprocessing.</param>
    /// <exception cref="InvalidInputException">The benchmark's responses have no parameters.</exception>
    public static BenchmarkFacts WithResponses(this BenchmarkFacts facts, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            return facts;
        return facts.Pipeline is { Responses: { } part } pipeline && s_adjustable.Contains(PipelineFacts.KindOf(part))
            ? facts with { Pipeline = pipeline with { Responses = With(part, values) } }
            : throw new InvalidInputException($"'{facts.Id}' has no postprocessing here that could be changed.");
    }

    /// <summary>Sets parameters of the metric.</summary>
    public static BenchmarkFacts WithMetric(this BenchmarkFacts facts, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(values);
        return values.Count > 0 && facts.Pipeline is { } pipeline ? facts with { Pipeline = pipeline with { Metric = With(pipeline.Metric, values) } } : facts;
    }

    private static JsonElement With(JsonElement part, IReadOnlyDictionary<string, string> values)
    {
        var changed = JsonObject.Create(part)!;
        foreach (var (name, value) in values)
            changed[name] = Parse(value);
        using var document = JsonDocument.Parse(changed.ToJsonString());
        return document.RootElement.Clone();
    }

    private static JsonNode Parse(string text)
    {
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return number == Math.Floor(number) && Math.Abs(number) < int.MaxValue ? JsonValue.Create((int)number) : JsonValue.Create(number);
        if (text is "true" or "false")
            return JsonValue.Create(text == "true");
        var parts = text.Split(',');
        return parts.Length > 1 && parts.All(static p => double.TryParse(p, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            ? new JsonArray([.. parts.Select(static p => (JsonNode)JsonValue.Create(double.Parse(p, CultureInfo.InvariantCulture)))])
            : JsonValue.Create(text);
    }
}
