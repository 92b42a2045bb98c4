using System.Text.Json;

namespace NativeBench.Tests.Datasets;

/// <summary>Results of independent implementations (scripts/reference).</summary>
internal static class GoldenData
{
    public static string PathOf(string name) => RepositoryRoot.Combine("tests", "golden", "datasets", name);

    public static JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(PathOf(name)));
        return document.RootElement.Clone();
    }

    public static double[] Numbers(this JsonElement list) => [.. list.EnumerateArray().Select(static v => v.GetDouble())];
}
