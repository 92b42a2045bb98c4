namespace NativeBench.Results;

/// <summary>The distribution of latencies as one line of characters, for terminals.</summary>
public static class LatencySpread
{
    private const int Columns = 48;
    private const string Blocks = "▁▂▃▄▅▆▇█";

    /// <summary>
    /// Shortest and longest latency with bars between them: columns of equal width on a logarithmic axis, a bar's height the share of
    /// latencies in it (the root of it, so that a tail of thousandths is seen). Null without a histogram, and for Offline, whose
    /// latencies only count how much came before.
    /// </summary>
    public static string? Of(RunData run)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run is not { LatencyHistogram: { } data, Mode: not "accuracy", Scenario: not "Offline" } || LatencyHistogram.Buckets(data) is not { Count: > 1 } buckets)
            return null;
        double low = Math.Max(1, buckets[0].FromNs);
        var width = Math.Log(Math.Max(low * 1.01, buckets[^1].UpToNs) / low) / Columns;
        var counts = new double[Columns];
        foreach (var bucket in buckets)
        {
            var middle = Math.Max(low, (bucket.FromNs + bucket.UpToNs) / 2.0);
            counts[Math.Clamp((int)(Math.Log(middle / low) / width), 0, Columns - 1)] += bucket.Count;
        }

        var most = counts.Max();
        var bars = counts.Select(count => count == 0 ? ' ' : Blocks[Math.Min(Blocks.Length - 1, (int)(Math.Sqrt(count / most) * Blocks.Length))]);
        return $"{Format.Time(low)} {string.Concat(bars)} {Format.Time(buckets[^1].UpToNs)}";
    }
}
