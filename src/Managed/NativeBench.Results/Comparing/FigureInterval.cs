namespace NativeBench.Results;

/// <summary>How sure a run is of a figure, from its slices.</summary>
/// <param name="Low">Lower end at <see cref="RatioInterval.Confidence"/>, in the figure's unit.</param>
/// <param name="High">Upper end.</param>
public sealed record FigureInterval(double Low, double High)
{
    /// <summary>The interval of a figure of a run; null when too little was measured, or slices don't have it.</summary>
    public static FigureInterval? Of(RunFigure figure, RunData run)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(run);
        if (run.Slices is not { } slices)
            return null;
        if (figure.OverCounts is not null)
            return QuantileInterval.Of(figure, run) is { ReachesTheLongest: false } quantile ? new FigureInterval(quantile.Low, quantile.High) : null;
        if (figure.Slices is not { } values)
            return null;
        var whole = values.Take(slices.WholeCount).Where(static v => v.HasValue).Select(static v => v!.Value).ToArray();
        if (whole.Length < RatioEstimator.LeastValues || whole.Average() is not (> 0 and var mean))
            return null;
        var half = StudentT.Quantile995(whole.Length - 1) * Math.Sqrt(RatioEstimator.VarianceWithDependence(whole) / whole.Length) / mean;

        // None of these figures can be 0 or less: an interval that reaches there says that nothing is known. It lies around what the
        // slices say; where the whole run's figure isn't in it (its last, incomplete slice was another), it's widened to hold that too.
        return half < 1 ? new FigureInterval(Math.Min(mean * (1 - half), figure.Value), Math.Max(mean * (1 + half), figure.Value)) : null;
    }

    /// <summary>Why a figure that slices have has no interval, as a clause; null where it has one, or none could be expected.</summary>
    public static string? WhyNot(RunFigure figure, RunData run)
    {
        ArgumentNullException.ThrowIfNull(figure);
        ArgumentNullException.ThrowIfNull(run);
        if (run.Slices is not { } slices || (figure.OverCounts ?? figure.Slices) is null || Of(figure, run) is not null)
            return null;
        if (slices.WholeCount < RatioEstimator.LeastValues)
            return "the run is too short to say how sure that is";
        return figure.OverCounts is null || QuantileInterval.Of(figure, run) is { ReachesTheLongest: true }
            ? "the run drifts: its slices differ too much to say how sure that is"
            : "too few latencies were measured to say how sure that is";
    }
}
