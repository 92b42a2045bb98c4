using System.Globalization;
using System.Text.Json.Nodes;
using NativeBench.Report.Plots;
using NativeBench.Results;

namespace NativeBench.Report;

/// <summary>One run: the answers first, then figures and plots, then what it was set to.</summary>
internal static class RunSection
{
    public static void Write(Html html, ResultDocument document, RunData run, string id, string path)
    {
        html.Raw("<section>\n").Element("h2", run.Mode == "performance" ? run.Scenario : $"{run.Scenario} {run.Mode}");
        html.Raw("<p>").Raw($"<span class=\"{(RunInsights.IsGood(run) ? "good" : RunInsights.IsNotJudged(run) ? "dim" : "bad")}\">").Text(RunInsights.Verdict(run)).Raw("</span> ");
        html.Text(RunInsights.HowFast(run)).Raw("</p>\n");
        if (run.Reason is { } reason)
            html.Element("p", reason, "bad");
        if (RunInsights.Limit(run, document) is { } limit)
            html.Element("p", limit);
        if (RunInsights.OwnShare(run) is { } own)
            html.Element("p", own, "dim");
        html.List(run.Advice, "advice");
        foreach (var assertion in run.Assertions ?? [])
            html.Element("p", $"--assert {assertion.Expression}: {(assertion.Met ? "holds" : "does not hold")}", assertion.Met ? "good" : "bad");
        html.List(run.MeasurementWarnings, "warnings");
        html.List(run.Errors.Distinct().Select(static e => "Error in the log: " + e).Concat(run.Warnings.Distinct().Select(static w => "Warning in the log: " + w)), "warnings");
        WriteFigures(html, run, path);
        WritePlots(html, RunPlots.Of(run, id));
        WriteBatches(html, run);
        WriteEnergy(html, run, path);
        ClassesSection.Write(html, run, id, path);
        WriteSettings(html, run);
        html.Raw("</section>\n");
    }

    public static void WritePlots(Html html, IEnumerable<Plot> plots)
    {
        html.Raw("<div class=\"plots\">\n");
        foreach (var plot in plots)
        {
            html.Raw("<figure><figcaption>").Text(plot.Title).Raw("<span>").Text(plot.Note).Raw("</span></figcaption>").Raw(Legend(plot)).Raw("<div class=\"scroll\">\n")
                .Raw(plot.Svg).Raw("</div></figure>\n");
        }

        html.Raw("</div>\n");
    }

    private static string Legend(Plot plot) => plot.Legend.Length == 0 ? "" : "<p class=\"legend\">" + string.Concat(
        plot.Legend.Select(static l => $"<span style=\"--c:var({l.Colour})\">{Html.Escape(l.Name)}</span>")) + "</p>";

    private static void WriteFigures(Html html, RunData run, string path)
    {
        var figures = RunFigures.Of(run);
        if (figures.Count == 0)
            return;
        html.Raw("<div class=\"scroll\"><table class=\"figures\">\n<tr><th>Figure</th><th class=\"n\">Value</th><th class=\"n\">99 % interval</th><th>Meaning</th></tr>\n");
        foreach (var figure in figures)
        {
            html.Raw("<tr><td>").Text(figure.Label).Raw("</td>").Number(Format.Value(figure.Value, figure.Unit), $"{path}#{figure.Name}", figure.Value);
            html.Number(FigureInterval.Of(figure, run) is { } i ? $"{Format.Value(i.Low, figure.Unit)} – {Format.Value(i.High, figure.Unit)}" : "", label: "99 %:");
            html.Raw("<td>").Text(figure.Meaning).Raw("</td></tr>\n");
        }

        if (run.QueryCount is { } queries)
            html.Raw("<tr><td>queries</td>").Number(Format.Count(queries), path + ".query_count", queries).Raw("<td></td><td>Queries of the measured series.</td></tr>\n");
        if (run.DurationS is { } seconds)
            html.Raw("<tr><td>duration</td>").Number(Format.Time(seconds * 1e9), path + ".duration_s", seconds).Raw("<td></td><td>From its start to the last completion.</td></tr>\n");
        html.Raw("</table></div>\n");
    }

    private static void WriteBatches(Html html, RunData run)
    {
        if (run.Batches is not { Batches: > 0 } batches)
            return;
        var share = batches.BySize.Select(pair => $"{pair.Key}: {Format.Count(pair.Value)}");
        html.Element("p", string.Create(CultureInfo.InvariantCulture, $"{Format.Count(batches.Batches)} batches, {batches.MeanSize:0.##} samples on average; by size: {string.Join(", ", share)}."), "dim");
    }

    private static void WriteEnergy(Html html, RunData run, string path)
    {
        if (run.Energy is not { } energy)
            return;
        if (energy.Sources.Count > 0)
        {
            html.Element("h3", "Energy");
            html.Raw("<div class=\"scroll\"><table>\n<tr><th>Source</th><th class=\"n\">Energy</th><th class=\"n\">Mean power</th><th class=\"n\">Above idle</th><th class=\"n\">Per sample</th><th class=\"n\">Samples per joule</th></tr>\n");
            for (var i = 0; i < energy.Sources.Count; i++)
            {
                var source = energy.Sources[i];
                var at = FormattableString.Invariant($"{path}.energy.sources[{i}]");
                html.Raw("<tr><td>").Text(source.Name).Raw("</td>")
                    .Number($"{Format.Rate(source.EnergyJ)} J", at + ".energy_j", source.EnergyJ)
                    .Number($"{Format.Rate(source.MeanPowerW)} W", at + ".mean_power_w", source.MeanPowerW)
                    .Number(source.EnergyAboveIdleJ is { } above ? $"{Format.Rate(above)} J" : "", at + ".energy_above_idle_j", source.EnergyAboveIdleJ)
                    .Number(source.JoulesPerSample is { } joules ? $"{Format.Rate(joules)} J" : "", at + ".joules_per_sample", source.JoulesPerSample)
                    .Number(source.SamplesPerJoule is { } samples ? Format.Rate(samples) : "", at + ".samples_per_joule", source.SamplesPerJoule)
                    .Raw("</tr>\n");
            }

            html.Raw("</table></div>\n");
        }

        foreach (var missing in energy.NotReadable)
            html.Element("p", "Energy not readable: " + missing, "dim");
    }

    private static void WriteSettings(Html html, RunData run)
    {
        html.Raw("<details><summary>Settings</summary>\n");
        html.Pairs(run.ChosenFromWarmUp.Select(static c => (c.Setting, (string?)$"{c.Value} ({c.Reason})")));
        html.Pairs(Execution(run.Execution));
        html.Pairs(run.SettingsEffective.Select(static p => (p.Key, (string?)Text(p.Value))));
        html.Raw("</details>\n");
    }

    private static IEnumerable<(string Name, string? Value)> Execution(ExecutionData? execution)
    {
        if (execution is null)
            yield break;
        yield return ("batch", execution.Batch.ToString(CultureInfo.InvariantCulture));
        yield return ("instances", execution.Instances.ToString(CultureInfo.InvariantCulture));
        yield return ("threads", execution.Threads.ToString(CultureInfo.InvariantCulture));
        yield return ("batch_delay_us", execution.BatchDelayUs.ToString(CultureInfo.InvariantCulture));
        foreach (var (name, value) in execution.BackendSettings)
            yield return (name, value);
    }

    private static string Text(JsonNode? node) => node?.ToString() ?? "";
}
