using System.CommandLine;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Submission;
using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench submission check</c>: any submission tree against the official checker's tests and the rules.</summary>
internal static class SubmissionCommand
{
    public static Command Create(CommandContext context) => new("submission", "Makes, packs and checks submissions.")
    {
        SubmissionRunCommand.Create(context),
        SubmissionPackCommand.Create(context),
        CreateCheck(context),
        SubmissionVerifyCommand.CreateVerify(context),
        SubmissionVerifyCommand.CreateAuditConfig(context),
    };

    private static ExampleCommand CreateCheck(CommandContext context)
    {
        var folder = new Argument<string?>("FOLDER") { Description = "The tree: the folder that holds closed, open or network.", Arity = ArgumentArity.ZeroOrOne };
        var round = new Option<string?>("--round") { HelpName = "NAME", Description = $"The round whose rules apply: {string.Join(", ", RoundRules.Known)}. Default: {RoundRules.Known[0]}." };
        var fullLogs = new Option<string?>("--full-logs") { HelpName = "DIR", Description = "The accuracy logs before they were truncated, at the same paths below DIR: their hashes are checked then." };
        var skipSize = SkipDatasetSize();
        var json = new Option<bool>("--json") { Description = "Prints a JSON object instead of the table." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the verdict's line alone." };
        var command = new ExampleCommand(
            "check", "Checks a submission tree of any tool: what the official checker rejects, what it lets through against the rules, what looks suspicious.")
        {
            Examples = { "nativebench submission check tree", "nativebench submission check tree --round v6.0 --json" },
        };
        command.Arguments.Add(folder);
        foreach (var option in new Option[] { round, fullLogs, skipSize, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            string root = Folder(context, "FOLDER", parsed.GetValue(folder) ?? throw new UsageException("submission check needs the tree's folder, the one that holds closed, open or network."));
            string? full = parsed.GetValue(fullLogs) is { } path ? Folder(context, "--full-logs", path) : null;
            var rules = RoundRules.Find(OptionValue.Choice("--round", parsed.GetValue(round), [.. RoundRules.Known]))!;
            var report = SubmissionChecker.Check(root, rules, full, parsed.GetValue(skipSize));
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(JsonText.Write(writer => CheckOutput.WriteJson(writer, report)));
            else
                CheckOutput.Write(context.Terminal, report, parsed.GetValue(quiet));
            context.Terminal.Out.Flush();
            return report.Passes ? ExitCodes.Ok : ExitCodes.NotMet;
        });
        return command;
    }

    /// <summary>The official checker's option of that name.</summary>
    internal static Option<bool> SkipDatasetSize() =>
        new("--skip-dataset-size-check") { Description = "Takes accuracy runs over a part of the data set, as the official checker's option of that name does. For rehearsals." };

    private static string Folder(CommandContext context, string what, string typed)
    {
        string path = context.Resolve(typed);
        if (File.Exists(path))
            throw new UsageException($"{what} '{typed}' is a file; expected a folder.");
        return Directory.Exists(path) ? path : throw new UsageException($"{what} '{typed}': there is no such folder.");
    }
}
