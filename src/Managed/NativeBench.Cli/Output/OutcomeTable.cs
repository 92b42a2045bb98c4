using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Results;
using Spectre.Console;

namespace NativeBench.Cli.Output;

/// <summary>The outcome as people read it: one row a run, then reasons, then where the files are.</summary>
internal static class OutcomeTable
{
    /// <summary>Writes the outcome to standard output.</summary>
    public static void Write(Terminal terminal, SessionRecord session)
    {
        var console = terminal.Rich();
        console.WriteLine(Heading(session));
        if (session.Runs.Any(static r => r.Run.Mode != RunMode.Accuracy))
        {
            console.Write(Performance(session));
            WriteLag(console, session);
        }

        if (session.Runs.Any(static r => r.Run.Mode == RunMode.Accuracy))
            console.Write(Accuracy(session));
        foreach (var run in session.Runs)
        {
            foreach (var advice in run.Advice)
                console.MarkupLineInterpolated($"[yellow]{run.Run}: {advice}[/]");
        }

        WriteAnswers(console, session);
        foreach (var run in session.Runs)
        {
            foreach (var assertion in run.Assertions)
                console.MarkupLineInterpolated($"[{(assertion.Met ? "green" : "red")}]{run.Run}: --assert {assertion.Expression} {(assertion.Met ? "holds" : "DOES NOT HOLD")}: {AssertedValue(assertion)}[/]");
        }

        WriteChoices(console, session);
        WriteWarnings(console, session);

        // That the machine was busy before was said before; here it's said where that wasn't.
        foreach (var warning in session.Warnings.Where(w => session.Request.Quiet || !MachineWarnings.IsOfBefore(w)))
            console.MarkupLineInterpolated($"[yellow]Warning: {warning}[/]");
        foreach (var run in session.Runs)
        {
            foreach (var error in run.Result.Errors.Distinct())
                console.MarkupLineInterpolated($"[yellow]{run.Run}, error in the log: {error}[/]");
            foreach (var warning in run.Result.Warnings.Distinct())
                console.MarkupLineInterpolated($"[yellow]{run.Run}, warning in the log: {warning}[/]");
        }

        if (session.Failure is { } failure)
            console.MarkupLineInterpolated($"[red]{failure}[/]");
        console.WriteLine($"Results: {session.Folder} (report.html shows them)");
    }

    /// <summary>What several runs have in common is said once, with the first one's figures.</summary>
    private static void WriteWarnings(IAnsiConsole console, SessionRecord session)
    {
        var alike = session.Runs
            .SelectMany(static run => run.Warnings.Select(warning => (Run: run.Run.ToString(), Warning: warning)))
            .GroupBy(static w => string.Concat(w.Warning.Where(static c => !char.IsAsciiDigit(c) && c is not ('.' or ','))));
        foreach (var group in alike)
        {
            var (run, warning) = group.First();
            var runs = group.Select(static w => w.Run).Distinct().ToArray();
            var where = runs.Length == 1 ? run : runs.Length == session.Runs.Count ? "all runs" : string.Join(", ", runs);
            var figures = group.All(w => w.Warning == warning) ? "" : $"; figures of {run}";
            console.MarkupLineInterpolated($"[yellow]Warning ({where}{figures}): {warning}[/]");
        }
    }

    /// <summary>How fast, how sure, what limited it, what energy it took: a sentence each.</summary>
    private static void WriteAnswers(IAnsiConsole console, SessionRecord session)
    {
        var document = DocumentBuilder.Build(session);
        foreach (var run in document.Runs)
        {
            if (run.Mode != "accuracy" && RunInsights.HowFast(run) is { } fast)
                console.MarkupLineInterpolated($"[bold]{run.Scenario} {run.Mode}[/]: {fast}");
            if (RunInsights.Goodput(run) is { } good)
                console.WriteLine("  " + good);
            if (LatencySpread.Of(run) is { } spread)
                console.WriteLine("  " + spread);
            if (RunInsights.Limit(run, document) is { } limit)
                console.WriteLine("  " + limit);
            if (RunInsights.OwnShare(run) is { } own)
                console.WriteLine("  " + own);
            if (run.Energy?.Sources is [{ JoulesPerSample: { } joules } source, ..])
                console.WriteLine($"  Energy ({source.Name}): {Units.Rate(source.EnergyJ)} J, {Units.Rate(joules)} J a sample, idle included.");
        }
    }

    private static void WriteChoices(IAnsiConsole console, SessionRecord session)
    {
        if (session.Runs.All(static r => r.Choices.Count == 0))
            return;
        console.WriteLine($"Chosen from the warm-up ({session.Request.Rules.Name} rules; --set overrides):");
        foreach (var run in session.Runs)
        {
            foreach (var choice in run.Choices)
                console.WriteLine($"  {choice.Setting} = {choice.Value} ({choice.Reason})");
        }
    }

