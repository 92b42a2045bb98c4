using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.Cli.Plans;
using NativeBench.LoadGen;
using Spectre.Console;

namespace NativeBench.Cli.Tune;

/// <summary>The outcome of a search: three lines and a table, or JSON.</summary>
internal sealed class TuneOutput(TuneRecord record)
{
    public void Write(Terminal terminal)
    {
        if (record.Request.Json)
        {
            terminal.Out.WriteLine(JsonText.Write(new TuneJson(record).Write));
            if (record.Failure is { } failure)
                terminal.Log(failure);
            return;
        }

        WriteText(terminal.Rich());
    }

    private void WriteText(IAnsiConsole console)
    {
        var weights = record.WeightsNote is { } note ? $" ({note})" : "";
        var marks = record.IsInterrupted ? " INTERRUPTED: the best until then." : record.Failure is not null ? " INCOMPLETE." : "";
        console.WriteLine($"{record.Subject}{weights} on {record.File.Backend}, {record.Request.Run.Rules.Note}, {Units.Seconds(record.Seconds)}.{marks}");
        console.WriteLine();
        console.WriteLine(Found());
        console.WriteLine(Sure());
        console.WriteLine($"To use it: nativebench run {Subject()}--plan {Path.Combine(record.Folder, "plan.json")} --user-conf {Path.Combine(record.Folder, "user.conf")}");
        console.Write(record.Request.IsGrid ? Everything() : Winners());
        foreach (var tuning in record.Scenarios)
        {
            foreach (var advice in tuning.Check?.Advice ?? [])
                console.MarkupLineInterpolated($"[yellow]{tuning.Scenario}, check: {advice}[/]");
            foreach (var trial in tuning.Search.Trials.Where(static t => t.Failure is not null))
                console.MarkupLineInterpolated($"[yellow]{tuning.Scenario}, {PlanJson.Describe(trial.Plan)} left out: {trial.Failure}[/]");
        }

        foreach (var warning in record.Warnings)
            console.MarkupLineInterpolated($"[yellow]Warning: {warning}[/]");
        if (record.Failure is { } failure)
            console.MarkupLineInterpolated($"[red]{failure}[/]");
    }

    /// <summary>What was found, against what would have run without.</summary>
    private string Found()
    {
        var parts = record.Scenarios.Select(static tuning => tuning.Winner is not { } winner
            ? $"{tuning.Scenario}: no plan could be run"
            : winner == tuning.Standard
                ? $"{tuning.Scenario}: the default plan is the best"
                : tuning.Gain is { } gain
                    ? Units.Invariant($"{tuning.Scenario}: {gain - 1:+0.0%;-0.0%} over the default plan")
                    : $"{tuning.Scenario}: the default plan couldn't be run");
        var text = "Found: " + string.Join("; ", parts) + ".";
        if (record.Scenarios.FirstOrDefault(static s => s.Rate is not null) is not { Rate: { } rate } server)
            return text;
        return rate.Rate is { } highest
            ? $"{text} Server keeps {Units.Rate(highest)} queries/s within {Units.Time(server.BoundNs ?? 0)}{(rate.IsConfirmed ? ", VALID twice" : ", not confirmed")}."
            : $"{text} No Server rate was VALID within {Units.Time(server.BoundNs ?? 0)}.";
    }

    /// <summary>How sure it is: what the same plan varied by, what was too near to tell apart, what the check said.</summary>
    private string Sure()
    {
        var spread = record.Scenarios.Where(static s => s.Scenario != TestScenario.Server).Select(static s => s.Search.Winner)
            .Where(static w => w is { Score: > 0 }).Select(static w => 1 - (w!.Lowest / w.Score)).DefaultIfEmpty(0).Max();
        var ties = record.Scenarios.Where(static s => s.Search.Ties.Count > 1)
            .Select(static s => Units.Invariant($"{s.Scenario} has {s.Search.Ties.Count} plans that are equally good, of which this is the simplest")).ToList();
        var failed = record.Scenarios.Where(static s => s.Check is { IsMet: false }).Select(static s => s.Scenario.ToString()).ToList();
        var checks = !record.Scenarios.Any(static s => s.Check is not null) ? "not checked by whole runs"
            : failed.Count == 0 ? "checked by whole runs, all VALID" : $"checked by whole runs, INVALID: {string.Join(", ", failed)}";
        return Units.Invariant($"How sure: the winners' own measurements differ by up to {spread:0.0%}; ") + string.Join("; ", ties.Append(checks)) + ".";
    }

    private string Subject()
    {
        var run = record.Request.Run;
        var text = run.Benchmark is { } id ? $"--benchmark {id} " : "";
        if (run.ModelPath is { } model)
            text += $"--model {model} ";
        if (run.SyntheticWeights)
            text += "--weights synthetic ";
        return run.SyntheticData ? text + $"--data synthetic{(run.SyntheticSamples is { } count ? $":{count}" : "")} " : run.DataPath is { } data ? $"{text}--data {data} " : text;
    }

    private Table Winners()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Scenario", "Plan");
        foreach (var column in new[] { "Score", "Default plan", "Gain", "Whole run" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var tuning in record.Scenarios)
        {
            var winner = tuning.Search.Winner;
            var standard = tuning.Search.Trials.FirstOrDefault(t => t.Plan == tuning.Standard);
            table.AddRow(
                tuning.Scenario.ToString(), Markup.Escape(winner is null ? "none" : PlanJson.Describe(winner.Plan)), winner is null ? "" : Score(tuning, winner),
                standard is null || standard.Score == 0 ? "" : Units.Rate(standard.Score),
                tuning.Gain is { } gain ? Units.Invariant($"{gain - 1:+0.0%;-0.0%}") : "", Markup.Escape(Check(tuning)));
        }

        return table;
    }

    private Table Everything()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Scenario", "Plan");
        foreach (var column in new[] { "Score", "Lowest", "Of the best" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var tuning in record.Scenarios)
        {
            var best = tuning.Search.Trials.Select(static t => t.Score).DefaultIfEmpty(0).Max();
            foreach (var trial in tuning.Search.Trials.OrderByDescending(static t => t.Score))
            {
                table.AddRow(
                    tuning.Scenario.ToString(), Markup.Escape(PlanJson.Describe(trial.Plan)), Score(tuning, trial),
                    Units.Rate(trial.Failure is null ? trial.Lowest : 0), Units.Invariant($"{(best == 0 ? 0 : trial.Score / best):0.0%}"));
            }
        }

        return table;
    }

    private static string Score(ScenarioTuning tuning, PlanTrial trial) => $"{Units.Rate(trial.Score)} {tuning.Unit}";

    private static string Check(ScenarioTuning tuning)
    {
        if (tuning.Check is not { Result.Performance: { } performance } check)
            return "";
        var metric = Metric.Of(tuning.Scenario, performance);
        return $"{metric.Label} {metric.Text}, {(check.IsMet ? "VALID" : "INVALID")}";
    }
}
