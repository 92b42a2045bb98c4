using System.Text;

namespace NativeBench.Results;

/// <summary>Results as a table for a page or a pull request.</summary>
public static class MarkdownExport
{
    /// <summary>A heading and a table a result.</summary>
    public static string Create(IEnumerable<(string Name, ResultDocument Document)> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var text = new StringBuilder();
        foreach (var (name, document) in results)
        {
            text.Append("### ").Append(Escape(document.Benchmark)).Append(" on ").Append(Escape(document.Backend.Name)).Append(document.Emulated ? " (EMULATED)" : "").Append("\n\n");
            text.Append(Escape(name)).Append(", ").Append(document.StartedUtc).Append(", ").Append(Escape(document.RulesNote));
            text.Append(document.SyntheticWeights ? ", synthetic weights" : "").Append(document.SyntheticData ? ", random inputs" : "").Append("\n\n");
            text.Append("| scenario | result | metric | value | 99 % interval | p50 | p90 | p99 | p99.9 |\n| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
            foreach (var run in document.Runs)
                WriteRow(text, run);
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void WriteRow(StringBuilder text, RunData run)
    {
        text.Append("| ").Append(run.Mode == "performance" ? run.Scenario : $"{run.Scenario} {run.Mode}").Append(" | ").Append(RunInsights.Verdict(run));
        if (RunFigures.Of(run) is [var figure, ..])
        {
            var interval = FigureInterval.Of(figure, run);
            text.Append(" | ").Append(Escape(figure.Label)).Append(" | ").Append(Format.Value(figure.Value, figure.Unit)).Append(" | ")
                .Append(interval is null ? "" : $"{Format.Value(interval.Low, figure.Unit)} – {Format.Value(interval.High, figure.Unit)}");
        }
        else
        {
            text.Append(" | | |");
        }

        var latency = run.Mode == "accuracy" ? null : RunFigures.Latency(run);
        foreach (var value in new[] { latency?.P50Ns, latency?.P90Ns, latency?.P99Ns, latency?.P999Ns })
            text.Append(" | ").Append(value is { } ns ? Format.Time(ns) : "");
        text.Append(" |\n");
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
