using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using NativeBench.LoadGen;
using NativeBench.Report;
using NativeBench.Results;
using NativeBench.Tests.Results;

namespace NativeBench.Tests.Report;

/// <summary>The report in a real browser.</summary>
public sealed partial class BrowserTests
{
    [Test]
    public void The_report_loads_without_complaints_or_requests_and_shows_result_json_s_figures()
    {
        using var folder = new TemporaryFolder();
        var document = Documents.Of(NoisySystem.Measure(TestScenario.SingleStream, 1, 1e6), NoisySystem.Measure(TestScenario.Offline, 2, 1e6));
        HtmlReport.Write(folder.Combine("report.html"), [new ReportedResult("x", document)]);
        using var stream = new MemoryStream();
        ResultFile.Write(stream, document);
        using var json = JsonDocument.Parse(stream.ToArray());
        var page = Chromium.Load(folder.Combine("report.html"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Requests, Is.Empty);
            Assert.That(page.Complaints, Is.Empty);
            var cells = Cell().Matches(page.Dom).Where(static c => !c.Groups["path"].Value.Contains('#', StringComparison.Ordinal)).ToArray();
            Assert.That(cells, Has.Length.GreaterThan(10));
            foreach (var cell in cells)
            {
                var path = cell.Groups["path"].Value;
                Assert.That(HtmlReportTests.Find(json.RootElement, path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..]),
                    Is.EqualTo(double.Parse(cell.Groups["value"].Value, CultureInfo.InvariantCulture)), path);
            }

            Assert.That(SvgRoot().Count(page.Dom), Is.GreaterThanOrEqualTo(5), "drawings are elements of the page");
        }
    }

    [Test]
    public void A_page_that_asks_for_something_or_complains_would_be_found_out()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Combine("page.html"), "<!doctype html><img src=\"http://127.0.0.1:9/x.png\"><script>console.error('complaint')</script>");
        var page = Chromium.Load(folder.Combine("page.html"));
        Assert.That(page.Requests, Has.Some.Contains("127.0.0.1:9/x.png"));
        Assert.That(page.Complaints, Has.Some.Contains("complaint"));
    }

    [GeneratedRegex("data-path=\"(?<path>[^\"]+)\" data-value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Cell();

    [GeneratedRegex("<svg viewBox")]
    private static partial Regex SvgRoot();
}
