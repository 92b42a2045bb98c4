using System.Globalization;
using NativeBench.Results;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace NativeBench.Report.Plots;

/// <summary>A drawing with its words.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="Note">How to read it, in a clause.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Legend">Names of the series and of their colours.</param>
internal sealed record Plot(string Title, string Note, string Svg, params (string Name, string Colour)[] Legend);

/// <summary>The plots of one run.</summary>
internal static class RunPlots
{
    private const int HistogramBars = 60;
    private static readonly (string Name, string Colour)[] s_processes = [("all processes", PlotStyle.FaintName), ("this process", PlotStyle.StrongName)];

    /// <summary>Those that the run has figures for.</summary>
    /// <param name="run">The run.</param>
    /// <param name="id">Unique in the page.</param>
    public static IEnumerable<Plot> Of(RunData run, string id)
    {
        if (run.RateSweep is { } rates && RateLatencyPlot.Of(rates, id + "q", BoundNs(run)) is { } curve)
            yield return curve;
        if (run.LatencyHistogram is { } histogram && run.Scenario != "Offline")
        {
            var buckets = LatencyHistogram.Buckets(histogram);
            yield return Percentiles(run, buckets, id + "p");
            yield return Distribution(run, buckets, id + "h");
        }

        if (run.Slices is { CompletedSamples.Count: > 1 } slices)
        {
            if (run.Scenario != "Offline")
                yield return LatencyOverTime(run, slices, id + "l");
            yield return RateOverTime(run, slices, id + "r");
            if (slices.SamplesPerCompletion.Any(static v => v > 1))
                yield return BatchesOverTime(slices, id + "b");
        }

        if (run.MachineActivity is { TimeS.Count: > 2 } activity)
            yield return Utilisation(activity, id + "u");
    }

    private static Plot Percentiles(RunData run, IReadOnlyList<HistogramBucket> buckets, string id)
    {
        var unit = TimeUnit.For(RunFigures.Latency(run)!.P50Ns);
        var count = buckets[^1].CountUpTo;
        var line = Line(PlotStyle.Strong, null);
        double last = 0;
        foreach (var bucket in buckets)
        {
            // One over the share that is slower: 10 is the 90th percentile, 100 the 99th.
            var x = Math.Min((double)count / Math.Max(count - bucket.CountUpTo, 0.5), count);
            if (line.Points.Count > 0 && x < last * 1.02)
                continue;
            line.Points.Add(new DataPoint(last = x, Math.Max(1, bucket.UpToNs) / unit.Ns));
        }

        var model = PlotStyle.Model();
        var bottom = PlotStyle.Logarithmic(AxisPosition.Bottom);
        bottom.Minimum = 1;
        bottom.LabelFormatter = static x => Percentile(x);
        model.Axes.Add(bottom);
        model.Axes.Add(PlotStyle.Logarithmic(AxisPosition.Left));
        model.Series.Add(line);
        AddBound(model, run, unit);
        var latency = RunFigures.Latency(run)!;
        return new Plot("Latency by percentile", $"{unit.Name} up; both axes logarithmic: right of 99 % are the slowest hundredth", PlotStyle.Svg(model, id,
            $"Latency rises from {Format.Time(latency.P50Ns)} at the median over {Format.Time(latency.P90Ns)} at 90 % and {Format.Time(latency.P99Ns)} at 99 % to {Format.Time(latency.MaxNs)}."));
    }

