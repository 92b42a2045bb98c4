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
                    Logged(run, File.ReadAllText(Path.Combine(folder, run.Folder, "mlperf_log_summary.txt")));
                }

                CsvHas(document);
                HtmlHas(File.ReadAllText(Path.Combine(folder, "report.html")), json.RootElement);
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
            Assert.That(Logged(log, run.Scenario == "Server" ? "Completed samples per second" : "Samples per second"), Is.EqualTo(run.Metric!.Value).Within(0.001).Percent, "six digits, as the official log has them");
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

    private static void HtmlHas(string html, JsonElement json)
    {
        var cells = Cell().Matches(html).Where(static c => !c.Groups["path"].Value.Contains('#', StringComparison.Ordinal)).ToArray();
        Assert.That(cells, Has.Length.GreaterThanOrEqualTo(20));
        foreach (var cell in cells)
        {
            var path = cell.Groups["path"].Value;
            Assert.That(HtmlReportTests.Find(json, path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..]),
                Is.EqualTo(double.Parse(cell.Groups["value"].Value, CultureInfo.InvariantCulture)), path);
        }
    }

    [GeneratedRegex("data-path=\"(?<path>[^\"]+)\" data-value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Cell();
}
