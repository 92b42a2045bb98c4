using System.Globalization;
using System.Text.RegularExpressions;
using OxyPlot;
using OxyPlot.Axes;

namespace NativeBench.Report.Plots;

/// <summary>
/// The look that all plots share. Colours are stand-ins that become the page's own variables, so that one drawing serves the
/// light and the dark theme.
/// </summary>
internal static partial class PlotStyle
{
    /// <summary>On a phone of 390 CSS pixels a drawing has 360: its letters are 12 high there, and 15 beside another on a desk.</summary>
    public const double Width = 400;
    public const double Height = 220;
    public const double FontSize = 13.5;

    private static readonly OxyColor s_text = OxyColor.FromRgb(1, 2, 3);
    private static readonly OxyColor s_grid = OxyColor.FromRgb(1, 2, 4);

    /// <summary>The colours of ordered series, from faint to strong, and one apart from them.</summary>
    public static OxyColor Faint { get; } = OxyColor.FromRgb(1, 2, 11);

    public static OxyColor Middle { get; } = OxyColor.FromRgb(1, 2, 12);

    public static OxyColor Strong { get; } = OxyColor.FromRgb(1, 2, 13);

    public static OxyColor Apart { get; } = OxyColor.FromRgb(1, 2, 14);

    /// <summary>The page's names of the same colours, for legends.</summary>
    public const string FaintName = "--s1";
    public const string MiddleName = "--s2";
    public const string StrongName = "--s3";
    public const string ApartName = "--s4";

    /// <summary>
    /// An empty plot, with room around it for numbers that the reader's font makes wider than the library thinks. Titles of axes and
    /// legends are the page's text around it, for the same reason.
    /// </summary>
    public static PlotModel Model() => new()
    {
        TextColor = s_text,
        PlotAreaBorderColor = s_grid,
        PlotAreaBorderThickness = new OxyThickness(0, 0, 0, 1),
        Padding = new OxyThickness(20, 8, 24, 4),
        DefaultFontSize = FontSize,
        IsLegendVisible = false,
    };

    /// <summary>An axis with even steps.</summary>
    public static Axis Linear(AxisPosition position, double? from = null) => Dress(new LinearAxis { Minimum = from ?? double.NaN }, position);

    /// <summary>An axis with steps of powers of ten.</summary>
    public static Axis Logarithmic(AxisPosition position) => Dress(new LogarithmicAxis { UseSuperExponentialFormat = false }, position);

    /// <summary>The drawing as an inline SVG element of the page.</summary>
    /// <param name="model">The plot.</param>
    /// <param name="id">Unique in the page; drawings name their parts.</param>
    /// <param name="alternative">What it shows, in a sentence, for those who don't see it.</param>
    public static string Svg(PlotModel model, string id, string alternative)
    {
        var exporter = new SvgExporter { Width = Width, Height = Height, IsDocument = false };
        var svg = exporter.ExportToString(model);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        var end = svg.IndexOf('>', StringComparison.Ordinal);
        svg = string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Html.Escape(alternative)}\">") + svg[(end + 1)..];
        svg = Part().Replace(svg, id + "-$1");
        svg = Font().Replace(svg, "");
        svg = svg.Replace(" fill=\"rgb(1,2,3)\"", "", StringComparison.Ordinal)
            .Replace("rgb(1,2,3)", "var(--dim)", StringComparison.Ordinal)
            .Replace("rgb(1,2,4)", "var(--grid)", StringComparison.Ordinal)
            .Replace("rgb(1,2,11)", "var(--s1)", StringComparison.Ordinal)
            .Replace("rgb(1,2,12)", "var(--s2)", StringComparison.Ordinal)
            .Replace("rgb(1,2,13)", "var(--s3)", StringComparison.Ordinal)
            .Replace("rgb(1,2,14)", "var(--s4)", StringComparison.Ordinal);
        return Indentation().Replace(svg, "\n");
    }

    private static Axis Dress(Axis axis, AxisPosition position)
    {
        axis.Position = position;
        axis.AxislineColor = s_grid;
        axis.TicklineColor = s_grid;
        axis.MinorTicklineColor = OxyColors.Transparent;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.MajorGridlineColor = s_grid;
        axis.TextColor = s_text;
        axis.MajorTickSize = 3;
        axis.MinorTickSize = 0;
        axis.IntervalLength = position == AxisPosition.Bottom ? 80 : 45;
        axis.StringFormat ??= "#,0.###";
        return axis;
    }

    [GeneratedRegex(" font-family=\"[^\"]*\"| font-weight=\"400\"| xmlns:xlink=\"[^\"]*\"")]
    private static partial Regex Font();

    [GeneratedRegex(@"clipPath(\d+)")]
    private static partial Regex Part();

    [GeneratedRegex(@"\r?\n\s+")]
    private static partial Regex Indentation();
}