    private static string Heading(SessionRecord session)
    {
        var marks = session.Status switch
        {
            SessionStatus.Interrupted => " INTERRUPTED: what follows is what was measured until then.",
            SessionStatus.Failed => " INCOMPLETE: what follows is what was measured before it failed.",
            _ => "",
        };
        var backend = session.Workload.Backend;
        var reason = backend.Requested == "auto" ? $" (chosen: {backend.Reason})" : backend.Name == "null" ? " (computes nothing: LoadGen's own speed, no system's)" : "";
        var emulated = backend.IsEmulated ? " (EMULATED: no GPU computed this, and its times mean nothing)" : "";
        var weights = session.Workload.Model?.WeightsNote is { } note ? $" ({note})" : "";
        return $"{session.Workload.Name}{weights} on {backend.Name}{emulated}{reason}, {session.Request.Rules.Note}, {session.Request.Division} division.{marks}";
    }

    private static Table Performance(SessionRecord session)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var column in new[] { "Scenario", "Metric", "Value", "p50", "p90", "p99", "p99.9", "Result" })
            table.AddColumn(column is "Scenario" or "Metric" or "Result" ? new TableColumn(column) : new TableColumn(column).RightAligned());
        foreach (var run in session.Runs)
        {
            if (run.Run.Mode == RunMode.Accuracy)
                continue;
            var name = run.Run.Mode == RunMode.FindPeak ? run.Run.ToString() : run.Run.Scenario.ToString();
            if (run.Result.Performance is not { } result)
            {
                table.AddRow(name, "", "", "", "", "", "", Markup.Escape(run.Result.Outcome.ToString().ToUpperInvariant()));
                continue;
            }

            var metric = Metric.Of(run.Run.Scenario, result);
            var latency = run.Run.Scenario is TestScenario.MultiStream or TestScenario.MultiStreamFixedInterval ? result.QueryLatency : result.SampleLatency;
            table.AddRow(
                name, metric.Label, metric.Text, Units.Time(latency.P50Ns), Units.Time(latency.P90Ns),
                Units.Time(latency.P99Ns), Units.Time(latency.P999Ns), Verdict(run));
        }

        return table;
    }

    /// <summary>How late LoadGen itself was; part of every Server latency.</summary>
    private static void WriteLag(IAnsiConsole console, SessionRecord session)
    {
        foreach (var run in session.Runs)
        {
            if (run.Run is { Mode: RunMode.Performance, Scenario: TestScenario.Server } && run.Result.Performance is { IssueLag: { Count: > 0 } lag })
            {
                console.WriteLine(
                    $"Server issue lag (issued later than scheduled): p50 {Units.Time(lag.P50Ns)}, p99 {Units.Time(lag.P99Ns)}, p99.9 {Units.Time(lag.P999Ns)}, max {Units.Time(lag.MaxNs)}");
            }
        }
    }

    private static Table Accuracy(SessionRecord session)
    {
        var table = new Table { Border = TableBorder.Simple };
        var metrics = session.Runs.Select(static r => r.Accuracy?.Metric).OfType<string>().Distinct().ToArray();
        foreach (var name in new[] { "Accuracy", "Correct", metrics is [var only] ? AccuracyText.Name(only) : "Quality", "Target", "Result" })
            table.AddColumn(name);
        foreach (var run in session.Runs)
        {
            if (run.Run.Mode != RunMode.Accuracy)
                continue;
            var score = run.Accuracy;
            table.AddRow(
                run.Run.Scenario.ToString(),
                score is null ? "" : AccuracyText.Counted(score),
                score is null ? "" : AccuracyText.Value(score.Quality.Main),
                score is null ? "none" : AccuracyText.Target(score),
                Verdict(run));
        }

        return table;
    }

    private static string AssertedValue(AssertionData assertion) =>
        assertion.Value is { } value ? Comparing.FigureText.Value(value, assertion.Unit) : "this run has no such figure";

    private static string Colored(string verdict) => verdict switch { "reached" => "[green]reached[/]", "MISSED" => "[red]MISSED[/]", _ => Markup.Escape(verdict) };

    private static string Verdict(RunRecord run)
    {
        if (run.Result.Outcome != TestOutcome.Completed)
            return $"[red]{run.Result.Outcome.ToString().ToUpperInvariant()}[/]";
        if (run.Run.Mode == RunMode.Accuracy)
            return run.IsWiringOnly ? "wiring only: no accuracy" : run.Accuracy is { } score ? Colored(AccuracyText.Verdict(score)) : "done";
        return run.IsValid ? "[green]VALID[/]" : "[red]INVALID[/]";
    }
}
