using System.Numerics;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Latencies counted in buckets of a sixty-fourth of their value, as an HdrHistogram of two digits has them: fixed memory
/// (29 KiB, outside the managed heap, so that watching brings no collection nearer), for live figures only. What is reported at
/// the end comes from the exact records. For one thread.
/// </summary>
internal sealed class LatencyHistogram : IDisposable
{
    private const int MantissaBits = 6;
    private const int Buckets = (63 - MantissaBits + 1) << MantissaBits;

    private readonly NativeArray<long> _counts = new(Buckets);

    public LatencyHistogram() => _counts.Span.Clear();

    /// <summary>Latencies counted.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a latency, or as many like it as <paramref name="times"/> says.</summary>
    public void Add(long ns, long times = 1)
    {
        _counts.Span[BucketOf(Math.Max(ns, 0))] += times;
        Count += times;
    }

    public void Add(LatencyHistogram other)
    {
        var counts = _counts.Span;
        var others = other._counts.Span;
        for (int i = 0; i < counts.Length; i++)
            counts[i] += others[i];
        Count += other.Count;
    }

    public void Clear()
    {
        _counts.Span.Clear();
        Count = 0;
    }

    public void Dispose() => _counts.Dispose();

    /// <summary>The highest value of the bucket that percentile <paramref name="fraction"/> is in; 0 if nothing was counted.</summary>
    public long At(double fraction)
    {
        long rank = Math.Min((long)(Count * fraction), Count - 1);
        long below = 0;
        var counts = _counts.Span;
        for (int i = 0; i < counts.Length; i++)
        {
            below += counts[i];
            if (below > rank)
                return Highest(i);
        }

        return 0;
    }

    private static int BucketOf(long value)
    {
        int shift = Math.Max(BitOperations.Log2((ulong)value | 1) - MantissaBits, 0);
        return (shift << MantissaBits) + (int)(value >> shift);
    }

    private static long Highest(int bucket)
    {
        int shift = Math.Max((bucket >> MantissaBits) - 1, 0);
        long first = (long)(bucket - (shift << MantissaBits)) << shift;
        return first + ((1L << shift) - 1);
    }
}
