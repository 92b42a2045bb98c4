using System.CommandLine;
using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Cli.Parsing;
using NativeBench.Results;
using Spectre.Console;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench history</c>: the result folders under a root, oldest first. Plain files; there's no database.</summary>
internal static class HistoryCommand
{
    private const string DefaultRoot = "results";

    public static Command Create(CommandContext context)
    {
        var root = new Argument<string?>("ROOT") { Description = "The folder to look in, at any depth. Default: results.", Arity = ArgumentArity.ZeroOrOne };
        var benchmark = Text("--benchmark", "TEXT", "Only results whose benchmark or model file has this in its name.");
        var scenario = Text("--scenario", "NAME", "Only runs of this scenario.");
        var backend = Text("--backend", "NAME", "Only results of this backend.");
        var verdict = Text("--verdict", "NAME", "Only runs with this verdict: VALID, INVALID, reached, MISSED, not judged, done, INTERRUPTED, FAILED, RUNNING.");
        var since = Text("--since", "DATE", "Only results from this day (UTC) on, as 2026-05-31.");
        var last = Text("--last", "N", "Only the newest N results.");
        var json = new Option<bool>("--json") { Description = "Prints a JSON array, one object a run." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the folders only, one a line." };
        var command = new ExampleCommand("history", "Lists the result folders under a root: model, scenario, metric, verdict, date.")
        {
            Examples = { "nativebench history", "nativebench history results --scenario Server --last 10", "nativebench history /data/results --verdict INVALID --json" },
        };
        command.Arguments.Add(root);
        foreach (var option in new Option[] { benchmark, scenario, backend, verdict, since, last, json, quiet })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var folder = parsed.GetValue(root) ?? DefaultRoot;
            var path = context.Resolve(folder);
            if (!Directory.Exists(path))
                throw new UsageException($"'{folder}' is no folder. Name the one that holds your results.");
            var filter = new HistoryFilter(
                parsed.GetValue(benchmark), parsed.GetValue(scenario), parsed.GetValue(backend), parsed.GetValue(verdict),
                HistoryFilter.Day("--since", parsed.GetValue(since)), OptionValue.Count("--last", parsed.GetValue(last)));
            var entries = filter.Apply(ResultHistory.Read(path, out var unreadable));
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

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns(
            new TableColumn("Date (UTC)"), new TableColumn("Benchmark"), new TableColumn("Backend"), new TableColumn("Scenario"), new TableColumn("Metric"),
            new TableColumn("Value").RightAligned(), new TableColumn("Result"), new TableColumn("Folder"));
        foreach (var entry in entries)
        {
            table.AddRow(
                new Text(entry.Document.StartedUtc[..Math.Min(16, entry.Document.StartedUtc.Length)].Replace('T', ' ')),
                new Text(entry.Document.Benchmark + (entry.Document.Emulated ? " (EMULATED)" : "")), new Text(entry.Document.Backend.Name),
                new Text(entry.Run.Mode == "performance" ? entry.Run.Scenario : $"{entry.Run.Scenario} {entry.Run.Mode}"),
                new Text(entry.Figure?.Label ?? ""), new Text(entry.Figure is { } figure ? Format.Value(figure.Value, figure.Unit) : ""),
                new Text(entry.Verdict), new Text(Path.GetRelativePath(root, entry.Folder)));
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
            json.WriteString("folder", entry.Folder);
            json.WriteString("started_utc", entry.Document.StartedUtc);
            json.WriteString("benchmark", entry.Document.Benchmark);
            ResultJson.WriteStringOrNull(json, "model", entry.Document.Model?.Path);
            json.WriteString("backend", entry.Document.Backend.Name);
            json.WriteString("rules", entry.Document.Rules);
            json.WriteBoolean("emulated", entry.Document.Emulated);
            json.WriteString("scenario", entry.Run.Scenario);
            json.WriteString("mode", entry.Run.Mode);
            json.WriteString("verdict", entry.Verdict);
            ResultJson.WriteStringOrNull(json, "metric", entry.Figure?.Name);
            ResultJson.WriteNumberOrNull(json, "value", entry.Figure?.Value);
            ResultJson.WriteStringOrNull(json, "unit", entry.Figure?.Unit);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static Option<string?> Text(string name, string value, string description) => new(name) { HelpName = value, Description = description };
}
