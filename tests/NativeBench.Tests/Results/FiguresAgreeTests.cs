using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NativeBench.Results;
using NativeBench.Tests.Cli;
using NativeBench.Tests.Report;

namespace NativeBench.Tests.Results;

/// <summary>One session, read back from everywhere it's told: terminal, result.json, CSV, Markdown, HTML and the MLPerf logs.</summary>
public sealed partial class FiguresAgreeTests
{
    [Test]
    public void Every_output_has_the_same_figures([Values("", "de-DE", "ar-SA")] string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        using var cli = new CliHost();
        try
        {
            cli.Run("run", "--backend", "null", "--set", "min_duration=20", "--scenario", "all", "--output", "out", "--quiet",
                "--set", "Server.target_qps=2000", "--set", "Server.target_latency=1000");
            var folder = Path.Combine(cli.Folder, "out");
            var text = File.ReadAllText(Path.Combine(folder, "result.json"));
            using var json = JsonDocument.Parse(text);
            var document = ResultFile.Read(folder);
            var terminal = cli.Out;
            var markdown = MarkdownExport.Create([("out", document)]);
            using (Assert.EnterMultipleScope())
            {
                foreach (var run in document.Runs)
                {
                    Told(run, terminal, "terminal");
                    Told(run, markdown, "Markdown");
                    Answered(run, terminal);
                    Logged(run, File.ReadAllText(Path.Combine(folder, run.Folder, "mlperf_log_summary.txt")));
                    Detailed(run, File.ReadAllLines(Path.Combine(folder, run.Folder, "mlperf_log_detail.txt")));
                }

                CsvHas(document);
                HtmlHas(File.ReadAllText(Path.Combine(folder, "report.html")), document, json.RootElement);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    /// <summary>Quality: the count and percentage of the terminal, the CSV and the page, and the accuracy log scored once more.</summary>
    [Test]
    public void Every_output_has_the_same_accuracy([Values("", "de-DE", "ar-SA")] string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        using var cli = new CliHost();
        try
        {
            cli.Run("run", "--backend", "ort-cpu", "--mode", "accuracy", "--output", "out", "--quiet");
            var folder = Path.Combine(cli.Folder, "out");
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "result.json")));
            var document = ResultFile.Read(folder);
            var accuracy = document.Runs.Single().Accuracy!;
            var terminal = cli.Out;
            cli.Run("accuracy", "--log", "out/Offline/accuracy/mlperf_log_accuracy.json", "--benchmark", "digits");
            using (Assert.EnterMultipleScope())
            {
                var counted = FormattableString.Invariant($"{accuracy.Correct}/{accuracy.Total}");
                var percent = FormattableString.Invariant($"{accuracy.Percent:0.00} %");
                Assert.That(accuracy.Total, Is.EqualTo(360));
                Assert.That(terminal, Does.Contain(counted).And.Contain(percent));
                Assert.That(cli.Out[terminal.Length..], Does.Contain(counted), "scored again");
                Assert.That(accuracy.Classes!.SampleCount.Sum(), Is.EqualTo(accuracy.Total));
                Assert.That(accuracy.Classes.CorrectCount.Sum(), Is.EqualTo(accuracy.Correct));
                Assert.That(accuracy.Confusion!.Select((row, i) => row.SampleCount[i]).Sum(), Is.EqualTo(accuracy.Correct), "the diagonal");
                Assert.That(accuracy.Confusion!.Sum(static row => row.SampleCount.Sum()), Is.EqualTo(accuracy.Total));
                CsvHas(document);
                HtmlHas(File.ReadAllText(Path.Combine(folder, "report.html")), document, json.RootElement);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static void Told(RunData run, string text, string where)
    {
        var latency = RunFigures.Latency(run)!;
        var row = text.Split('\n').First(line => line.Contains(run.Scenario, StringComparison.Ordinal) && line.Contains("VALID", StringComparison.Ordinal));
        var metric = RunFigures.Of(run)[0];
        Assert.That(row, Does.Contain(Format.Value(metric.Value, metric.Unit)), $"{where}: {row}");
        foreach (var ns in new[] { latency.P50Ns, latency.P90Ns, latency.P99Ns, latency.P999Ns })
            Assert.That(row, Does.Contain(Format.Time(ns)), $"{where}: {row}");
    }

    /// <summary>The sentences below the table: figure, interval, lag.</summary>
    private static void Answered(RunData run, string terminal)
    {
        Assert.That(terminal, Does.Contain($"{run.Scenario} performance: {RunInsights.HowFast(run)}"));
        if (run is { Scenario: "Server", IssueLag: { } lag })
            Assert.That(terminal, Does.Contain($"p50 {Format.Time(lag.P50Ns)}, p99 {Format.Time(lag.P99Ns)}, p99.9 {Format.Time(lag.P999Ns)}, max {Format.Time(lag.MaxNs)}"));
    }

    /// <summary>The detail log's results.</summary>
    private static void Detailed(RunData run, string[] log)
    {
        var results = new Dictionary<string, JsonElement>();
        foreach (var line in log.Where(static l => l.StartsWith(":::MLLOG ", StringComparison.Ordinal)))
        {
            using var entry = JsonDocument.Parse(line[":::MLLOG ".Length..]);
            results[entry.RootElement.GetProperty("key").GetString()!] = entry.RootElement.GetProperty("value").Clone();
        }

        // The MultiStreams have the queries' percentiles, and their samples' smallest, largest and mean beside them.
        var (latency, infix) = run.QueryLatency is { } queries ? (queries, "_per_query") : (run.SampleLatency!, "");
        foreach (var (label, value) in new (string, double)[]
                 {
                     ("50.00", latency.P50Ns), ("90.00", latency.P90Ns), ("95.00", latency.P95Ns), ("97.00", latency.P97Ns), ("99.00", latency.P99Ns), ("99.90", latency.P999Ns),
                 })
        {
            Assert.That(results[$"result_{label}_percentile{infix}_latency_ns"].GetDouble(), Is.EqualTo(value), $"{run.Scenario}: {label}");
        }

        Assert.That(results["result_query_count"].GetInt64(), Is.EqualTo(run.QueryCount), run.Scenario);
        Assert.That(results["result_min_latency_ns"].GetInt64(), Is.EqualTo(run.SampleLatency!.MinNs), run.Scenario);
        Assert.That(results["result_max_latency_ns"].GetInt64(), Is.EqualTo(run.SampleLatency!.MaxNs), run.Scenario);
        Assert.That(results["result_mean_latency_ns"].GetInt64(), Is.EqualTo(run.SampleLatency!.MeanNs), run.Scenario);
        Assert.That(results["result_validity"].GetString(), Is.EqualTo(run.Valid == true ? "VALID" : "INVALID"), run.Scenario);
    }

    /// <summary>The summary log's figures, to the digits it gives.</summary>
    private static void Logged(RunData run, string log)
    {
        var latency = RunFigures.Latency(run)!;
        foreach (var (name, value) in new (string, double)[]
                 {
                     ("50.00 percentile latency (ns)", latency.P50Ns), ("90.00 percentile latency (ns)", latency.P90Ns), ("95.00 percentile latency (ns)", latency.P95Ns),
                     ("97.00 percentile latency (ns)", latency.P97Ns), ("99.00 percentile latency (ns)", latency.P99Ns), ("99.90 percentile latency (ns)", latency.P999Ns),
                     ("Min latency (ns)", latency.MinNs), ("Max latency (ns)", latency.MaxNs), ("Mean latency (ns)", latency.MeanNs),
                 })
        {
            Assert.That(Logged(log, name), Is.EqualTo(value), $"{run.Scenario}: {name}");
        }

        Assert.That(log, Does.Contain($"Result is : {(run.Valid == true ? "VALID" : "INVALID")}"));
        if (run.Scenario is "Server" or "Offline")
            Assert.That(Logged(log, run.Scenario == "Server" ? "Completed samples per second" : "Samples per second"), Is.EqualTo(run.LoggedCompletedSamplesPerS ?? run.Metric!.Value).Within(0.001).Percent, "six digits, as the official log has them");
    }

    private static double Logged(string log, string name)
    {
        var line = log.Split('\n').First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf(':') + 1)..].Trim(), CultureInfo.InvariantCulture);
    }

