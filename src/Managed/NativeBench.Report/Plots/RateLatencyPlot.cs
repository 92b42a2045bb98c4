using NativeBench.Results;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace NativeBench.Report.Plots;

/// <summary>Latency against rate, over Server runs that asked for different rates.</summary>
internal static class RateLatencyPlot
{
    /// <summary>The plot over whole runs, or null when there are fewer than two rates.</summary>
    public static Plot? Of(IEnumerable<RunData> runs, string id) => Of(
        runs.Where(static run => run is { Scenario: "Server", Mode: "performance", SampleLatency: not null, CompletedSamplesPerS: not null })
            .Select(static run => new RatePointData
            {
                ScheduledSamplesPerS = run.ScheduledSamplesPerS ?? run.CompletedSamplesPerS!.Value,
                CompletedSamplesPerS = run.CompletedSamplesPerS!.Value,
                LatencyP50Ns = run.SampleLatency!.P50Ns,
                LatencyP90Ns = run.SampleLatency.P90Ns,
                LatencyP99Ns = run.SampleLatency.P99Ns,
                Valid = run.Valid,
            }),
        id);

    /// <summary>The plot over the rates of a sweep, or null when there are fewer than two; <paramref name="boundNs"/> is drawn if it's known.</summary>
    public static Plot? Of(IEnumerable<RatePointData> rates, string id, long? boundNs = null)
    {
        var points = rates.OrderBy(static p => p.ScheduledSamplesPerS).ToArray();
        if (points.DistinctBy(static p => Math.Round(p.CompletedSamplesPerS)).Count() < 2)
            return null;
        var unit = TimeUnit.For(points[0].LatencyP99Ns);
        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Bottom, 0));
        model.Axes.Add(PlotStyle.Logarithmic(AxisPosition.Left));
        Add(PlotStyle.Faint, static p => p.LatencyP50Ns);
        Add(PlotStyle.Middle, static p => p.LatencyP90Ns);
        Add(PlotStyle.Strong, static p => p.LatencyP99Ns);
        if (boundNs is { } bound)
            model.Annotations.Add(new LineAnnotation { Type = LineAnnotationType.Horizontal, Y = bound / unit.Ns, Color = PlotStyle.Apart, LineStyle = LineStyle.Dash });
        (string, string)[] legend = [("p50", PlotStyle.FaintName), ("p90", PlotStyle.MiddleName), ("p99", PlotStyle.StrongName)];
        return new Plot("Latency against rate", $"completed samples/s to the right, latency in {unit.Name} up; a point a rate", PlotStyle.Svg(model, id,
            $"The 99th percentile goes from {Format.Time(points[0].LatencyP99Ns)} at {Format.Rate(points[0].CompletedSamplesPerS)} samples/s to {Format.Time(points[^1].LatencyP99Ns)} at {Format.Rate(points[^1].CompletedSamplesPerS)}."),
            boundNs is null ? legend : [.. legend, ("bound", PlotStyle.ApartName)]);

        void Add(OxyColor color, Func<RatePointData, long> latency)
        {
            var line = new LineSeries { Color = color, StrokeThickness = 2, MarkerType = MarkerType.Circle, MarkerFill = color, MarkerSize = 4 };
            line.Points.AddRange(points.Select(p => new DataPoint(p.CompletedSamplesPerS, latency(p) / unit.Ns)));
            model.Series.Add(line);
        }
    }
}
