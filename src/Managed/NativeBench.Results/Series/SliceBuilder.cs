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
        var columns = new Columns(count, Limits.Of(series));
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
            TargetPercentile = series.TargetPercentile,
            LatencyCount = columns.Latencies,
            CompletedSamples = columns.Completed,
            SamplesPerS = columns.Rate,
            LatencyMeanNs = columns.Mean,
            LatencyP50Ns = columns.P50,
            LatencyP90Ns = columns.P90,
            LatencyP99Ns = columns.P99,
            LatencyAtTargetPercentileNs = columns.Target,
            LatencyMaxNs = columns.Max,
            OverP50Count = columns.OverP50,
            OverP90Count = columns.OverP90,
            OverP99Count = columns.OverP99,
            OverP999Count = columns.OverP999,
            OverTargetPercentileCount = columns.OverTarget,
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

    /// <summary>Element trunc(n p), as LoadGen counts.</summary>
    private static long At(ReadOnlySpan<long> sorted, double fraction) =>
        sorted[(int)Math.Clamp((long)(sorted.Length * fraction), 0, sorted.Length - 1)];

    /// <summary>Percentiles of the whole series, in ns.</summary>
    private readonly record struct Limits(long P50, long P90, long P99, long P999, long Target)
    {
        public static Limits Of(MeasuredSeries series)
        {
            var sorted = (long[])series.LatencyNs.Clone();
            Array.Sort(sorted);
            return new Limits(At(sorted, 0.50), At(sorted, 0.90), At(sorted, 0.99), At(sorted, 0.999), At(sorted, series.TargetPercentile));
        }
    }

    private sealed class Columns(int count, Limits limits)
    {
        public double?[] Latencies { get; } = new double?[count];

        public double?[] Completed { get; } = new double?[count];

        public double?[] Rate { get; } = new double?[count];

        public double?[] Mean { get; } = new double?[count];

        public double?[] P50 { get; } = new double?[count];

        public double?[] P90 { get; } = new double?[count];

        public double?[] P99 { get; } = new double?[count];

        public double?[] Target { get; } = new double?[count];

        public double?[] Max { get; } = new double?[count];

        public double?[] OverP50 { get; } = new double?[count];

        public double?[] OverP90 { get; } = new double?[count];

        public double?[] OverP99 { get; } = new double?[count];

        public double?[] OverP999 { get; } = new double?[count];

        public double?[] OverTarget { get; } = new double?[count];

        public double?[] PerCompletion { get; } = new double?[count];

        public void Fill(int i, ReadOnlySpan<long> done, Span<long> latency, MeasuredSeries series, double lengthS)
        {
            var samples = done.Length * series.SamplesPerItem;
            Latencies[i] = done.Length;
            Completed[i] = samples;
            (OverP50[i], OverP90[i], OverP99[i], OverP999[i], OverTarget[i]) = (0, 0, 0, 0, 0);
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
            OverP50[i] = Over(latency, limits.P50);
            OverP90[i] = Over(latency, limits.P90);
            OverP99[i] = Over(latency, limits.P99);
            OverP999[i] = Over(latency, limits.P999);
            OverTarget[i] = Over(latency, limits.Target);
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

        /// <summary>How many of a sorted list are greater than a limit.</summary>
        private static int Over(ReadOnlySpan<long> sorted, long limit)
        {
            var (low, high) = (0, sorted.Length);
            while (low < high)
            {
                var middle = low + ((high - low) / 2);
                if (sorted[middle] > limit)
                    high = middle;
                else
                    low = middle + 1;
            }

            return sorted.Length - low;
        }
    }
}
