namespace NativeBench.Results;

/// <summary>
/// The interval of a percentile after Woodruff (1952): how sure the share of longer latencies is, taken from how unevenly they
/// are spread over the slices, and then read back from the distribution. A mean of the slices' own percentiles would be too
/// sure: a slice has too few latencies for a 99th percentile of its own.
/// </summary>
/// <param name="Value">The percentile, in ns.</param>
/// <param name="Low">Lower end at <see cref="RatioInterval.Confidence"/>.</param>
/// <param name="High">Upper end.</param>
internal sealed record QuantileInterval(double Value, double Low, double High)
{
    /// <summary>With fewer slices there's no interval.</summary>
    private const int LeastSlices = RatioEstimator.LeastValues;

    /// <summary>The slices differ so much that the upper end is the longest latency: good enough to doubt a comparison, not to be quoted.</summary>
    public bool ReachesTheLongest { get; private init; }

    /// <summary>The interval of a run's percentile, or null when too little was measured.</summary>
    public static QuantileInterval? Of(RunFigure figure, RunData run)
    {
        if (figure.OverCounts is not { } over || run is not { Slices: { } slices, LatencyHistogram: { } histogram } || slices.WholeCount < LeastSlices)
            return null;
        double all = 0;
        double longer = 0;
        for (var i = 0; i < slices.LatencyCount.Count; i++)
        {
            all += slices.LatencyCount[i] ?? 0;
            longer += over[i] ?? 0;
        }

        // With fewer, even the longest latency could lie below the true percentile more often than the interval may be wrong.
        var share = Math.Max(longer, 0.5) / all;
        if (all * -Math.Log(1 - share) < -Math.Log((1 - RatioInterval.Confidence) / 2))
            return null;

        var rest = new double[slices.WholeCount];
        for (var i = 0; i < rest.Length; i++)
            rest[i] = (over[i] ?? 0) - (share * (slices.LatencyCount[i] ?? 0));
        var variance = Math.Max(SlicedVariance(rest) * rest.Length, all * share * (1 - share)) / (all * all);
        var distance = StudentT.Quantile995(rest.Length - 1) * Math.Sqrt(variance);
        var quantiles = new HistogramQuantiles(LatencyHistogram.Buckets(histogram));
        var centre = quantiles.At(1 - share);
        return centre <= 0 ? null : new QuantileInterval(
            figure.Value, figure.Value * quantiles.At(1 - share - distance) / centre, figure.Value * quantiles.At(1 - share + distance) / centre)
        {
            ReachesTheLongest = distance >= share,
        };
    }

    /// <summary>
    /// The interval of second / first out of the two, on logarithms, each side with its own width (Zou and Donner 2008).
    /// </summary>
    public static RatioInterval? Ratio(QuantileInterval first, QuantileInterval second)
    {
        if (first.Low <= 0 || second.Low <= 0)
            return null;
        var below = Hypotenuse(Math.Log(second.Value / second.Low), Math.Log(first.High / first.Value));
        var above = Hypotenuse(Math.Log(second.High / second.Value), Math.Log(first.Value / first.Low));
        var ratio = second.Value / first.Value;
        return new RatioInterval(ratio, ratio * Math.Exp(-below), ratio * Math.Exp(above));
    }

    private static double Hypotenuse(double a, double b) => Math.Sqrt((a * a) + (b * b));

    /// <summary>Variance of a slice's value, widened by neighbours' likeness.</summary>
    private static double SlicedVariance(ReadOnlySpan<double> values) => RatioEstimator.VarianceWithDependence(values);

    /// <summary>Reads a distribution at any share.</summary>
    private sealed class HistogramQuantiles(IReadOnlyList<HistogramBucket> buckets)
    {
        public double At(double share)
        {
            var wanted = Math.Clamp(share, 0, 1) * buckets[^1].CountUpTo;
            var (low, high) = (0, buckets.Count - 1);
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (buckets[middle].CountUpTo >= wanted)
                    high = middle;
                else
                    low = middle + 1;
            }

            // Evenly within the bucket, whose width is a thousandth of its value.
            var bucket = buckets[low];
            var inside = (wanted - (bucket.CountUpTo - bucket.Count)) / bucket.Count;
            return bucket.FromNs + (Math.Clamp(inside, 0, 1) * (bucket.UpToNs - bucket.FromNs));
        }
    }
}
