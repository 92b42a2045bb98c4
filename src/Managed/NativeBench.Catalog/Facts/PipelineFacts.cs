using System.Collections.Immutable;
using System.Text.Json;

namespace NativeBench.Catalog;

/// <summary>
/// How this program runs a benchmark: which of its parts, with which parameters. Each part is an object with a <c>kind</c>;
/// <c>docs/catalog.md</c> lists kinds and parameters.
/// </summary>
public sealed record PipelineFacts
{
    /// <summary>What reads the dataset's records and ground truth.</summary>
    public JsonElement Reader { get; init; }

    /// <summary>What turns a record into the model's inputs.</summary>
    public JsonElement? Preprocessing { get; init; }

    /// <summary>What turns the model's outputs into the accuracy log's bytes.</summary>
    public JsonElement? Responses { get; init; }

    /// <summary>What turns an accuracy log into figures.</summary>
    public JsonElement Metric { get; init; }

    /// <summary>What runs a sample, where that is more than one inference: sliding-window, transducer, pairs.</summary>
    public JsonElement? Execution { get; init; }

    /// <summary>What <c>--data synthetic</c> makes where that doesn't follow from the preprocessing: image or bell.</summary>
    public JsonElement? Synthetic { get; init; }

    /// <summary>
    /// Parameters that no source gives, so that the values here are this program's choice: <c>responses.max_overlap</c>. Every run says so.
    /// </summary>
    public ImmutableArray<string> Assumed { get => field.IsDefault ? [] : field; init; }

    /// <summary>The kind of a part; null if the part is absent.</summary>
    /// <exception cref="NativeBench.Inference.InvalidInputException">The part has no kind.</exception>
    public static string? KindOf(JsonElement? part) => part switch
    {
        null or { ValueKind: JsonValueKind.Undefined or JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.Object } element when element.TryGetProperty("kind", out var kind) && kind.ValueKind == JsonValueKind.String => kind.GetString(),
        _ => throw new Inference.InvalidInputException($"A part of 'pipeline' is an object with 'kind'; found {part.Value.GetRawText()}."),
    };
}
