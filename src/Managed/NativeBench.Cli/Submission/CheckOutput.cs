using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Submission;
using Spectre.Console;

namespace NativeBench.Cli.Submission;

/// <summary>What a check of a submission tree found, for people and for programs.</summary>
internal static class CheckOutput
{
    public static void Write(Terminal terminal, CheckReport report, bool verdictOnly)
    {
        if (!verdictOnly)
        {
            var console = terminal.Rich();
            WriteResults(console, report);
            foreach (var severity in Enum.GetValues<FindingSeverity>())
                WriteFindings(terminal, severity, [.. report.Findings.Where(f => f.Severity == severity)]);
        }

        terminal.Out.WriteLine(Verdict(report));
    }

    public static void WriteJson(Utf8JsonWriter json, CheckReport report)
    {
        json.WriteStartObject();
        json.WriteNumber("schema_version", 1);
        json.WriteString("round", report.Round);
        json.WriteBoolean("official_checker_accepts", report.OfficialCheckerAccepts);
        json.WriteBoolean("passes", report.Passes);
        json.WriteStartArray("results");
        foreach (var result in report.Results)
        {
            json.WriteStartObject();
            json.WriteString("path", result.Path);
            json.WriteString("division", result.Division);
            json.WriteString("submitter", result.Submitter);
            json.WriteString("system", result.System);
            json.WriteString("benchmark", result.Benchmark);
            json.WriteString("scenario", result.Scenario);
            json.WriteString("measured_scenario", result.MeasuredScenario);
            json.WriteString("metric", result.Metric);
            if (result.Value is { } value && double.IsFinite(value))
                json.WriteNumber("value", value);
            else
                json.WriteNull("value");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (var finding in report.Findings)
        {
            json.WriteStartObject();
            json.WriteString("severity", Name(finding.Severity));
            json.WriteString("path", finding.Path);
            json.WriteString("key", finding.Key);
            json.WriteString("found", finding.Found);
            json.WriteString("wanted", finding.Wanted);
            json.WriteString("message", finding.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteResults(IAnsiConsole console, CheckReport report)
    {
        if (report.Results.IsEmpty)
            return;
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in new[] { "Division", "Submitter", "System", "Benchmark", "Scenario", "Measured as" })
            table.AddColumn(column);
        table.AddColumn(new TableColumn("Value").RightAligned());
        table.AddColumn("Key in the log");
        foreach (var result in report.Results)
        {
            table.AddRow(
                new Text(result.Division), new Text(result.Submitter), new Text(result.System), new Text(result.Benchmark), new Text(result.Scenario),
                new Text(result.MeasuredScenario ?? "?"), new Text(result.Value is { } value ? Units.Invariant($"{value:0.######}") : "none"),
                new Text(result.Metric ?? ""));
        }

        console.Write(table);
    }

    private static void WriteFindings(Terminal terminal, FindingSeverity severity, Finding[] findings)
    {
        if (findings.Length == 0)
            return;
        terminal.Out.WriteLine($"{Heading(severity)}:");
        foreach (var finding in findings)
        {
            string key = finding.Key is { } k ? $" [{k}]" : "";
            string found = finding.Found is null && finding.Wanted is null ? "" : $" Found: {finding.Found ?? "nothing"}; wanted: {finding.Wanted ?? "something else"}.";
            terminal.Out.WriteLine($"  {(finding.Path.Length == 0 ? "(the tree)" : finding.Path)}{key}: {finding.Message}{found}");
        }

        terminal.Out.WriteLine();
    }

    private static string Verdict(CheckReport report)
    {
        int Count(FindingSeverity severity) => report.Findings.Count(f => f.Severity == severity);
        string results = report.Results.Length == 1 ? "1 result" : Units.Invariant($"{report.Results.Length} results");
        string official = report.OfficialCheckerAccepts
            ? "the official checker would accept it"
            : Units.Invariant($"the official checker would reject it ({Count(FindingSeverity.OfficialCheckerRejects)} findings)");
        return Units.Invariant($"{report.Round}, {results}: {official}; {Count(FindingSeverity.RulesSaySo)} more against the rules, {Count(FindingSeverity.Suspicious)} suspicious.");
    }

    private static string Heading(FindingSeverity severity) => severity switch
    {
        FindingSeverity.OfficialCheckerRejects => "The official checker rejects",
        FindingSeverity.RulesSaySo => "The rules say otherwise, though the official checker lets it through",
        _ => "Suspicious",
    };

    private static string Name(FindingSeverity severity) => severity switch
    {
        FindingSeverity.OfficialCheckerRejects => "official checker rejects",
        FindingSeverity.RulesSaySo => "rules say so",
        _ => "suspicious",
    };
}
