using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Results;

namespace NativeBench.Cli.Comparing;

/// <summary>Comparisons as a program reads them.</summary>
internal static class CompareJson
{
    public static void Write(Utf8JsonWriter json, IReadOnlyList<NamedComparison> comparisons)
    {
        json.WriteStartArray();
        foreach (var named in comparisons)
        {
            json.WriteStartObject();
            json.WriteString("first", named.First);
            json.WriteString("second", named.Second);
            json.WriteStartArray("differences");
            foreach (var difference in named.Comparison.Differences)
            {
                json.WriteStartObject();
                json.WriteString("scope", difference.Scope);
                json.WriteString("name", difference.Name);
                json.WriteString("first", difference.First);
                json.WriteString("second", difference.Second);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("runs");
            foreach (var run in named.Comparison.Runs)
                WriteRun(json, run);
            json.WriteEndArray();
            ResultJson.WriteStrings(json, "unmatched", named.Comparison.Unmatched);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter json, ComparedRun run)
    {
        json.WriteStartObject();
        json.WriteString("scenario", run.Scenario);
        json.WriteString("mode", run.Mode);
        json.WriteString("verdict", Name(run.Headline?.Verdict ?? ComparisonVerdict.CannotTell));
        ResultJson.WriteStringOrNull(json, "verdict_figure", run.Headline?.Name);
        json.WriteString("sentence", FigureText.Sentence(run));
        json.WriteBoolean("first_met", run.Met.First);
        json.WriteBoolean("second_met", run.Met.Second);
        json.WriteNumber("pairs", run.Pairs);
        json.WriteStartArray("figures");
        foreach (var figure in run.Figures)
        {
            json.WriteStartObject();
            json.WriteString("name", figure.Name);
            json.WriteString("unit", figure.Unit);
            ResultJson.WriteNumberOrNull(json, "first", figure.First);
            ResultJson.WriteNumberOrNull(json, "second", figure.Second);
            ResultJson.WriteNumberOrNull(json, "ratio", figure.Ratio);
            ResultJson.WriteNumberOrNull(json, "ratio_low", figure.Interval?.Low);
            ResultJson.WriteNumberOrNull(json, "ratio_high", figure.Interval?.High);
            json.WriteNumber("confidence", RatioInterval.Confidence);
            json.WriteBoolean("higher_is_better", figure.HigherIsBetter);
            json.WriteString("verdict", Name(figure.Verdict));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Name(ComparisonVerdict verdict) => verdict switch
    {
        ComparisonVerdict.Faster => "faster",
        ComparisonVerdict.Slower => "slower",
        ComparisonVerdict.NoDifference => "no_difference",
        _ => "cannot_tell",
    };
}
