using System.CommandLine;
using NativeBench.Cli.Output;
using NativeBench.Cli.Overhead;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Run;
using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench overhead</c>: what LoadGen itself costs on this machine.</summary>
internal static class OverheadCommand
{
    private const int DefaultQueries = 10_000_000;
    private const int MostQueries = 1_000_000_000;

    /// <summary>With fewer there's no interval.</summary>
    private const int LeastPairs = 3;

    public static Command Create(CommandContext context)
    {
        var queries = new Option<string?>("--queries")
        {
            HelpName = "N",
            Description = "Queries of the long Server runs that memory, start and end are taken from. Default: 10,000,000.",
        };
        var only = new Option<string?>("--only") { HelpName = "LIST", Description = $"Measures these parts alone, comma-separated: {OverheadPartNames.List}. Default: all." };
        var quick = new Option<bool>("--quick") { Description = "One try of everything instead of the median of five: not for quoting." };
        var pairs = new Option<string?>("--pairs")
        {
            HelpName = "N",
            Description = "Pairs of runs that the cost of the live view is taken from: the more, the surer. Default: 24.",
        };
        var wait = new Option<string?>("--issue-wait") { HelpName = "NAME", Description = "How the issuing thread waits for a Server query's time: hybrid (default), spin, sleep." };
        var core = new Option<string?>("--issue-core") { HelpName = "N", Description = "Binds the issuing thread to this core (from 0)." };
        var spill = new Option<string?>("--spill") { HelpName = "DIR", Description = "Keeps the records of the long runs in files in DIR, mapped into memory." };
        var json = new Option<bool>("--json") { Description = "Prints a JSON object instead of the table." };
        var quiet = new Option<bool>("--quiet") { Description = "Nothing on standard error but mistakes." };
        var command = new ExampleCommand("overhead", "Measures LoadGen against a null system under test: cost per query, highest rate, schedule lag, memory.")
        {
            Examples =
            {
                "nativebench overhead", "nativebench overhead --quick --queries 1000000", "nativebench overhead --only rate,lag --json",
                "nativebench overhead --only view --pairs 100",
            },
        };
        foreach (var option in new Option[] { queries, only, quick, pairs, wait, core, spill, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var count = OptionValue.Count("--queries", parsed.GetValue(queries)) ?? DefaultQueries;
            if (count > MostQueries)
                throw new UsageException(Units.Invariant($"--queries takes at most {MostQueries}; found '{count}'."));
            var parts = OverheadPartNames.Parse("--only", parsed.GetValue(only));
            var issueWait = Enum.Parse<IssueWait>(OptionValue.Choice("--issue-wait", parsed.GetValue(wait), "hybrid", "spin", "sleep"), ignoreCase: true);
            var effort = parsed.GetValue(quick) ? OverheadEffort.Quick : context.OverheadEffort;
            if (OptionValue.Count("--pairs", parsed.GetValue(pairs), LeastPairs) is { } viewPairs)
                effort = effort with { ViewPairs = viewPairs };
            var way = new OverheadWay(
                issueWait, RunCommand.IssueCore(parsed.GetValue(core)), parsed.GetValue(spill) is { } folder ? context.Resolve(folder) : null);
            Run(context, count, parts, way, effort, parsed.GetValue(json), parsed.GetValue(quiet));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Run(CommandContext context, int queries, OverheadParts parts, OverheadWay way, OverheadEffort effort, bool json, bool quiet)
    {
        var log = quiet ? static (string _) => { } : (Action<string>)context.Terminal.Log;
        var system = SystemDescription.Read();
        var warnings = MachineWarnings.For(system, Versions.IsDebugBuild);
        foreach (var warning in warnings)
            log("Warning: " + warning);

        // Log files belong to what is measured, but nobody will read them.
        var folder = Directory.CreateTempSubdirectory("nativebench-overhead-").FullName;
        OverheadReport report;
        try
        {
            report = new OverheadMeasurement(folder, way, effort, log, context.Cancellation).Measure(queries, parts);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        var output = new OverheadOutput(report, system, way, warnings);
        if (json)
            context.Terminal.Out.WriteLine(JsonText.Write(output.WriteJson));
        else
            output.WriteTable(context.Terminal.Rich());
        context.Terminal.Out.Flush();
    }
}
