using System.Globalization;
using NativeBench.Report.Plots;
using NativeBench.Results;

namespace NativeBench.Report;

/// <summary>Classification: how well each class is recognized, and what it is taken for.</summary>
internal static class ClassesSection
{
    /// <summary>Classes that are listed, the worst first; a thousand would hide them.</summary>
    private const int MostListed = 20;

    public static void Write(Html html, RunData run, string id, string path)
    {
        if (run.Accuracy is not { Classes: { Label.Count: > 0 } classes } accuracy)
            return;
        WriteWorst(html, classes, path + ".accuracy.classes");
        if (accuracy.Confusion is { Count: > 0 } confusion)
            WriteMatrix(html, confusion, path + ".accuracy.confusion");
        else if (classes.Label.Count > MostListed)
            RunSection.WritePlots(html, [ClassAccuracyPlot.Of(classes, id + "c")]);
    }

    private static void WriteWorst(Html html, ClassesData classes, string path)
    {
        var order = Enumerable.Range(0, classes.Label.Count).OrderBy(i => classes.CorrectCount[i] / classes.SampleCount[i]).ThenBy(i => classes.Label[i]).ToArray();
        html.Element("h3", order.Length > MostListed
            ? string.Create(CultureInfo.InvariantCulture, $"Accuracy by class: the worst {MostListed} of {order.Length}")
            : "Accuracy by class, the worst first");
        html.Raw("<div class=\"scroll\"><table>\n<tr><th>Class</th><th class=\"n\">Samples</th><th class=\"n\">Correct</th><th class=\"n\">Accuracy</th></tr>\n");
        foreach (var i in order.Take(MostListed))
        {
            var at = FormattableString.Invariant($"[{i}]");
            html.Raw("<tr><td>").Text(Count(classes.Label[i])).Raw("</td>")
                .Number(Count(classes.SampleCount[i]), $"{path}.sample_count{at}", classes.SampleCount[i])
                .Number(Count(classes.CorrectCount[i]), $"{path}.correct_count{at}", classes.CorrectCount[i])
                .Number(string.Create(CultureInfo.InvariantCulture, $"{100 * classes.CorrectCount[i] / classes.SampleCount[i]:0.0} %"))
                .Raw("</tr>\n");
        }

        html.Raw("</table></div>\n");
    }

    private static void WriteMatrix(Html html, IReadOnlyList<RowData> confusion, string path)
    {
        html.Element("h3", "Confusion: rows are labels, columns answers");
        html.Raw("<div class=\"scroll\"><table class=\"confusion\">\n<tr><th></th>");
        for (var i = 0; i < confusion.Count; i++)
            html.Element("th", Count(i), "n");
        html.Raw("</tr>\n");
        for (var i = 0; i < confusion.Count; i++)
        {
            var row = confusion[i].SampleCount;
            var all = Math.Max(1, row.Sum() ?? 0);
            html.Raw("<tr>").Element("th", Count(i), "n");
            for (var j = 0; j < row.Count; j++)
            {
                // Of the row, so that a class with few samples is as visible as any; one sample always is.
                var share = row[j] > 0 ? Math.Max(12, (int)Math.Round(100 * row[j]!.Value / all)) : 0;
                html.Raw(share == 0 ? "<td></td>" : string.Create(CultureInfo.InvariantCulture,
                    $"<td data-path=\"{path}[{i}].sample_count[{j}]\" data-value=\"{row[j]:R}\" style=\"background:color-mix(in srgb, var({(i == j ? "--s2" : "--s4")}) {share}%, transparent)\">{Count(row[j])}</td>"));
            }

            html.Raw("</tr>\n");
        }

        html.Raw("</table></div>\n");
    }

    private static string Count(double? value) => value?.ToString("0", CultureInfo.InvariantCulture) ?? "";
}
