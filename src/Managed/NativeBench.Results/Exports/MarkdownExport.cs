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
            WriteRemarks(text, document);
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

    /// <summary>What the table alone would hide: warnings, what to change, and the machine.</summary>
    private static void WriteRemarks(StringBuilder text, ResultDocument document)
    {
        var remarks = document.Warnings.Select(static w => (Where: "", Kind: "warning", Text: w))
            .Concat(document.Runs.SelectMany(static run => run.Advice.Select(a => (run.Scenario, "advice", a))
                .Concat(run.MeasurementWarnings.Select(w => (run.Scenario, "warning", w)))))
            .Distinct().ToArray();
        text.Append('\n');
        foreach (var (where, kind, remark) in remarks)
            text.Append("- ").Append(where.Length > 0 ? where + ", " : "").Append(kind).Append(": ").Append(Escape(remark)).Append('\n');
        if (remarks.Length > 0)
            text.Append('\n');
        var system = document.System;
        var gpus = system.Gpus is { Count: > 0 } all ? ", " + string.Join(", ", all.Select(static g => g.Emulated ? g.Name + " (EMULATED)" : g.Name)) : "";
        text.Append(FormattableString.Invariant($"Machine: {Escape(system.CpuModel ?? "unknown processor")}, {system.CpuLogicalCores} cores{Escape(gpus)}, {Format.Bytes(system.MemoryBytes)}, {Escape(system.Os)}, kernel {Escape(system.Kernel ?? "unknown")}; nativebench {Escape(document.Versions.Nativebench)}\n"));
    }

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
}
