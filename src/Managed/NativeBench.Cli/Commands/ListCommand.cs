using System.CommandLine;
using NativeBench.Cli.Workloads;
using Spectre.Console;

namespace NativeBench.Cli.Commands;

/// <summary><c>nativebench list</c>: the benchmarks of the catalog.</summary>
internal static class ListCommand
{
    public static Command Create(CommandContext context)
    {
        var json = new Option<bool>("--json") { Description = "Prints a JSON array instead of the table." };
        var quiet = new Option<bool>("--quiet") { Description = "Prints the ids only, one a line." };
        var command = new Parsing.ExampleCommand("list", "Lists the benchmarks of the catalog: model, dataset, quality target, what is present.")
        {
            Examples = { "nativebench list", "nativebench list --json" },
        };
        command.Options.Add(json);
        command.Options.Add(quiet);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json))
                WriteJson(context.Terminal.Out);
            else if (parsed.GetValue(quiet))
                WriteIds(context.Terminal.Out);
            else
                WriteTable(context);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static void WriteIds(TextWriter output)
    {
        foreach (var entry in BenchmarkCatalog.All)
            output.WriteLine(entry.Id);
    }

    private static void WriteTable(CommandContext context)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("Benchmark", "Model", "Dataset", "Quality target", "On this machine");
        foreach (var entry in BenchmarkCatalog.All)
            table.AddRow(new Text(entry.Id), new Text(entry.Model), new Text(entry.Dataset), new Text(entry.Target), new Text(entry.Presence));
        context.Terminal.Rich().Write(table);
    }

    private static void WriteJson(TextWriter output)
    {
        output.WriteLine(JsonText.Write(static json =>
        {
            json.WriteStartArray();
            foreach (var entry in BenchmarkCatalog.All)
            {
                json.WriteStartObject();
                json.WriteString("id", entry.Id);
                json.WriteString("title", entry.Title);
                json.WriteString("model", entry.Model);
                json.WriteString("dataset", entry.Dataset);
                json.WriteString("quality_metric", "top1");
                json.WriteNumber("quality_target_percent", entry.TargetPercent);
                json.WriteNumber("server_target_latency_ns", entry.ServerBoundNs);
                json.WriteBoolean("present", true);
                json.WriteString("presence", entry.Presence);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));
    }
}
