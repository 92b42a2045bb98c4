using NativeBench.Report.Plots;
using NativeBench.Results;

namespace NativeBench.Report;

/// <summary>A search for the best plan: what was tried, what won, and latency against rate.</summary>
internal static class TuningSection
{
    private const int MostPlans = 20;

    public static void Write(Html html, ReportedTuning tuning, int index)
    {
        var file = tuning.File;
        html.Raw("<header>\n").Element("h1", $"Tuning of {file.Benchmark} on {file.Backend}");
        html.Element("p", string.Join(" · ", new[] { tuning.Name, file.CpuModel, file.Weights }.Where(static t => !string.IsNullOrEmpty(t))), "dim");
        if (file.Status != "completed")
            html.Raw("<span class=\"mark strong\">").Text(file.Status.ToUpperInvariant()).Raw("</span>");
        html.Raw("\n</header>\n");
        for (var i = 0; i < file.Scenarios.Count; i++)
            Write(html, file.Scenarios[i], FormattableString.Invariant($"t{index}-{i}"));
        html.Element("h2", "Made with").Pairs([("Command", string.Join(' ', file.CommandLine))]);
    }

    private static void Write(Html html, TunedScenario scenario, string id)
    {
        html.Raw("<section>\n").Element("h2", scenario.Scenario);
        if (scenario.TargetQps is { } rate)
        {
            html.Element("p", $"The highest rate that is VALID: {Format.Rate(rate)} queries/s"
                + (scenario.BoundNs is { } bound ? $", with 99 % within {Format.Time(bound)}." : "."), "good");
        }
        else if (scenario.BoundNs is not null)
        {
            html.Element("p", "No rate that was tried is VALID.", "bad");
        }

        if (RateLatencyPlot.Of(scenario.Rates, id, scenario.BoundNs) is { } plot)
            RunSection.WritePlots(html, [plot]);
        html.Element("h3", scenario.Plans.Count > MostPlans ? FormattableString.Invariant($"The best {MostPlans} of {scenario.Plans.Count} plans") : "Plans, the best first");
        html.Raw("<div class=\"scroll\"><table>\n<tr><th>Plan</th><th class=\"n\">").Text(scenario.ScoreUnit).Raw("</th><th></th></tr>\n");
        foreach (var plan in scenario.Plans.Take(MostPlans))
        {
            html.Raw("<tr><td>").Text(plan.Settings).Raw("</td>").Number(plan.Score is { } score ? Format.Rate(score) : "").Raw("<td>")
                .Text(plan.Failure ?? (plan.IsWinner ? "the best" : plan.IsStandard ? "without tuning" : "")).Raw("</td></tr>\n");
        }

        html.Raw("</table></div>\n</section>\n");
    }
}
