using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using Spectre.Console;

namespace NativeBench.Cli.Validate;

/// <summary>A comparison for people and for programs.</summary>
internal sealed class ValidationOutput(ValidationReport report)
{
    public void Write(Terminal terminal, bool json)
    {
        if (json)
            terminal.Out.WriteLine(JsonText.Write(new ValidationJson(report).Write));
        else
            WriteText(terminal.Rich());
    }

    private void WriteText(IAnsiConsole console)
    {
        console.WriteLine($"Reference: {report.Reference.Describe()}");
        console.WriteLine($"Candidate: {report.Candidate.Describe()}");
        console.WriteLine(Units.Invariant($"{report.SamplesCompared} of {report.SamplesAvailable} samples ({report.Reference.Workload.Data.Description}); ")
            + $"tolerances {report.Tolerances.Name} ({report.ToleranceReason}): {report.Tolerances.Describe()}");
        console.Write(Differences());
        if (report.Outputs.Any(static o => o.IsReal))
            console.Write(Ulps());
        if (report.Worst.Count > 0)
            console.Write(Worst());
        console.WriteLine(report.Quality is { } quality
            ? $"Quality, {quality.Metric}: reference {quality.Reference}, candidate {quality.Candidate}"
            : $"Quality: {report.QualityNote ?? "none: interrupted"}");
        foreach (var note in report.Notes)
            console.WriteLine($"Note: {note}.");
        foreach (var output in report.Outputs)
        {
            foreach (var finding in output.Findings())
                console.MarkupLineInterpolated($"[yellow]'{output.Name}': {finding}.[/]");
        }

        if (report.IsInterrupted)
            console.MarkupLine("[yellow]INTERRUPTED: what was compared until then.[/]");
        else
            console.MarkupLine(report.IsWithin ? "[green]Within tolerance.[/]" : "[red]OUT OF TOLERANCE.[/]");
    }

    private Table Differences()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("Output");
        foreach (var column in new[] { "Max abs", "Mean abs", "Max rel", "Mean rel", "Min cosine", "Mean cosine", "Other top-1", "Of tolerance" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var output in report.Outputs)
        {
            table.AddRow(
                Markup.Escape(output.Spec.ToString()), Small(output.MaxAbsolute), Small(output.MeanAbsolute), Small(output.MaxRelative), Small(output.MeanRelative),
                Units.Invariant($"{output.MinCosine:0.0000000}"), Units.Invariant($"{output.MeanCosine:0.0000000}"),
                output.Top1Mismatches is { } other ? Units.Invariant($"{other}/{output.Samples}") : "",
                output.MaxExcess is { } excess ? Units.Invariant($"{excess:0.###}") : "");
        }

        return table;
    }

    private Table Ulps()
    {
        // Places of the histogram, from one to before the next; --json has each by itself.
        (string Label, int Start)[] groups =
        [
            ("0", 0), ("1", 1), ("2-3", 2), ("4-7", 3), ("8-15", 4), ("16-255", 5), ("256-65,535", 9), ("65,536 on", 17), ("", 66),
        ];
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("Elements by ULPs");
        foreach (var (label, _) in groups[..^1])
            table.AddColumn(new TableColumn(label).RightAligned());
        foreach (var output in report.Outputs.Where(static o => o.IsReal))
        {
            table.AddRow(
            [
                Markup.Escape(output.Name),
                .. groups.Zip(groups.Skip(1), (group, next) => Units.Count(output.UlpHistogram.AsSpan(group.Start, next.Start - group.Start).ToArray().Sum())),
            ]);
        }

        return table;
    }

    private Table Worst()
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Worst samples", "Output");
        foreach (var column in new[] { "Element", "Reference", "Candidate", "Cosine", "Of tolerance" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var worst in report.Worst)
        {
            table.AddRow(
                Markup.Escape(report.Reference.Library.SampleName(worst.Sample)), Markup.Escape(worst.Output), Units.Count(worst.Element),
                Units.Invariant($"{worst.Reference:g6}"), Units.Invariant($"{worst.Candidate:g6}"), Units.Invariant($"{worst.Cosine:0.0000000}"),
                Units.Invariant($"{worst.Excess:0.###}"));
        }

        return table;
    }

    private static string Small(double value) => value == 0 ? "0" : Units.Invariant($"{value:0.00e+0}");
}
