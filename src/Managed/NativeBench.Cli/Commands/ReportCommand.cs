using System.CommandLine;
using System.Diagnostics;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Report;
using NativeBench.Results;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench report</c>: result folders as one HTML file, or as a table for other programs.</summary>
internal static class ReportCommand
{
    public static Command Create(CommandContext context)
    {
        var folders = new Argument<string[]>("RESULT") { Description = "Result folders of 'run', or their result.json; for html folders of 'tune' too.", Arity = ArgumentArity.OneOrMore };
        var format = new Option<string?>("--format") { HelpName = "NAME", Description = "html (default), csv (one line a figure, unrounded, with its unit), or markdown." };
        var output = new Option<string?>("--output")
        {
            HelpName = "FILE",
            Description = "The file to write; '-' is standard output. Default: report.html in the first folder; csv and markdown go to standard output.",
        };
        var quiet = new Option<bool>("--quiet") { Description = "Doesn't name the file that was written." };
        var command = new ExampleCommand("report", "Writes one self-contained HTML file for result folders, or their figures as CSV or Markdown.")
        {
            Examples = { "nativebench report results/before results/after --output report.html", "nativebench report results/today --format csv" },
        };
        command.Arguments.Add(folders);
        foreach (var option in new Option[] { format, output, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var kind = OptionValue.Choice("--format", parsed.GetValue(format), "html", "csv", "markdown");
            var paths = parsed.GetValue(folders)!;
            var start = Stopwatch.GetTimestamp();
            var isTuning = paths.ToLookup(path => kind == "html" && TuneFile.IsIn(context.Resolve(path)));
            var results = isTuning[false].Select(path => (Name: path, Document: ResultFile.Read(context.Resolve(path)))).ToArray();
            var tunings = isTuning[true].Select(path => new ReportedTuning(path, TuneFile.Read(context.Resolve(path)))).ToArray();
            var text = kind switch
            {
                "csv" => CsvExport.Create(results),
                "markdown" => MarkdownExport.Create(results),
                _ => HtmlReport.Create([.. results.Select(static r => new ReportedResult(r.Name, r.Document))], tunings),
            };
            var file = parsed.GetValue(output) ?? (kind == "html" ? Path.Combine(Folder(context.Resolve(paths[0])), HtmlReport.FileName) : "-");
            if (file == "-")
                context.Terminal.Out.Write(text);
            else
                Write(file, context, text, start, parsed.GetValue(quiet));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Write(string file, CommandContext context, string text, long start, bool quiet)
    {
        try
        {
            File.WriteAllText(context.Resolve(file), text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--output '{file}' can't be written: {CrashReport.FirstLine(e.Message)}.", e);
        }

        if (!quiet)
            context.Terminal.Out.WriteLine($"Report: {file} ({Units.Bytes(new FileInfo(context.Resolve(file)).Length)}, {Units.Time(Stopwatch.GetElapsedTime(start).TotalNanoseconds)})");
    }

    private static string Folder(string path) => Directory.Exists(path) ? path : Path.GetDirectoryName(path)!;
}
