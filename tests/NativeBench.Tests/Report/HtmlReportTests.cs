using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NativeBench.LoadGen;
using NativeBench.Report;
using NativeBench.Results;
using NativeBench.Tests.Results;

namespace NativeBench.Tests.Report;

/// <summary>The report is one small file without requests, and its figures are result.json's.</summary>
public sealed partial class HtmlReportTests
{
    private static readonly RunData[] s_runs =
    [
        NoisySystem.Measure(TestScenario.SingleStream, 1, 1e6), NoisySystem.Measure(TestScenario.Server, 2, 1e6, 10), NoisySystem.Measure(TestScenario.Offline, 3, 1e6),
    ];

    [Test]
    public void Figures_are_those_of_result_json([Values("", "de-DE", "ar-SA")] string culture)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
        try
        {
            var document = Documents.Of(s_runs);
            var html = HtmlReport.Create([new ReportedResult("x", document)]);
            using var stream = new MemoryStream();
            ResultFile.Write(stream, document);
            using var json = JsonDocument.Parse(stream.ToArray());
            var cells = Cell().Matches(html);
            Assert.That(cells, Has.Count.GreaterThan(30));
            foreach (Match cell in cells)
            {
                var path = cell.Groups["path"].Value;
                var value = double.Parse(cell.Groups["value"].Value, CultureInfo.InvariantCulture);
                if (path.Contains('#', StringComparison.Ordinal))
                    continue;
                Assert.That(Find(json.RootElement, path[(path.IndexOf(':', StringComparison.Ordinal) + 1)..]), Is.EqualTo(value), path);
            }
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void It_asks_nobody_for_anything_and_runs_no_script()
    {
        var html = HtmlReport.Create([new ReportedResult("x", Documents.Of(s_runs))]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(html, Does.Not.Contain("<script").And.Not.Contain("@import").And.Not.Contain("<iframe"));
            Assert.That(Request().Matches(html).Select(static m => m.Groups[1].Value), Is.All.EqualTo("data:,"), "the icon is an empty one");
            Assert.That(html, Has.Length.LessThan(1 << 20));
        }
    }

    [Test]
    public void Every_drawing_is_well_formed_and_says_what_it_shows()
    {
        var html = HtmlReport.Create([new ReportedResult("x", Documents.Of(s_runs))]);
        var drawings = Svg().Matches(html);
        Assert.That(drawings, Has.Count.GreaterThanOrEqualTo(10));
        var ids = new List<string>();
        foreach (Match drawing in drawings)
        {
            var svg = XElement.Parse(drawing.Value);
            Assert.That(svg.Attribute("aria-label")?.Value, Does.EndWith(".").And.Not.Contain("NaN"));
            Assert.That(drawing.Value, Does.Not.Contain("NaN").And.Not.Contain("rgb(1,2,"));
            ids.AddRange(svg.Descendants().Select(static e => e.Attribute("id")?.Value).OfType<string>());
        }

        Assert.That(ids, Is.Unique, "drawings of one page share its names");
    }

    [Test]
    public void Server_runs_at_several_rates_are_a_curve()
    {
        var slow = NoisySystem.Measure(TestScenario.Server, 4, 2e6, 10);
        var html = HtmlReport.Create([new ReportedResult("a", Documents.Of(s_runs[1])), new ReportedResult("b", Documents.Of(slow))]);
        Assert.That(html, Does.Contain("Latency against rate"));
        Assert.That(HtmlReport.Create([new ReportedResult("a", Documents.Of(s_runs[1]))]), Does.Not.Contain("Latency against rate"));
    }

    [Test]
    public void A_search_for_the_peak_rate_is_a_curve_of_its_own()
    {
        RatePointData Point(double rate, long p99) =>
            new() { ScheduledSamplesPerS = rate, CompletedSamplesPerS = rate, LatencyP50Ns = p99 / 2, LatencyP90Ns = p99 - 1, LatencyP99Ns = p99 };
        var search = s_runs[1] with { Mode = "find-peak", RateSweep = [Point(100, 1_000_000), Point(200, 9_000_000), Point(150, 2_000_000)] };
        var html = HtmlReport.Create([new ReportedResult("a", Documents.Of(search))]);
        Assert.That(html, Does.Contain("The 99th percentile goes from 1.000 ms at 100.0 samples/s to 9.000 ms at 200.0."));
    }

    [Test]
    public void Classes_are_shown_the_worst_first_and_their_cells_are_result_json_s()
    {
        ClassesData Classes(int count) => new()
        {
            Label = [.. Enumerable.Range(0, count).Select(static i => (double?)i)],
            SampleCount = [.. Enumerable.Repeat((double?)50, count)],
            CorrectCount = [.. Enumerable.Range(0, count).Select(i => (double?)(50 - (i % 7)))],
        };
        var accuracy = new AccuracyData { Metric = "top1", Percent = 94, TargetMet = true, Classes = Classes(3), Confusion = [Row(50, 0, 0), Row(1, 49, 0), Row(0, 2, 48)] };
        var html = Page(accuracy);
        Assert.That(html, Does.Contain("data-path=\"0:runs[0].accuracy.confusion[2].sample_count[1]\" data-value=\"2\""));
        Assert.That(html.IndexOf("classes.sample_count[2]", StringComparison.Ordinal), Is.LessThan(html.IndexOf("classes.sample_count[0]", StringComparison.Ordinal)), "the worst first");
        var many = Page(accuracy with { Classes = Classes(1000), Confusion = null });
        Assert.That(many, Does.Contain("the worst 20 of 1000").And.Contain("Of 1000 classes 1000 are recognized in at least half of their samples; the worst in 88 %, the best in 100 %."));
        Assert.That(many, Has.Length.LessThan(100_000));

        static RowData Row(params double?[] samples) => new() { SampleCount = samples };
        static string Page(AccuracyData accuracy) => HtmlReport.Create([new ReportedResult("a", Documents.Of(s_runs[2] with { Mode = "accuracy", Accuracy = accuracy }))]);
    }

    /// <summary>The page holds slices and a histogram and never queries: a long run's is hardly larger than a short one's.</summary>
    [Test]
    public void A_million_queries_make_no_large_page_or_file()
    {
        var run = NoisySystem.MeasureStream(s_runs[0], seed: 5, 1e6, queries: 1_000_000);
        var document = Documents.Of(run, run with { Scenario = "MultiStream" }, run, run);
        using var stream = new MemoryStream();
        ResultFile.Write(stream, document);
        Assert.That(stream.Length, Is.LessThan(1 << 20));
        Assert.That(HtmlReport.Create([new ReportedResult("x", document)]), Has.Length.LessThan(1 << 20));
    }

    [Test]
    public void What_is_no_result_is_marked()
    {
        var html = HtmlReport.Create([new ReportedResult("x", Documents.Of(s_runs) with { Emulated = true, SyntheticWeights = true, Status = "interrupted" })]);
        Assert.That(html, Does.Contain("EMULATED").And.Contain("synthetic weights").And.Contain("INTERRUPTED").And.Contain("not an MLPerf result"));
    }

    [Test]
    public void Names_are_text_and_not_markup()
    {
        var html = HtmlReport.Create([new ReportedResult("<b>", Documents.Of(s_runs) with { Benchmark = "<script>alert(1)</script>", Warnings = ["a < b & c"] })]);
        Assert.That(html, Does.Not.Contain("<script>").And.Contain("&lt;script&gt;").And.Contain("a &lt; b &amp; c"));
    }

    /// <summary>The value at a path such as runs[0].metric.value.</summary>
    internal static double Find(JsonElement root, string path)
    {
        foreach (var part in path.Split('.'))
        {
            var bracket = part.IndexOf('[', StringComparison.Ordinal);
            root = root.GetProperty(bracket < 0 ? part : part[..bracket]);
            if (bracket >= 0)
                root = root[int.Parse(part[(bracket + 1)..^1], CultureInfo.InvariantCulture)];
        }

        return root.GetDouble();
    }

    [GeneratedRegex("data-path=\"(?<path>[^\"]+)\" data-value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Cell();

    [GeneratedRegex("(?:href|src)=\"([^\"]*)\"")]
    private static partial Regex Request();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
