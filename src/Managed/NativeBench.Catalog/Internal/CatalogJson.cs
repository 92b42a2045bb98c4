using System.Text.Json;
using System.Text.Json.Serialization;

namespace NativeBench.Catalog.Internal;

// Generated code passes default for what a file leaves out, so the records put the empty value in its place.
/// <summary>The form of a catalog file: snake_case, comments and trailing commas allowed, unknown keys refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(BenchmarkFacts))]
[JsonSerializable(typeof(RoundDefinition))]
internal sealed partial class CatalogJson : JsonSerializerContext;
