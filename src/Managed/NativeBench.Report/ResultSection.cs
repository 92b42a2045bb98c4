using NativeBench.Results;

namespace NativeBench.Report;

/// <summary>One result: what it is, its runs, and what it was measured with.</summary>
internal static class ResultSection
{
    public static void Write(Html html, ReportedResult result, int index, bool several)
    {
        var document = result.Document;
        html.Raw("<header>\n").Element("h1", $"{document.Benchmark} on {document.Backend.Name}");
        if (several)
            html.Element("p", result.Name, "dim");
        html.Element("p", $"{HtmlReport.Date(document.StartedUtc)} · {document.RulesNote} · {document.Division} division", "dim");
        foreach (var (text, strong) in Marks(document))
            html.Raw(strong ? "<span class=\"mark strong\">" : "<span class=\"mark\">").Text(text).Raw("</span>");
        html.Raw("\n</header>\n");
        if (document.Failure is { } failure)
            html.Raw("<p class=\"bad\">").Text(failure).Raw("</p>\n");
        WriteSummary(html, document, index);
        html.List(document.Warnings, "warnings");
        for (var i = 0; i < document.Runs.Count; i++)
            RunSection.Write(html, document, document.Runs[i], FormattableString.Invariant($"r{index}-{i}"), FormattableString.Invariant($"{index}:runs[{i}]"));
        WriteSubject(html, document);
    }

    private static IEnumerable<(string Text, bool Strong)> Marks(ResultDocument document)
    {
        if (document.Emulated)
            yield return ("EMULATED: a stand-in for hardware; nothing here is a result", true);
        if (!document.Backend.Computes)
            yield return ("computes nothing: the load generator's own speed", true);
        if (document.SyntheticWeights)
            yield return ("synthetic weights: speed only", true);
        if (document.SyntheticData)
            yield return ("random inputs", false);
        if (document.Status != "completed")
            yield return (document.Status.ToUpperInvariant(), true);
        if (document.Versions.DebugBuild)
            yield return ("debug build", true);
        if (document.Rules == "quick")
            yield return ("not an MLPerf result", false);
    }

    private static void WriteSummary(Html html, ResultDocument document, int index)
    {
        html.Raw("<div class=\"scroll\"><table class=\"summary\">\n<tr><th>Scenario</th><th>Result</th><th>Metric</th><th class=\"n\">Value</th><th class=\"n\">p50</th><th class=\"n\">p90</th><th class=\"n\">p99</th><th class=\"n\">p99.9</th></tr>\n");
        for (var i = 0; i < document.Runs.Count; i++)
        {
            var run = document.Runs[i];
            var path = FormattableString.Invariant($"{index}:runs[{i}]");
            html.Raw("<tr><td>").Text(run.Mode == "performance" ? run.Scenario : $"{run.Scenario} {run.Mode}").Raw("</td>");
            html.Raw($"<td class=\"{(RunInsights.IsGood(run) ? "good" : RunInsights.IsNotJudged(run) ? "dim" : "bad")}\">").Text(RunInsights.Verdict(run)).Raw("</td>");
            if (RunFigures.Of(run) is [var figure, ..])
                html.Raw("<td>").Text(figure.Label).Raw("</td>").Number(Format.Value(figure.Value, figure.Unit), Path(run, path), figure.Value);
            else
                html.Raw("<td></td><td></td>");
            if (RunFigures.Latency(run) is { } latency && run.Mode != "accuracy")
            {
                var group = run.QueryLatency is null ? "sample_latency" : "query_latency";
                html.Number(Format.Time(latency.P50Ns), $"{path}.{group}.p50_ns", latency.P50Ns, "p50")
                    .Number(Format.Time(latency.P90Ns), $"{path}.{group}.p90_ns", latency.P90Ns, "p90")
                    .Number(Format.Time(latency.P99Ns), $"{path}.{group}.p99_ns", latency.P99Ns, "p99")
                    .Number(Format.Time(latency.P999Ns), $"{path}.{group}.p99_9_ns", latency.P999Ns, "p99.9");
            }
            else
            {
                html.Raw("<td></td><td></td><td></td><td></td>");
            }

            html.Raw("</tr>\n");
        }

        html.Raw("</table></div>\n");
    }

    private static string Path(RunData run, string path) => run.Accuracy is null ? path + ".metric.value" : path + ".accuracy.percent";

    private static void WriteSubject(Html html, ResultDocument document)
    {
        var system = document.System;
        html.Element("h2", "Measured with");
        html.Pairs(
        [
            ("Command", string.Join(' ', document.CommandLine.Select(Quoted))),
            ("Model", document.Model?.Path),
            ("Model SHA-256", document.Model?.Sha256),
            ("Model inputs", document.Model is { } model ? string.Join("; ", model.Inputs) : null),
            ("Weights", document.Model?.Weights),
            ("Data", document.Data.Description),
            ("Data SHA-256", document.Data.Sha256),
            ("Backend", $"{document.Versions.Backend ?? document.Backend.Name} ({document.Backend.Reason})"),
            ("nativebench", document.Versions.Nativebench),
            ("LoadGen", $"{document.Versions.Loadgen}, behaves as {document.Versions.LoadgenBehavesAs}"),
            (".NET", document.Versions.Dotnet),
            ("CPU", system.CpuModel),
            ("Cores", FormattableString.Invariant($"{system.CpuLogicalCores} usable") + (system.CpuPhysicalCores is { } cores ? FormattableString.Invariant($", {cores} physical") : "") + (system.NumaNodes is { } nodes ? FormattableString.Invariant($", {nodes} NUMA node(s)") : "")),
            ("CPU features", system.CpuFlags is { } flags ? string.Join(' ', flags) : null),
            ("Governor", system.CpuGovernor),
            ("Memory", Format.Bytes(system.MemoryBytes)),
            ("Container limits", Limits(system)),
            ("System", $"{system.Os}, kernel {system.Kernel}, {system.Architecture}{(system.VirtualMachine == true ? ", virtual machine" : "")}"),
            ("Load before", system.LoadAverage1MinBefore?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("GPUs", system.Gpus is { Count: > 0 } gpus ? string.Join("; ", gpus.Select(Gpu)) : null),
        ]);
    }

    private static string Gpu(GpuData gpu) => string.Join(", ", new[]
    {
        gpu.Emulated ? gpu.Name + " (EMULATED)" : gpu.Name,
        gpu.MemoryBytes is { } bytes ? Format.Bytes(bytes) : null,
        gpu.ComputeCapability is { } capability ? "compute capability " + capability : null,
        gpu.PowerLimitW is { } limit ? FormattableString.Invariant($"at most {limit:0} W") : null,
        gpu.Driver is { } driver ? "driver " + driver : null,
        gpu.Cuda is { } cuda ? "CUDA " + cuda : null,
        gpu.TensorRt is { } tensorRt ? "TensorRT " + tensorRt : null,
    }.OfType<string>());

    private static string? Limits(SystemData system) => (system.ContainerCpuLimit, system.ContainerMemoryLimitBytes) switch
    {
        (null, null) => null,
        var (cpu, memory) => string.Join(", ", new[] { cpu is { } c ? FormattableString.Invariant($"{c:0.##} processors") : null, memory is { } m ? Format.Bytes(m) : null }.OfType<string>()),
    };

    private static string Quoted(string argument) => argument.Any(static c => char.IsWhiteSpace(c) || c is '\'' or '"' or '<' or '>' or '*') ? $"'{argument}'" : argument;
}
