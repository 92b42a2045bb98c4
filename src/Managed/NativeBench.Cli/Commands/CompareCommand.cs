using System.CommandLine;
using System.Globalization;
using NativeBench.Cli.Comparing;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Results;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench compare</c>: result folders side by side; the first is what the others are held against.</summary>
internal static class CompareCommand
{
    private const int MostPairs = 100;

    public static Command Create(CommandContext context)
    {
        var folders = new Argument<string[]>("RESULT")
        {
            Description = "Result folders of 'run', or their result.json; the first is the baseline.",
            Arity = ArgumentArity.OneOrMore,
        };
        var interleave = new Option<string?>("--interleave")
        {
            HelpName = "N",
            Description = "Runs the first two results' command lines again, N times each in turn (3 to 100), and compares these runs: what changes from run to run is then in the interval.",
        };
        var fail = new Option<string?>("--fail-if-slower")
        {
            HelpName = "PERCENT",
            Description = "Exit code 1 if a scenario is slower by more than this beyond doubt and by estimate, for example 2%.",
        };
        var output = new Option<string?>("--output") { HelpName = "DIR", Description = "With --interleave: where the runs' folders go; must be new or empty. Default: results/<utc time>-compare." };
        var json = new Option<bool>("--json") { Description = "Prints a JSON array, one object per compared result." };
        var quiet = new Option<bool>("--quiet") { Description = "Nothing on standard error but mistakes." };
        var command = new ExampleCommand("compare", "Compares result folders: ratios with intervals, a verdict, and what was different about them.")
        {
            Examples =
            {
                "nativebench compare results/before results/after",
                "nativebench compare results/before results/after --fail-if-slower 2% --json",
                "nativebench compare results/batch1 results/batch4 --interleave 5",
            },
        };
        command.Arguments.Add(folders);
        foreach (var option in new Option[] { interleave, fail, output, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var paths = parsed.GetValue(folders)!;
            var limit = Percent("--fail-if-slower", parsed.GetValue(fail));
            var pairs = OptionValue.Count("--interleave", parsed.GetValue(interleave), least: 3);
            if (pairs > MostPairs)
                throw new UsageException(Units.Invariant($"--interleave takes at most {MostPairs}; found '{pairs}'."));
            if (paths.Length < 2)
                throw new UsageException("compare needs two result folders or more. See 'nativebench compare --help'.");
            if (pairs is not null && paths.Length > 2)
                throw new UsageException(Units.Invariant($"--interleave compares two results; found {paths.Length}."));
            if (pairs is null && parsed.GetValue(output) is not null)
                throw new UsageException("--output is where --interleave puts its runs; without it compare writes no files.");
            var documents = paths.Select(path => (Name: path, Document: ResultFile.Read(context.Resolve(path)))).ToArray();
            var log = parsed.GetValue(quiet) ? static (string _) => { } : (Action<string>)context.Terminal.Log;
            var comparisons = pairs is { } count
                ? [Interleaved.Run(documents[0], documents[1], count, parsed.GetValue(output), context, log)]
                : documents.Skip(1).Select(second => new NamedComparison(
                    documents[0].Name, second.Name, ResultComparer.Compare(documents[0].Document, second.Document))).ToArray();
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(JsonText.Write(writer => CompareJson.Write(writer, comparisons)));
            else
                CompareTable.Write(context.Terminal, comparisons, limit);
            return limit is { } most && comparisons.Any(c => c.IsSlowerThan(most)) ? ExitCodes.NotMet : ExitCodes.Ok;
        });
        return command;
    }

    /// <summary>A percentage of 0 or more as a fraction; null stays null.</summary>
    private static double? Percent(string option, string? text)
    {
        if (text is null)
            return null;
        return double.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1000
            ? value / 100
            : throw new UsageException($"{option} takes a percentage, for example 2%; found '{text}'.");
    }
}
