using System.Globalization;
using NativeBench.Results;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace NativeBench.Report.Plots;

/// <summary>How many classes are recognized how well.</summary>
internal static class ClassAccuracyPlot
{
    private const int Bars = 20;

    public static Plot Of(ClassesData classes, string id)
    {
        var shares = classes.CorrectCount.Zip(classes.SampleCount, static (correct, samples) => 100 * correct!.Value / samples!.Value).ToArray();
        var counts = new int[Bars];
        foreach (var share in shares)
            counts[Math.Clamp((int)(share * Bars / 100), 0, Bars - 1)]++;
        var bars = new RectangleBarSeries { FillColor = PlotStyle.Middle, StrokeThickness = 0 };
        var width = 100.0 / Bars;
        for (var i = 0; i < Bars; i++)
        {
            if (counts[i] > 0)
                bars.Items.Add(new RectangleBarItem((i + 0.06) * width, 0, (i + 0.94) * width, counts[i]));
        }

        var model = PlotStyle.Model();
        var bottom = PlotStyle.Linear(AxisPosition.Bottom, 0);
        bottom.Maximum = 100;
        model.Axes.Add(bottom);
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Left, 0));
        model.Series.Add(bars);
        return new Plot("Accuracy of the classes", "per cent of a class's samples that are right, to the right; classes up", PlotStyle.Svg(model, id,
            string.Create(CultureInfo.InvariantCulture, $"Of {shares.Length} classes {shares.Count(static s => s >= 50)} are recognized in at least half of their samples; the worst in {shares.Min():0.#} %, the best in {shares.Max():0.#} %.")));
    }
}
