using System.Globalization;
using System.Text;

namespace NativeBench.Results;

/// <summary>
/// Results as comma-separated values (RFC 4180): one line a figure, so that results with different scenarios fit into one file
/// and a spreadsheet pivots them as it likes. Values are in the unit beside them, unrounded; bounds in whole ns or six digits.
/// </summary>
public static class CsvExport
{
    /// <summary>The columns.</summary>
    public const string Header = "result,started_utc,benchmark,backend,rules,emulated,scenario,mode,verdict,figure,value,unit,low_99,high_99";

    /// <summary>The lines of some results, each under the name it's given.</summary>
    public static string Create(IEnumerable<(string Name, ResultDocument Document)> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var (name, document) in results)
        {
            foreach (var run in document.Runs)
            {
                foreach (var figure in RunFigures.Of(run))
                {
                    var interval = FigureInterval.Of(figure, run);
                    text.AppendJoin(',', new[]
                    {
                        name, document.StartedUtc, document.Benchmark, document.Backend.Name, document.Rules, document.Emulated ? "true" : "false",
                        run.Scenario, run.Mode, RunInsights.Verdict(run), figure.Name, Number(figure.Value), figure.Unit, Bound(interval?.Low, figure.Unit), Bound(interval?.High, figure.Unit),
                    }.Select(Quoted)).Append("\r\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A bound is an estimate: whole ns, else six digits.</summary>
    private static string Bound(double? value, string unit) => value is not { } bound || !double.IsFinite(bound) ? ""
        : unit == "ns" ? Math.Round(bound).ToString("0", CultureInfo.InvariantCulture)
        : double.Parse(bound.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture);

    /// <summary>A field that a spreadsheet could take for a formula is kept as text.</summary>
    private static string Quoted(string field)
    {
        var text = field.Length > 0 && field[0] is '=' or '@' ? "'" + field : field;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
