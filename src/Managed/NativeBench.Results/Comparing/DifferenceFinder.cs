using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace NativeBench.Results;

/// <summary>Finds what two results weren't measured alike with.</summary>
internal static class DifferenceFinder
{
    // What a session is made of rather than what it found.
    private static readonly string[] s_session =
        ["status", "benchmark", "rules", "division", "emulated", "synthetic_weights", "synthetic_data", "backend", "versions", "model", "data", "system"];

    private static readonly string[] s_run = ["status", "valid", "execution", "settings_requested", "settings_effective", "gc_count_in_series"];

    // The same model in another place is the same model, and a load average is never the same.
    private static readonly HashSet<string> s_ignored =
        ["model.path", "data.path", "data.description", "backend.reason", "backend.requested", "system.load_average_1min_before"];

    public static IReadOnlyList<ResultDifference> Find(ResultDocument first, ResultDocument second)
    {
        var differences = new List<ResultDifference>();
        var a = JsonSerializer.SerializeToNode(first, ResultJsonContext.Default.ResultDocument)!.AsObject();
        var b = JsonSerializer.SerializeToNode(second, ResultJsonContext.Default.ResultDocument)!.AsObject();
        foreach (var key in s_session)
            Walk("session", key, a[key], b[key], differences);
        AddLoad(differences, first.System, second.System);
        var others = b["runs"]!.AsArray();
        foreach (var run in a["runs"]!.AsArray())
        {
            var other = others.FirstOrDefault(o => Text(o!["scenario"]) == Text(run!["scenario"]) && Text(o["mode"]) == Text(run["mode"]));
            if (other is null)
                continue;
            foreach (var key in s_run)
                Walk($"{Text(run!["scenario"])} {Text(run["mode"])}", key, run[key], other[key], differences);
        }

        return differences;
    }

    private static void Walk(string scope, string path, JsonNode? a, JsonNode? b, List<ResultDifference> differences)
    {
        if (s_ignored.Contains(path))
            return;
        if (a is JsonObject || b is JsonObject)
        {
            var left = a as JsonObject;
            var right = b as JsonObject;
            foreach (var key in (left ?? []).Select(static p => p.Key).Union((right ?? []).Select(static p => p.Key)))
                Walk(scope, $"{path}.{key}", left?[key], right?[key], differences);
        }
        else if (!JsonNode.DeepEquals(a, b))
        {
            differences.Add(new ResultDifference(scope, path, Text(a), Text(b)));
        }
    }

    /// <summary>Load that was there before is worth a line only if it could have mattered.</summary>
    private static void AddLoad(List<ResultDifference> differences, SystemData a, SystemData b)
    {
        const double Matters = 0.25;
        if (a.LoadAverage1MinBefore is { } first && b.LoadAverage1MinBefore is { } second
            && Math.Abs(first - second) > Matters * Math.Max(1, Math.Min(a.CpuLogicalCores, b.CpuLogicalCores)))
        {
            differences.Add(new ResultDifference("session", "system.load_average_1min_before",
                first.ToString(CultureInfo.InvariantCulture), second.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static string Text(JsonNode? node) => node switch
    {
        null => "",
        JsonArray array => string.Join(' ', array.Select(Text)),
        _ => node.ToString(),
    };
}
