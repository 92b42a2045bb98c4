using NativeBench.Cli.Output;
using NativeBench.Results;
using Spectre.Console;

namespace NativeBench.Cli.Comparing;

/// <summary>A comparison as people read it: what was different first, then the figures, then the verdicts.</summary>
internal static class CompareTable
{
    private const int MostDifferences = 25;
    private const int MostText = 60;

    public static void Write(Terminal terminal, IReadOnlyList<NamedComparison> comparisons, double? limit)
    {
        var console = terminal.Rich();
        foreach (var named in comparisons)
        {
            console.WriteLine($"A: {named.First}");
            console.WriteLine($"B: {named.Second}");
            WriteDifferences(console, named.Comparison.Differences);
            foreach (var run in named.Comparison.Runs)
                console.Write(Figures(run));
            foreach (var run in named.Comparison.Runs)
            {
                console.MarkupLineInterpolated($"[bold]{FigureText.Sentence(run)}[/]");
                if (!run.Met.First || !run.Met.Second)
                    console.MarkupLineInterpolated($"[yellow]  {Missed(run)}[/]");
                if (limit is { } most && NamedComparison.IsSlower(run.Headline, most))
                    console.MarkupLineInterpolated($"[red]  Slower by more than {Units.Plain(most * 100)} % (--fail-if-slower).[/]");
            }

            foreach (var unmatched in named.Comparison.Unmatched)
                console.WriteLine(unmatched + ".");
            console.WriteLine(Source(named.Comparison));
        }
    }

    private static void WriteDifferences(IAnsiConsole console, IReadOnlyList<ResultDifference> differences)
    {
        if (differences.Count == 0)
        {
            console.WriteLine("Settings, machine and versions are the same.");
            return;
        }

        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle("What was different") };
        table.AddColumns("Where", "What", "A", "B");
        foreach (var difference in differences.Take(MostDifferences))
            table.AddRow(new Text(difference.Scope), new Text(difference.Name), new Text(Cut(difference.First)), new Text(Cut(difference.Second)));
        console.Write(table);
        if (differences.Count > MostDifferences)
            console.WriteLine(Units.Invariant($"… and {differences.Count - MostDifferences} more (--json has all)."));
    }

    private static Table Figures(ComparedRun run)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle($"{run.Scenario} {run.Mode}") };
        table.AddColumns(
            new TableColumn("Figure"), new TableColumn("A").RightAligned(), new TableColumn("B").RightAligned(),
            new TableColumn("Change").RightAligned(), new TableColumn("99 % interval").RightAligned(), new TableColumn("B is"));
        foreach (var figure in run.Figures)
        {
            table.AddRow(
                new Text(figure.Label, figure.IsHeadline ? new Style(decoration: Decoration.Bold) : Style.Plain),
                new Text(FigureText.Value(figure.First, figure.Unit)), new Text(FigureText.Value(figure.Second, figure.Unit)),
                new Text(FigureText.Change(figure.Ratio)), new Text(FigureText.Interval(figure.Interval)), new Text(FigureText.Verdict(figure)));
        }

        return table;
    }

    private static string Missed(ComparedRun run) => (run.Met.First, run.Met.Second) switch
    {
        (false, false) => "Neither is VALID: the figures are of runs that kept no rule.",
        (false, true) => "A is not VALID.",
        _ => "B is not VALID.",
    };

    private static string Source(ResultComparison comparison) => comparison.Runs.FirstOrDefault(static r => r.Pairs > 0) is { } run
        ? Units.Invariant($"Intervals are from {run.Pairs} pairs of runs made in turn (their geometric means are shown).")
        : "Intervals are from the slices of one run each: what changes from one run to the next (heat, other work) isn't in them; --interleave 5 measures it.";

    private static string Cut(string text) => text.Length <= MostText ? text : text[..(MostText - 1)] + "…";
}
