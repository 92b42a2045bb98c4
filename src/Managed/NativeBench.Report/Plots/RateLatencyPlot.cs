using NativeBench.Results;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace NativeBench.Report.Plots;

/// <summary>Latency against rate, over Server runs that asked for different rates.</summary>
internal static class RateLatencyPlot
{
    /// <summary>The plot, or null when there are fewer than two rates.</summary>
    public static Plot? Of(IEnumerable<RunData> runs, string id)
    {
        var points = runs
            .Where(static run => run is { Scenario: "Server", Mode: "performance", SampleLatency: not null, CompletedSamplesPerS: not null })
            .Select(static run => (Rate: run.CompletedSamplesPerS!.Value, Latency: run.SampleLatency!))
            .OrderBy(static p => p.Rate)
            .ToArray();
        if (points.DistinctBy(static p => Math.Round(p.Rate)).Count() < 2)
            return null;
        var unit = TimeUnit.For(points[0].Latency.P99Ns);
        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Bottom, 0));
        model.Axes.Add(PlotStyle.Logarithmic(AxisPosition.Left));
        Add("p50", PlotStyle.Faint, static l => l.P50Ns);
        Add("p99", PlotStyle.Strong, static l => l.P99Ns);
        return new Plot("Latency against rate", $"completed samples/s to the right, latency in {unit.Name} up; a point a Server run", PlotStyle.Svg(model, id,
            $"The 99th percentile goes from {Format.Time(points[0].Latency.P99Ns)} at {Format.Rate(points[0].Rate)} samples/s to {Format.Time(points[^1].Latency.P99Ns)} at {Format.Rate(points[^1].Rate)}."),
            ("p50", PlotStyle.FaintName), ("p99", PlotStyle.StrongName));

        void Add(string title, OxyColor color, Func<LatencyData, long> latency)
        {
            var line = new LineSeries { Title = title, Color = color, StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerFill = color, MarkerSize = 4 };
            line.Points.AddRange(points.Select(p => new DataPoint(p.Rate, latency(p.Latency) / unit.Ns)));
            model.Series.Add(line);
        }
    }
}
