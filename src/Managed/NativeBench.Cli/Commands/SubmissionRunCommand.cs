using System.Collections.Immutable;
using System.CommandLine;
using NativeBench.Catalog;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Run;
using NativeBench.Cli.Submission.Running;
using NativeBench.Submission.Compliance;
using NativeBench.Submission.Rounds;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench submission run</c>: options in, <see cref="SubmissionRunRequest"/> out.</summary>
internal static class SubmissionRunCommand
{
    /// <summary>Rounds with submissions of this kind, the current one first.</summary>
    internal static readonly string[] Rounds = [.. RoundRules.Known.Where(static name => RoundDefinition.Names.Contains(name))];

    public static Command Create(CommandContext context)
    {
        var run = new RunOptions();
        var round = new Option<string?>("--round") { HelpName = "NAME", Description = $"The round whose constraints and tests apply: {string.Join(", ", Rounds)}. Default: {Rounds[0]}." };
        var category = new Option<string?>("--category") { HelpName = "NAME", Description = "edge (default) or datacenter: decides which scenarios are required." };
        var division = new Option<string?>("--division") { HelpName = "NAME", Description = "closed (default: needs the compliance tests, and refuses what differs from the benchmark) or open." };
        var scenario = new Option<string[]>("--scenario")
        {
            HelpName = "LIST", Arity = ArgumentArity.OneOrMore, Description = "Makes the runs of these scenarios only. Default: all that the round requires.",
        };
        var rehearsal = new Option<bool>("--rehearsal")
        {
            Description = "Tries out how a submission is made: what the division forbids (synthetic weights or data, loosened constraints) is told instead of refused. "
                + "'submission pack' packs such runs with --rehearsal only, and marks the tree.",
        };
        var output = new Option<string?>("--output") { HelpName = "DIR", Description = "The submission's folder: new, or one to go on with. Default: results/submission-ROUND-DIVISION-CATEGORY-BENCHMARK." };
        var again = new Option<string[]>("--again")
        {
            HelpName = "LIST", Arity = ArgumentArity.OneOrMore, Description = "Sets good runs aside and makes them again: a scenario, or one of its runs, such as Server/performance.",
        };
        var estimate = new Option<bool>("--estimate") { Description = "Says which runs are left and about how long they take on this machine, and makes none." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Lists the runs and how long the round wants them at least. Looks at neither model nor data." };
        var type = new Option<string?>("--type")
        {
            HelpName = "NAME", Description = $"The type of an answer's elements, of which TEST01 compares the first (the official script's --dtype): {string.Join(", ", SubmissionVerifyCommand.Types)}. Default: {SubmissionVerifyCommand.Types[0]}.",
        };
        var whole = new Option<bool>("--whole-answers") { Description = "TEST01 compares whole answers, not their first element alone (the official script's --unixmode)." };
        var command = new ExampleCommand(
            "run", "Makes the runs that a submission needs: performance, accuracy and compliance tests of each scenario. The same command again goes on where it ended.")
        {
            Examples =
            {
                "nativebench submission run --benchmark resnet50 --data imagenet --plan results/tuned/plan.json",
                "nativebench submission run --benchmark retinanet --round v5.1 --category datacenter --dry-run",
                "nativebench submission run --benchmark resnet50 --weights synthetic --data synthetic --rehearsal --estimate",
            },
        };

        // What decides what is measured: all runs of a folder are made with the same.
        Option[] deciding =
        [
            run.Model, run.Weights, run.Data, run.GroundTruth, run.Preprocess, run.Dim, run.Catalog.Catalog, run.Set, run.UserConf,
            run.Backend, run.Plan, run.Batch, run.Instances, run.Threads, run.BatchDelay, run.QueueOrder, run.Pin, run.BackendOption,
            run.Streams, run.Device, run.Precision, run.DlaCore, run.IssueWait, run.IssueCore, run.LogCompat, run.Loadgen, run.LoadgenLibrary,
        ];
        foreach (var option in new Option[] { run.Benchmark, round, division, category, scenario, rehearsal, again, type, whole, estimate, dryRun }.Concat(deciding).Concat([run.Catalog.Home, run.Spill, run.Timeout, output, run.Live, run.Json, run.Quiet]))
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(run.Benchmark) is null)
                throw new UsageException("submission run needs --benchmark: an id of the catalog ('nativebench list').");
            var request = RunCommand.Read(parsed, run);
            return SubmissionRun.Execute(new SubmissionRunRequest
            {
                Run = request with
                {
                    Rules = Rules.Find(ReadRound(parsed.GetValue(round))),
                    Division = OptionValue.Choice("--division", parsed.GetValue(division), "closed", "open"),
                    Scenarios = RunCommand.Scenarios(parsed.GetValue(scenario)),
                    IsRehearsal = parsed.GetValue(rehearsal),
                    OutputPath = parsed.GetValue(output),
                },
                Category = OptionValue.Choice("--category", parsed.GetValue(category), "edge", "datacenter"),
                Options = Given(parsed, deciding),
                Again = [.. OptionValue.List(parsed.GetValue(again) ?? [])],
                EstimateOnly = parsed.GetValue(estimate),
                ListOnly = parsed.GetValue(dryRun),
                AnswerType = SubmissionVerifyCommand.ReadType(parsed.GetValue(type)) ?? AnswerType.Byte,
                WholeAnswers = parsed.GetValue(whole),
            }, context);
        });
        return command;
    }

    private static string ReadRound(string? name) => name is not null && RoundDefinition.Names.Contains(name) && !Rounds.Contains(name)
        ? throw new UsageException($"--round {name}: that round has no submission trees of this kind ('run --rules {name}' makes its runs); --round knows {string.Join(", ", Rounds)}.")
        : OptionValue.Choice("--round", name, Rounds);

    /// <summary>The options that were given, with what was typed.</summary>
    private static ImmutableSortedDictionary<string, string> Given(ParseResult parsed, IEnumerable<Option> options) => options
        .Where(option => parsed.GetResult(option) is { Implicit: false })
        .ToImmutableSortedDictionary(static option => option.Name, option => string.Join(' ', parsed.GetResult(option)!.Tokens.Select(static t => t.Value)), StringComparer.Ordinal);
}
