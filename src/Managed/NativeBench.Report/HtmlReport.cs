using System.Globalization;
using NativeBench.Report.Plots;
using NativeBench.Results;

namespace NativeBench.Report;

/// <summary>A result and where it's from.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="Document">Its result.json.</param>
public sealed record ReportedResult(string Name, ResultDocument Document);

/// <summary>A search of <c>tune</c> and where it's from.</summary>
/// <param name="Name">As the user named it.</param>
/// <param name="File">Its tune.json.</param>
public sealed record ReportedTuning(string Name, TuneFile File);

/// <summary>
/// One HTML file that shows results: no script, no request to anywhere, drawings inside, readable without them. Every figure is
/// result.json's and says where from.
/// </summary>
public static class HtmlReport
{
    /// <summary>The file's name in a result folder.</summary>
    public const string FileName = "report.html";

    /// <summary>The report of one or several results.</summary>
    public static string Create(IReadOnlyList<ReportedResult> results) => Create(results, []);

    /// <summary>The report of results and searches, at least one of both.</summary>
    public static string Create(IReadOnlyList<ReportedResult> results, IReadOnlyList<ReportedTuning> tunings)
    {
        ArgumentNullException.ThrowIfNull(results);
        ArgumentNullException.ThrowIfNull(tunings);
        if (results.Count + tunings.Count == 0)
            throw new ArgumentException("A report needs a result.", nameof(results));
        var html = new Html();
        var title = string.Join(", ", results.Select(static r => r.Document.Benchmark).Concat(tunings.Select(static t => t.File.Benchmark)).Distinct()) + " – NativeBench";
        html.Raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");

        // Without this a browser asks the server, or the disk, for an icon.
        html.Raw("<link rel=\"icon\" href=\"data:,\">\n").Element("title", title).Raw("<style>\n").Raw(Css()).Raw("</style>\n</head>\n<body>\n<main>\n");
        for (var i = 0; i < results.Count; i++)
            ResultSection.Write(html, results[i], i, results.Count > 1);
        if (RateLatencyPlot.Of(results.SelectMany(static r => r.Document.Runs), "rate") is { } plot)
        {
            html.Element("h2", "Latency against rate");
            RunSection.WritePlots(html, [plot]);
        }

        for (var i = 0; i < tunings.Count; i++)
            TuningSection.Write(html, tunings[i], i);
        html.Raw("<p class=\"dim\">").Text("Made by nativebench" + (results.Count > 0 ? " " + results[0].Document.Versions.Nativebench : "") + ". Intervals are at 99 %, from the slices of the run.").Raw("</p>\n");
        html.Raw("</main>\n</body>\n</html>\n");
        return html.ToString();
    }

    /// <summary>Writes the report of a folder's result.json into the folder.</summary>
    public static void Write(string path, IReadOnlyList<ReportedResult> results) => File.WriteAllText(path, Create(results));

    private static string Css()
    {
        using var stream = typeof(HtmlReport).Assembly.GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    internal static string Date(string? utc) =>
        DateTimeOffset.TryParse(utc, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture) : utc ?? "";
}
