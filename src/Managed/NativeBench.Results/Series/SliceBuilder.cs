namespace NativeBench.Results;

/// <summary>Cuts a series into slices of equal time.</summary>
public static class SliceBuilder
{
    /// <summary>No more slices than a plot can show and a statistic can use.</summary>
    public const int MostSlices = 100;

    // A slice with fewer items says little about its percentiles; but a few slices say more than one.
    private const int ItemsPerSlice = 50;
    private const int FewSlices = 10;
    private const int LeastItemsPerSlice = 5;

    /// <summary>The slices, or null when nothing completed.</summary>
    public static SlicesData? Build(MeasuredSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
            return null;
        var done = (long[])series.CompletedNs.Clone();
        var latency = (long[])series.LatencyNs.Clone();
        Array.Sort(done, latency);
        var durationNs = Math.Max(1, done[^1]);
        var sliceNs = SliceNs(durationNs, series.Count);

        // The last completion is the end of the last slice, not the start of another.
        var count = (int)((durationNs + sliceNs - 1) / sliceNs);
        var columns = new Columns(count);
        var begin = 0;
        for (var i = 0; i < count; i++)
        {
            var endNs = i == count - 1 ? long.MaxValue : (i + 1) * sliceNs;
            var end = begin;
            while (end < done.Length && done[end] < endNs)
                end++;
            var lengthNs = i == count - 1 ? durationNs - (i * sliceNs) : sliceNs;
            columns.Fill(i, done.AsSpan(begin, end - begin), latency.AsSpan(begin, end - begin), series, lengthNs / 1e9);
            begin = end;
        }

        return new SlicesData
        {
            SliceS = sliceNs / 1e9,
            LastSliceS = (durationNs - ((count - 1) * sliceNs)) / 1e9,
            CompletedSamples = columns.Completed,
            SamplesPerS = columns.Rate,
            LatencyMeanNs = columns.Mean,
            LatencyP50Ns = columns.P50,
            LatencyP90Ns = columns.P90,
            LatencyP99Ns = columns.P99,
            LatencyAtTargetPercentileNs = columns.Target,
            LatencyMaxNs = columns.Max,
            SamplesPerCompletion = columns.PerCompletion,
        };
    }

    /// <summary>A round length (1, 2 or 5 × 10^k ns) that cuts the series into as many slices as its items are worth.</summary>
    internal static long SliceNs(long durationNs, int items)
    {
        var wanted = Math.Clamp(items / ItemsPerSlice, Math.Clamp(items / LeastItemsPerSlice, 1, FewSlices), MostSlices);
        var least = Math.Max(1, durationNs / (double)wanted);
        var scale = (long)Math.Pow(10, Math.Floor(Math.Log10(least)));
        foreach (var factor in (ReadOnlySpan<long>)[1, 2, 5])
        {
            if (factor * scale >= least)
                return factor * scale;
        }

        return 10 * scale;
    }

    private sealed class Columns(int count)
    {
        public double?[] Completed { get; } = new double?[count];

        public double?[] Rate { get; } = new double?[count];

        public double?[] Mean { get; } = new double?[count];

        public double?[] P50 { get; } = new double?[count];

        public double?[] P90 { get; } = new double?[count];

        public double?[] P99 { get; } = new double?[count];

        public double?[] Target { get; } = new double?[count];

        public double?[] Max { get; } = new double?[count];

        public double?[] PerCompletion { get; } = new double?[count];

        public void Fill(int i, ReadOnlySpan<long> done, Span<long> latency, MeasuredSeries series, double lengthS)
        {
            var samples = done.Length * series.SamplesPerItem;
            Completed[i] = samples;
            Rate[i] = lengthS > 0 ? Math.Round(samples / lengthS, 3) : null;
            if (done.IsEmpty)
                return;
            latency.Sort();
            Mean[i] = Math.Round(MeanOf(latency));
            P50[i] = At(latency, 0.50);
            P90[i] = At(latency, 0.90);
            P99[i] = At(latency, 0.99);
            Target[i] = At(latency, series.TargetPercentile);
            Max[i] = latency[^1];
            PerCompletion[i] = Math.Round((double)samples / Distinct(done), 3);
        }

        /// <summary>One call completes its samples at one clock reading, and no two calls share one often.</summary>
        private static int Distinct(ReadOnlySpan<long> sorted)
        {
            var distinct = 1;
            for (var i = 1; i < sorted.Length; i++)
                distinct += sorted[i] != sorted[i - 1] ? 1 : 0;
            return distinct;
        }

        private static double MeanOf(ReadOnlySpan<long> values)
        {
            double sum = 0;
            foreach (var value in values)
                sum += value;
            return sum / values.Length;
        }

        /// <summary>Element trunc(n p), as LoadGen counts.</summary>
        private static double At(ReadOnlySpan<long> sorted, double fraction) =>
            sorted[(int)Math.Clamp((long)(sorted.Length * fraction), 0, sorted.Length - 1)];
    }
}
