using System.Numerics;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Latencies counted in buckets of a sixty-fourth of their value, as an HdrHistogram of two digits has them: fixed memory
/// (15 KiB), for live figures only. What is reported at the end comes from the exact records. For one thread.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int MantissaBits = 6;

    private readonly int[] _counts = new int[(63 - MantissaBits + 1) << MantissaBits];

    /// <summary>Latencies counted.</summary>
    public long Count { get; private set; }

    public void Add(long ns)
    {
        _counts[BucketOf(Math.Max(ns, 0))]++;
        Count++;
    }

    public void Add(LatencyHistogram other)
    {
        for (int i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
    }

    /// <summary>The highest value of the bucket that percentile <paramref name="fraction"/> is in; 0 if nothing was counted.</summary>
    public long At(double fraction)
    {
        long rank = Math.Min((long)(Count * fraction), Count - 1);
        long below = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            below += _counts[i];
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
