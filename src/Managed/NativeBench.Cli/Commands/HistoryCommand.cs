using System.CommandLine;
using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Cli.Submission.Running;
using NativeBench.Results;
using Spectre.Console;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench history</c>: the folders of runs, searches and submissions under a root, oldest first. Plain files; there's no database.</summary>
internal static class HistoryCommand
{
    private const string DefaultRoot = "results";
    private static readonly string[] s_kinds = [HistoryEntry.RunKind, HistoryEntry.TuneKind, SubmissionHistory.Kind];

    public static Command Create(CommandContext context)
    {
        var root = new Argument<string?>("ROOT") { Description = "The folder to look in, at any depth. Default: results.", Arity = ArgumentArity.ZeroOrOne };
        var kind = Value("--kind", "NAME", $"Only what 'run', 'tune' or 'submission run' made: {string.Join(", ", s_kinds)}.");
        var benchmark = Value("--benchmark", "TEXT", "Only results whose benchmark or model file has this in its name.");
        var scenario = Value("--scenario", "NAME", "Only runs and searches of this scenario.");
        var backend = Value("--backend", "NAME", "Only results of this backend.");
        var verdict = Value("--verdict", "NAME", "Only what has this verdict: VALID, INVALID, reached, MISSED, not judged, done, INTERRUPTED, FAILED, RUNNING, complete, incomplete.");
        var since = Value("--since", "DATE", "Only results from this day (UTC) on, as 2026-05-31.");
        var last = Value("--last", "N", "Only the newest N folders.");
        var json = new Option<bool>("--json") { Description = "Prints a JSON array, one object a line of the table." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the folders only, one a line." };
        var command = new ExampleCommand("history", "Lists the result folders under a root, those of tune and of submissions too: model, scenario, metric, verdict, date.")
        {
            Examples =
            {
                "nativebench history", "nativebench history results --scenario Server --last 10", "nativebench history --kind tune",
                "nativebench history /data/results --verdict INVALID --json",
            },
        };
        command.Arguments.Add(root);
        foreach (var option in new Option[] { kind, benchmark, scenario, backend, verdict, since, last, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(root) ?? DefaultRoot;
            var path = context.Resolve(folder);
            if (!Directory.Exists(path))
                throw new UsageException($"'{folder}' is no folder. Name the one that holds your results.");
            var filter = new HistoryFilter(
                parsed.GetValue(kind) is { } typed ? OptionValue.Choice("--kind", typed, s_kinds) : null,
                parsed.GetValue(benchmark), parsed.GetValue(scenario), parsed.GetValue(backend), parsed.GetValue(verdict),
                HistoryFilter.Day("--since", parsed.GetValue(since)), OptionValue.Count("--last", parsed.GetValue(last)));
            var found = ResultHistory.Read(path, out var failures);
            var unreadable = new List<string>(failures);
            var all = found.Concat(SubmissionHistory.Read(path, found, unreadable)).OrderBy(static e => e.DateUtc, StringComparer.Ordinal);
            var entries = filter.Apply([.. all]);
            foreach (var sentence in unreadable)
                context.Terminal.Log("Left out: " + sentence);
            if (parsed.GetValue(json))
                context.Terminal.Out.WriteLine(JsonText.Write(writer => WriteJson(writer, entries)));
            else if (parsed.GetValue(quiet))
                WriteFolders(context.Terminal.Out, entries);
            else
                WriteTable(context.Terminal, path, entries);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteTable(Terminal terminal, string root, IReadOnlyList<HistoryEntry> entries)
    {
        if (entries.Count == 0)
        {
            terminal.Out.WriteLine("No results that match.");
            return;
        }

        // Runs hold nothing but themselves.
        var holds = entries.Any(static e => e.Holds is not null);
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(
            new TableColumn("Date (UTC)"), new TableColumn("Benchmark"), new TableColumn("Backend"), new TableColumn("Scenario"), new TableColumn("Metric"),
            new TableColumn("Value").RightAligned(), new TableColumn("Result"), new TableColumn("Folder"));
        if (holds)
            table.AddColumn("Holds");
        foreach (var entry in entries)
        {
            Text[] cells =
            [
                new Text(entry.DateUtc[..Math.Min(16, entry.DateUtc.Length)].Replace('T', ' ')),
                new Text(entry.Benchmark + (entry.Emulated ? " (EMULATED)" : "")), new Text(entry.Backend ?? ""),
                new Text(entry.Mode == "performance" ? entry.Scenario! : $"{entry.Scenario} {entry.Mode}".TrimStart()),
                new Text(entry.Figure?.Label ?? ""), new Text(entry.Figure is { } figure ? Format.Value(figure.Value, figure.Unit) : ""),
                new Text(entry.Verdict), new Text(Path.GetRelativePath(root, entry.Folder)),
            ];
            table.AddRow(holds ? [.. cells, new Text(entry.Holds ?? "")] : cells);
        }

        terminal.Rich().Write(table);
    }

    private static void WriteFolders(TextWriter output, IReadOnlyList<HistoryEntry> entries)
    {
        foreach (var folder in entries.Select(static e => e.Folder).Distinct())
            output.WriteLine(folder);
    }

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<HistoryEntry> entries)
    {
        json.WriteStartArray();
        foreach (var entry in entries)
        {
            json.WriteStartObject();
            json.WriteString("kind", entry.Kind);
            json.WriteString("folder", entry.Folder);
            json.WriteString("started_utc", entry.DateUtc);
            json.WriteString("benchmark", entry.Benchmark);
            ResultJson.WriteStringOrNull(json, "model", entry.Model);
            ResultJson.WriteStringOrNull(json, "backend", entry.Backend);
            ResultJson.WriteStringOrNull(json, "rules", entry.Rules);
            json.WriteBoolean("emulated", entry.Emulated);
            ResultJson.WriteStringOrNull(json, "scenario", entry.Scenario);
            json.WriteString("mode", entry.Mode);
            json.WriteString("verdict", entry.Verdict);
            ResultJson.WriteStringOrNull(json, "metric", entry.Figure?.Name);
            ResultJson.WriteNumberOrNull(json, "value", entry.Figure?.Value);
            ResultJson.WriteStringOrNull(json, "unit", entry.Figure?.Unit);
            ResultJson.WriteStringOrNull(json, "holds", entry.Holds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Option<string?> Value(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