    private static void CsvHas(ResultDocument document)
    {
        var lines = CsvExport.Create([("out", document)]).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(lines[0], Is.EqualTo(CsvExport.Header));
        var expected = document.Runs.SelectMany(static run => RunFigures.Of(run).Select(figure => (run.Scenario, figure.Name, figure.Value))).ToArray();
        var found = lines.Skip(1).Select(static line => line.Split(',')).Select(static f => (f[6], f[9], double.Parse(f[10], CultureInfo.InvariantCulture))).ToArray();
        Assert.That(found, Is.EqualTo(expected));
    }

    private static void HtmlHas(string html, ResultDocument document, JsonElement json)
    {
        var cells = Cell().Matches(html);
        Assert.That(cells, Has.Count.GreaterThanOrEqualTo(20));
        foreach (Match cell in cells)
        {
            var path = cell.Groups["path"].Value;
            var value = double.Parse(cell.Groups["value"].Value, CultureInfo.InvariantCulture);
            path = path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..];

            // runs[1]#name is a figure that has no single place, such as a quotient of two.
            var expected = path.Split('#') is [var run, var name]
                ? RunFigures.Of(document.Runs[int.Parse(run["runs[".Length..^1], CultureInfo.InvariantCulture)]).Single(figure => figure.Name == name).Value
                : HtmlReportTests.Find(json, path);
            Assert.That(value, Is.EqualTo(expected), path);
        }
    }

    [GeneratedRegex("data-path=\"(?<path>[^\"]+)\" data-value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Cell();
}
