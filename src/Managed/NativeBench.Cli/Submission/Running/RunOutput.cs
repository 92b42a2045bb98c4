using System.Text.Json;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using Spectre.Console;

namespace NativeBench.Cli.Submission.Running;

/// <summary>How far a submission's runs have come, for people and for programs.</summary>
internal static class RunOutput
{
    public static void Write(Terminal terminal, RunState state, SubmissionPlan plan, string root, bool json, bool quiet)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Write(writer => WriteJson(writer, state, plan, root)));
            terminal.Out.Flush();
            return;
        }

        if (!quiet)
        {
            var table = new Table { Border = TableBorder.Simple };
            foreach (string column in new[] { "Scenario", "Run", "State", "Figure" })
                table.AddColumn(column);
            foreach (var step in state.Steps)
                table.AddRow(new Text(step.Scenario), new Text(step.Step), new Text(step.Status), new Text(step.Figure ?? ""));
            terminal.Rich().Write(table);
        }

        foreach (var step in state.Steps.Where(static s => s.Status != "good"))
            terminal.Out.WriteLine($"{step.Scenario} {step.Step} is {step.Status}{(step.Reasons.IsEmpty ? "." : ": " + string.Join(' ', step.Reasons))}");
        foreach (string sentence in plan.Left)
            terminal.Out.WriteLine(sentence);
        terminal.Out.WriteLine(state.Steps.All(static s => s.Status == "good")
            ? $"All {state.Steps.Length} runs are good. Next: nativebench submission pack {root}"
            : $"{state.Steps.Count(static s => s.Status == "good")} of {state.Steps.Length} runs are good. The same command goes on from here.");
        terminal.Out.Flush();
    }

    private static void WriteJson(Utf8JsonWriter json, RunState state, SubmissionPlan plan, string root)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version", 1);
        json.WriteString("folder", root);
        json.WriteBoolean("complete", state.Steps.All(static s => s.Status == "good") && plan.Left.IsEmpty);
        json.WriteStartArray("runs");
        foreach (var step in state.Steps)
        {
            json.WriteStartObject();
            json.WriteString("scenario", step.Scenario);
            json.WriteString("run", step.Step);
            json.WriteString("state", step.Status);
            json.WriteString("folder", step.Folder);
            json.WriteString("figure", step.Figure);
            json.WriteStartArray("reasons");
            foreach (string reason in step.Reasons)
                json.WriteStringValue(reason);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("missing");
        foreach (string sentence in plan.Left)
            json.WriteStringValue(sentence);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
