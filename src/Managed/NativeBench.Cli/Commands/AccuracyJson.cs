using NativeBench.Catalog;
using NativeBench.Cli.Output;
using NativeBench.Cli.Workloads;

namespace NativeBench.Cli.Commands;

/// <summary><c>accuracy --json</c>.</summary>
internal static class AccuracyJson
{
    public static string Write(BenchmarkFacts facts, AccuracyScore score, IReadOnlyDictionary<string, string> settings) => JsonText.Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("benchmark", facts.Id);
        json.WriteString("metric", score.Metric);
        json.WriteStartObject("metric_options");
        foreach (var (name, value) in settings)
            json.WriteString(name, value);
        json.WriteEndObject();
        json.WriteNumber("sample_count", score.Total);
        if (score.Correct is { } correct)
            json.WriteNumber("correct", correct);
        json.WriteNumber("repeated_entries", score.Quality.Repeats);
        json.WriteStartArray("figures");
        foreach (var figure in score.Quality.Figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            json.WriteNumber("value", figure.Value);
            json.WriteString("unit", figure.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("targets");
        foreach (var verdict in score.Targets)
        {
            json.WriteStartObject();
            json.WriteString("figure", verdict.Target.Figure);
            if (verdict.Value is { } value)
                json.WriteNumber("value", value);
            if (verdict.Target.Threshold is { } threshold)
                json.WriteNumber("threshold", threshold);
            if (verdict.Target.Upper is { } upper)
                json.WriteNumber("upper", upper);
            json.WriteString("unit", verdict.Unit);
            json.WriteBoolean("met", score.NotJudged is null && verdict.IsMet);
            json.WriteBoolean("decides", verdict.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteBoolean("target_met", score.TargetMet);
        if (score.NotJudged is { } part)
            json.WriteString("not_judged", part);
        json.WriteString("official_line", score.Quality.OfficialLine);
        json.WriteStartArray("warnings");
        foreach (var doubt in AccuracyText.Doubts(score, facts))
            json.WriteStringValue(doubt);
        json.WriteEndArray();
        json.WriteEndObject();
    });
}
