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

    /// <summary>What is left and how long it takes, for people.</summary>
    /// <param name="left">The runs that are left.</param>
    /// <param name="seconds">The seconds of each.</param>
    /// <param name="again">Runs that have to be made again if a performance run comes out with another rate.</param>
    public static IEnumerable<string> EstimateLines(IReadOnlyList<SubmissionStep> left, IReadOnlyDictionary<SubmissionStep, double> seconds, IReadOnlyList<SubmissionStep> again)
    {
        foreach (var step in left)
            yield return $"  {step}: about {Units.Seconds(seconds[step])}";
        foreach (var step in again)
            yield return $"  {step}: once more, if the new performance run has another rate";
        yield return left.Count == 0 ? "Nothing is left to run." : $"About {Units.Seconds(seconds.Values.Sum())} in all, from a moment's warm-up.";
    }

    /// <summary>The same as a command's outcome.</summary>
    public static void WriteEstimate(
        Terminal terminal, IReadOnlyList<SubmissionStep> left, IReadOnlyDictionary<SubmissionStep, double> seconds, IReadOnlyList<SubmissionStep> again, SubmissionPlan plan, bool json)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("schema_version", 1);
                writer.WriteStartArray("runs");
                foreach (var step in left)
                {
                    writer.WriteStartObject();
                    WriteStep(writer, step);
                    writer.WriteNumber("seconds", Math.Round(seconds[step], 3));
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteNumber("seconds", Math.Round(seconds.Values.Sum(), 3));
                WriteMissing(writer, plan);
                writer.WriteEndObject();
            }));
        }
        else
        {
            foreach (string line in EstimateLines(left, seconds, again).Concat(plan.Left))
                terminal.Out.WriteLine(line);
        }

        terminal.Out.Flush();
    }

    /// <summary>The runs of a plan, without a look at model or data.</summary>
    public static void WriteList(Terminal terminal, IReadOnlyList<ListedRun> runs, SubmissionPlan plan, string? notRunnable, bool json)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Write(writer =>
            {
                writer.WriteStartObject();
                writer.WriteNumber("schema_version", 1);
                writer.WriteString("not_runnable", notRunnable);
                writer.WriteStartArray("runs");
                foreach (var run in runs)
                {
                    writer.WriteStartObject();
                    WriteStep(writer, run.Step);
                    writer.WriteBoolean("good", run.IsGood);
                    if (run.LeastSeconds is { } least)
                        writer.WriteNumber("least_seconds", least);
                    else
                        writer.WriteNull("least_seconds");
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                WriteMissing(writer, plan);
                writer.WriteEndObject();
            }));
        }
        else
        {
            foreach (var run in runs)
            {
                terminal.Out.WriteLine($"  {run.Step}: {(run.IsGood ? "good already"
                    : run.LeastSeconds is { } least ? $"at least {Units.Seconds(least)}" : run.Step.Kind == StepKind.Accuracy ? "every sample once" : "as long as its queries take")}");
            }

            foreach (string sentence in plan.Left)
                terminal.Out.WriteLine(sentence);
            if (notRunnable is not null)
                terminal.Out.WriteLine($"It isn't runnable here yet: {notRunnable}.");
        }

        terminal.Out.Flush();
    }

    private static void WriteStep(Utf8JsonWriter json, SubmissionStep step)
    {
        json.WriteString("scenario", step.Scenario.ToString());
        json.WriteString("run", step.Name);
    }

    private static void WriteMissing(Utf8JsonWriter json, SubmissionPlan plan)
    {
        json.WriteStartArray("missing");
        foreach (string sentence in plan.Left)
            json.WriteStringValue(sentence);
        json.WriteEndArray();
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
        WriteMissing(json, plan);
        json.WriteEndObject();
    }
}

/// <summary>A run of a plan.</summary>
/// <param name="Step">The run.</param>
/// <param name="IsGood">Whether it's there and good.</param>
/// <param name="LeastSeconds">How long it lasts at least under the round's constraints; null where only its queries decide.</param>
internal sealed record ListedRun(SubmissionStep Step, bool IsGood, double? LeastSeconds);