    private static Plot Distribution(RunData run, IReadOnlyList<HistogramBucket> buckets, string id)
    {
        var unit = TimeUnit.For(RunFigures.Latency(run)!.P50Ns);
        double low = Math.Max(1, buckets[0].FromNs);
        double high = Math.Max(low * 1.01, buckets[^1].UpToNs);
        var step = Math.Pow(high / low, 1.0 / HistogramBars);
        var counts = new long[HistogramBars];
        foreach (var bucket in buckets)
        {
            var middle = Math.Max(1, (bucket.FromNs + bucket.UpToNs) / 2.0);
            counts[Math.Clamp((int)(Math.Log(middle / low) / Math.Log(step)), 0, HistogramBars - 1)] += bucket.Count;
        }

        var bars = new RectangleBarSeries { FillColor = PlotStyle.Middle, StrokeThickness = 0 };
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
                bars.Items.Add(new RectangleBarItem(low * Math.Pow(step, i + 0.06) / unit.Ns, 0, low * Math.Pow(step, i + 0.94) / unit.Ns, counts[i]));
        }

        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Logarithmic(AxisPosition.Bottom));
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Left, 0));
        model.Series.Add(bars);
        var most = Array.IndexOf(counts, counts.Max());
        return new Plot("Distribution of latencies", $"{unit.Name} to the right, logarithmic; {(run.LatencyHistogram!.Of == "query" ? "queries" : "samples")} up", PlotStyle.Svg(model, id,
            $"Most latencies lie between {Format.Time(low * Math.Pow(step, most))} and {Format.Time(low * Math.Pow(step, most + 1))}; the shortest is {Format.Time(low)}, the longest {Format.Time(high)}."));
    }

    private static Plot LatencyOverTime(RunData run, SlicesData slices, string id)
    {
        var unit = TimeUnit.For(RunFigures.Latency(run)!.P50Ns);
        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Bottom, 0));
        model.Axes.Add(PlotStyle.Logarithmic(AxisPosition.Left));
        model.Series.Add(Line(PlotStyle.Faint, "p50", slices, slices.LatencyP50Ns, unit.Ns));
        model.Series.Add(Line(PlotStyle.Middle, "p90", slices, slices.LatencyP90Ns, unit.Ns));
        model.Series.Add(Line(PlotStyle.Strong, "p99", slices, slices.LatencyP99Ns, unit.Ns));
        AddBound(model, run, unit);
        return new Plot("Latency over time", $"{unit.Name} up, logarithmic; {SliceNote(slices)}", PlotStyle.Svg(model, id,
            $"{Range("The slices' median latency", Whole(slices, slices.LatencyP50Ns), Format.Time)} {Range("their 99th percentile", Whole(slices, slices.LatencyP99Ns), Format.Time)}"),
            ("p50", PlotStyle.FaintName), ("p90", PlotStyle.MiddleName), ("p99", PlotStyle.StrongName));
    }

    private static Plot RateOverTime(RunData run, SlicesData slices, string id)
    {
        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Bottom, 0));
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Left, 0));
        model.Series.Add(Line(PlotStyle.Strong, null, slices, slices.SamplesPerS, 1));
        return new Plot("Rate over time", "samples per second; " + SliceNote(slices), PlotStyle.Svg(model, id,
            Range("The rate", Whole(slices, slices.SamplesPerS), static v => Format.Rate(v) + " samples/s")));
    }

    private static Plot BatchesOverTime(SlicesData slices, string id)
    {
        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Bottom, 0));
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Left, 0));
        model.Series.Add(Line(PlotStyle.Strong, null, slices, slices.SamplesPerCompletion, 1));
        return new Plot("Batch sizes over time", "mean samples that one call completed", PlotStyle.Svg(model, id,
            Range("The mean size of batches", Whole(slices, slices.SamplesPerCompletion), static v => v.ToString("0.##", CultureInfo.InvariantCulture))));
    }

    private static Plot Utilisation(MachineActivityData activity, string id)
    {
        var model = PlotStyle.Model();
        model.Axes.Add(PlotStyle.Linear(AxisPosition.Bottom, 0));
        var left = PlotStyle.Linear(AxisPosition.Left, 0);
        left.Maximum = 100;
        model.Axes.Add(left);
        model.Series.Add(Line(PlotStyle.Faint, "all processes", activity.TimeS, activity.CpuBusyPercent, 1));
        model.Series.Add(Line(PlotStyle.Strong, "this process", activity.TimeS, activity.CpuOwnPercent, 1));
        var text = Range("This process's share of the processors' time", activity.CpuOwnPercent, static v => v.ToString("0", CultureInfo.InvariantCulture) + " %");
        if (activity.GpuBusyPercent is { } gpu)
        {
            model.Series.Add(Line(PlotStyle.Middle, "GPU", activity.TimeS, gpu, 1));
            text += " " + Range("The GPU's", gpu, static v => v.ToString("0", CultureInfo.InvariantCulture) + " %");
        }

        if (activity.PowerW is { } power)
        {
            var right = PlotStyle.Linear(AxisPosition.Right, 0);
            right.Key = "power";
            right.MajorGridlineStyle = LineStyle.None;
            model.Axes.Add(right);
            var line = Line(PlotStyle.Apart, "power", activity.TimeS, power, 1);
            line.YAxisKey = "power";
            model.Series.Add(line);
            text += " " + Range("power", power, static v => v.ToString("0.0", CultureInfo.InvariantCulture) + " W");
        }

        return new Plot(activity.PowerW is null ? "Utilisation" : "Utilisation and power", "per cent of all processors' time over seconds, read twice a second beside the run, loading and writing logs included", PlotStyle.Svg(model, id, text),
            [
                .. s_processes,
                .. activity.GpuBusyPercent is null ? [] : new[] { ("GPU", PlotStyle.MiddleName) },
                .. activity.PowerW is null ? [] : new[] { ("power in W (right)", PlotStyle.ApartName) },
            ]);
    }

    /// <summary>Server's latency bound.</summary>
    private static long? BoundNs(RunData run) =>
        run.Scenario == "Server" && run.SettingsEffective["target_latency_ns"]?.GetValue<double>() is { } bound and > 0 ? (long)bound : null;

    private static void AddBound(PlotModel model, RunData run, TimeUnit unit)
    {
        if (BoundNs(run) is not { } bound)
            return;

        // A bound far above everything would flatten what there is to see.
        if (RunFigures.Latency(run) is { } latency && bound > 3.0 * latency.MaxNs)
            return;
        model.Annotations.Add(new LineAnnotation
        {
            Type = LineAnnotationType.Horizontal, Y = bound / unit.Ns, Color = PlotStyle.Apart, LineStyle = LineStyle.Solid,
            Text = "bound " + Format.Time(bound), TextColor = PlotStyle.Apart,
        });
    }

    private static LineSeries Line(OxyColor color, string? title) => new() { Color = color, Title = title, StrokeThickness = 2, LineJoin = LineJoin.Round };

    /// <summary>Of whole slices only, if there are any: a last one of a few milliseconds has any rate and any latency.</summary>
    private static LineSeries Line(OxyColor color, string? title, SlicesData slices, IReadOnlyList<double?> values, double unit)
    {
        values = Whole(slices, values);
        var middles = Enumerable.Range(0, values.Count).Select(i => (double?)((i + 0.5) * slices.SliceS)).ToArray();
        return Line(color, title, middles, values, unit);
    }

    private static IReadOnlyList<double?> Whole(SlicesData slices, IReadOnlyList<double?> values) =>
        slices.WholeCount > 1 ? [.. values.Take(slices.WholeCount)] : values;

    private static LineSeries Line(OxyColor color, string? title, IReadOnlyList<double?> times, IReadOnlyList<double?> values, double unit)
    {
        var line = Line(color, title);
        for (var i = 0; i < values.Count && i < times.Count; i++)
            line.Points.Add(values[i] is { } value && times[i] is { } time ? new DataPoint(time, value / unit) : DataPoint.Undefined);
        return line;
    }

    private static string SliceNote(SlicesData slices) =>
        string.Create(CultureInfo.InvariantCulture, $"seconds to the right, in slices of {Format.Time(slices.SliceS * 1e9)} by when things completed");

    private static string Percentile(double x) => x < 1.5 ? "0 %" : ((1 - (1 / x)) * 100).ToString("0.#######", CultureInfo.InvariantCulture) + " %";

    private static string Range(string what, IReadOnlyList<double?> values, Func<double, string> format)
    {
        var known = values.Where(static v => v.HasValue).Select(static v => v!.Value).ToArray();
        return known.Length == 0 ? $"{what} isn't known." : $"{what} lies between {format(known.Min())} and {format(known.Max())}.";
    }
}
