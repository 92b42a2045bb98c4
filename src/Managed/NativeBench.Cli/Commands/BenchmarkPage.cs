using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Catalog;

namespace NativeBench.Cli.Commands;

/// <summary>Everything that the catalog knows of one benchmark, as plain text with its sources.</summary>
internal static class BenchmarkPage
{
    public static void Write(TextWriter output, BenchmarkFacts facts, LocalStore store, string? file)
    {
        var presence = store.Look(facts);
        output.WriteLine($"{facts.Id}: {facts.Title}");
        Line("suites", facts.Suites.IsEmpty ? "none" : string.Join("; ", facts.Suites));
        Line("status", facts.Status);
        Line("catalog file", file);
        Line("on this machine", BenchmarkText.Presence(facts, presence));
        Line("model file", presence.ModelPath);
        Line("data", presence.DataFolder);
        Line("get the rest", BenchmarkText.Command(facts, presence));
        Line("note", facts.Note);
        Head("Model", facts.Model.Source);
        Line("name", facts.Model.Name);
        foreach (var item in facts.Model.Files)
            WriteFile(item, store.ModelFolder(facts.Id));
        foreach (var network in facts.Model.Networks)
            Line("network", $"{network.Name}: {network.File} in {store.ModelFolder(facts.Id)}, or in the folder that --model names");
        Line("about ONNX", facts.Model.OnnxNote);
        Line("synthetic weights", facts.Model.SyntheticNote);
        foreach (var (name, tensors) in new[] { ("input", facts.Inputs), ("output", facts.Outputs) })
        {
            foreach (var tensor in tensors)
                Line(name, string.Join(", ", new[] { tensor.Name ?? "name unknown", tensor.Type, tensor.Shape, tensor.Layout, tensor.Note }.OfType<string>()));
        }

        Head("Dataset", facts.Dataset.Source);
        Line("name", BenchmarkText.Dataset(facts));
        Line("licence", facts.Dataset.Licence);
        Line("layout", facts.Dataset.Layout);
        foreach (var item in facts.Dataset.Files)
            WriteFile(item, store.DataFolder(facts.Id));
        Steps(facts.Dataset.Steps);
        foreach (var (name, processing) in new[] { ("Preprocessing", facts.Preprocessing), ("Postprocessing", facts.Postprocessing) })
        {
            if (processing is null)
                continue;
            Head(name, processing.Source);
            Steps(processing.Steps);
            Line("alternatives", processing.Alternatives);
        }

        Head("Accuracy log", facts.AccuracyLog?.Source ?? []);
        Line("type", facts.AccuracyLog?.Type);
        Line("fields", facts.AccuracyLog?.Fields);
        Head("Quality", facts.Quality.Source);
        Line("metric", facts.Quality.MetricText ?? facts.Quality.Metric);
        foreach (var target in facts.Quality.Targets)
            Line("target", BenchmarkText.Target(target, facts.Quality));
        Line("note", facts.Quality.Note);
        Head("Sample library", facts.Qsl.Source);
        Line("performance samples", Count(facts.Qsl.PerformanceSampleCount));
        Line("samples", Count(facts.Qsl.TotalSampleCount));
        foreach (var (name, round) in facts.Rounds)
            WriteRound(name, round);
        if (facts.Unknown.Length > 0 || AssumedParameters.Sentence(facts) is not null)
        {
            Head("Unknown", []);
            Steps(facts.Unknown);
            Line("chosen here", AssumedParameters.Sentence(facts));
        }

        void Line(string name, string? value)
        {
            if (value is not null)
                output.WriteLine($"  {name}: {value}");
        }

        void Head(string name, ImmutableArray<string> source) =>
            output.WriteLine($"{name}{(source.IsEmpty ? "" : $"  [{string.Join("; ", source)}]")}");

        void Steps(ImmutableArray<string> steps)
        {
            for (var i = 0; i < steps.Length; i++)
                output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {i + 1}. {steps[i]}"));
        }

        void WriteFile(CatalogFile item, string folder)
        {
            var here = LocalStore.IsHere(folder, item) ? "present" : null;
            Line("file", string.Join(", ", new[]
            {
                item.File ?? "name unknown", item.Format, item.Precision, item.SizeText, item.Url ?? item.Page ?? "address unknown",
                item.Sha256 is { } sha ? "sha256 " + sha : item.Md5 is { } md5 ? "md5 " + md5 : "checksum unknown",
                item.Default ? "default" : null, item.Note, here,
            }.OfType<string>()));
        }

        void WriteRound(string name, RoundFacts round)
        {
            Head("Round " + name, round.Source);
            Line("not in the suite", round.NotInSuite);
            foreach (var (scenario, constraints) in round.Scenarios)
                Line(scenario, Constraints(constraints));
            foreach (var (kind, required) in round.RequiredScenarios)
                Line($"required ({kind})", string.Join(", ", required.Select(static group => string.Join(" or ", group))));
            Line("compliance", round.ComplianceTests.IsEmpty ? null : string.Join(", ", round.ComplianceTests));
            Line("compliance note", round.ComplianceNote);
            Line("note", round.Note);
        }
    }

    private static string Count(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "unknown";

    private static string Constraints(ScenarioConstraints c)
    {
        var parts = new List<string>();
        Add("min_duration", c.MinDurationMs, " ms");
        Add("min_query_count", c.MinQueryCount, "");
        Add("min samples", c.MinSampleCount, "");
        Add("percentile", c.Percentile, "");
        Add("samples_per_query", c.SamplesPerQuery, "");
        Add("latency bound", c.LatencyBoundMs, " ms");
        Add("first token", c.TtftMs, " ms");
        Add("token", c.TpotMs, " ms");
        if (c.Note is not null)
            parts.Add(c.Note);
        return parts.Count == 0 ? "no constraints known" : string.Join(", ", parts);

        void Add(string name, double? value, string unit)
        {
            if (value is { } number)
                parts.Add($"{name} {BenchmarkText.Number(number)}{unit}");
        }
    }
}
