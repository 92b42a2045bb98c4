using System.CommandLine;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Schedule;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench schedule</c>: the queries of a test, without running anything.</summary>
internal static class ScheduleCommand
{
    public static Command Create(CommandContext context)
    {
        var settings = new Option<string?>("--settings")
        {
            HelpName = "FILE.json",
            Description = "Official setting names plus scenario, mode, total_sample_count, performance_sample_count; or a golden.json, whose settings are used.",
        };
        var format = new Option<string?>("--format") { HelpName = "NAME", Description = "csv (default) or json." };
        var limit = new Option<string?>("--limit") { HelpName = "N", Description = "Prints the first N queries only. Default: all." };
        var hash = new Option<bool>("--hash")
        {
            Description = "Prints two lines only: SHA-256 of all sample indices and of each sample's scheduled offset in ns (little-endian 64-bit values).",
        };
        var quiet = new Option<bool>("--quiet") { Description = "Nothing on standard error but mistakes." };
        var command = new ExampleCommand("schedule", "Prints the queries that LoadGen would issue for given settings, without running anything.")
        {
            Examples = { "nativebench schedule --settings server.json --format csv --limit 20", "nativebench schedule --settings golden.json --hash" },
        };
        foreach (var option in new Option[] { settings, format, limit, hash, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var typed = parsed.GetValue(settings) ?? throw new UsageException("schedule needs --settings FILE.json. See 'nativebench schedule --help'.");
            var chosen = OptionValue.Choice("--format", parsed.GetValue(format), "csv", "json");
            var count = OptionValue.Count("--limit", parsed.GetValue(limit), least: 0);
            if (parsed.GetValue(hash) && count is not null)
                throw new UsageException("--hash covers the whole sequence: it doesn't go with --limit.");
            Print(context, typed, chosen, count, parsed.GetValue(hash), parsed.GetValue(quiet));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void Print(CommandContext context, string typed, string format, int? limit, bool hash, bool quiet)
    {
        var path = context.Resolve(typed);
        if (!File.Exists(path))
            throw new UsageException($"--settings '{typed}': there is no such file.");
        var input = ScheduleSettings.Read(path, typed);
        if (!quiet)
        {
            foreach (var note in input.Notes)
                context.Terminal.Log(note);
        }

        var queries = QueryPlan.Enumerate(input.Settings, input.TotalSampleCount, input.PerformanceSampleCount);
        if (limit is { } count)
            queries = queries.Take(count);
        if (context.Cancellation.CanBeCanceled)
            queries = UntilCancelled(queries, context.Cancellation);
        var output = context.Terminal.Out;
        if (hash)
            ScheduleWriter.WriteHashes(output, queries);
        else if (format == "json")
            ScheduleWriter.WriteJson(output, queries);
        else
            ScheduleWriter.WriteCsv(output, queries);
        output.Flush();
    }

    private static IEnumerable<PlannedQuery> UntilCancelled(IEnumerable<PlannedQuery> queries, CancellationToken cancellation)
    {
        foreach (var query in queries)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return query;
        }
    }
}
