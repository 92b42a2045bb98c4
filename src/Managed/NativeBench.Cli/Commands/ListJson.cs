using NativeBench.Catalog;
using NativeBench.Cli.Run;

namespace NativeBench.Cli.Commands;

/// <summary><c>list --json</c>: what most programs want to know of a benchmark, then all facts of its catalog file.</summary>
internal static class ListJson
{
    public static string Write(IEnumerable<BenchmarkFacts> benchmarks, LocalStore store, string? round) => JsonText.Write(json =>
    {
        json.WriteStartArray();
        foreach (var benchmark in benchmarks)
        {
            var presence = store.Look(benchmark);
            var target = benchmark.Quality.Targets.FirstOrDefault(t => round is null || t.Round is null || t.Round == round);
            json.WriteStartObject();
            json.WriteString("id", benchmark.Id);
            json.WriteString("title", benchmark.Title);
            json.WriteString("model", benchmark.Model.Name);
            json.WriteString("dataset", benchmark.Dataset.Name);
            json.WriteString("quality_metric", benchmark.Quality.Metric);
            json.WriteString("quality_unit", benchmark.Quality.Unit);
            WriteNumberOrNull("quality_target", target?.Threshold);
            WriteNumberOrNull("quality_target_percent", benchmark.Quality.Unit == "percent" ? target?.Threshold : target?.Threshold * 100);
            WriteNumberOrNull("server_target_latency_ns", ServerBoundNs(benchmark, round));
            json.WriteBoolean("runnable", benchmark.NotRunnable is null);
            json.WriteBoolean("present", presence.IsComplete && benchmark.NotRunnable is null);
            json.WriteString("presence", BenchmarkText.Presence(benchmark, presence));
            json.WriteString("model_path", presence.ModelPath);
            json.WriteString("data_path", presence.DataFolder);
            json.WriteStartArray("missing");
            foreach (var missing in presence.Missing)
                json.WriteStringValue(missing);
            json.WriteEndArray();
            json.WriteString("command", BenchmarkText.Command(benchmark, presence));
            json.WritePropertyName("facts");
            BenchmarkFactsJson.Write(json, benchmark);
            json.WriteEndObject();
        }

        json.WriteEndArray();

        void WriteNumberOrNull(string name, double? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
            else
                json.WriteNull(name);
        }
    });

    /// <summary>The round's bound of Server; without a round LoadGen's default for benchmarks that no round knows.</summary>
    private static double? ServerBoundNs(BenchmarkFacts benchmark, string? round)
    {
        if (benchmark.Rounds.IsEmpty)
            return QuickEstimator.DefaultServerBoundNs;
        var rounds = round is null ? benchmark.Rounds.Values.Reverse() : [benchmark.Rounds[round]];
        return rounds.Select(static r => r.Scenarios.GetValueOrDefault("Server")?.LatencyBoundMs).FirstOrDefault(static b => b is not null) * 1e6;
    }
}
