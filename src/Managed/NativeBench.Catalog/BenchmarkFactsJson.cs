using System.Text.Json;
using NativeBench.Catalog.Internal;

namespace NativeBench.Catalog;

/// <summary>Writes facts in the form of a catalog file.</summary>
public static class BenchmarkFactsJson
{
    /// <summary>Writes one benchmark as an object.</summary>
    public static void Write(Utf8JsonWriter json, BenchmarkFacts facts) =>
        JsonSerializer.Serialize(json, facts, CatalogJson.Default.BenchmarkFacts);
}
