using System.Text.Json;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Output;
using NativeBench.Submission;
using NativeBench.Submission.Packing;

namespace NativeBench.Cli.Submission.Packing;

/// <summary>What was packed, for people and for programs.</summary>
internal static class PackOutput
{
    public static void Write(Terminal terminal, string output, PackRequest request, IReadOnlyList<string> inadmissible, CheckReport? report, bool json, bool quiet)
    {
        if (json)
        {
            terminal.Out.WriteLine(JsonText.Write(writer => WriteJson(writer, output, request, inadmissible, report)));
        }
        else
        {
            if (report is not null)
                CheckOutput.Write(terminal, report, quiet);
            else
                terminal.Out.WriteLine($"{request.Round}: this version has no rules to check such a tree by.");
            foreach (string reason in inadmissible)
                terminal.Out.WriteLine($"{(request.Rehearsal.IsEmpty ? "Not admissible" : "REHEARSAL, not to be submitted")}: {reason}");
            terminal.Out.WriteLine($"The tree is in {output}");
        }

        terminal.Out.Flush();
    }

    private static void WriteJson(Utf8JsonWriter json, string output, PackRequest request, IReadOnlyList<string> inadmissible, CheckReport? report)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version", 1);
        json.WriteString("tree", output);
        json.WriteString("round", request.Round);
        json.WriteString("division", request.Division);
        json.WriteBoolean("rehearsal", !request.Rehearsal.IsEmpty);
        json.WriteBoolean("admissible", inadmissible.Count == 0);
        json.WriteStartArray("reasons");
        foreach (string reason in inadmissible)
            json.WriteStringValue(reason);
        json.WriteEndArray();
        json.WritePropertyName("check");
        if (report is null)
            json.WriteNullValue();
        else
            CheckOutput.WriteJson(json, report);
        json.WriteEndObject();
    }
}
