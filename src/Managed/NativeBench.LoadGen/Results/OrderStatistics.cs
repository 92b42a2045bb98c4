using System.Numerics;

namespace NativeBench.LoadGen.Results;

/// <summary>
/// Exact elements of the sorted order of a list that is only ever read forwards: one pass counts into buckets of a thousandth
/// of their value, a second one looks only at the buckets with a wanted rank in them; more are needed when such a bucket is
/// both wide and full. Memory doesn't grow with the list.
/// </summary>
internal sealed class OrderStatistics
{
    private const int MantissaBits = 10;

    /// <summary>Of values from 0 up: 2048 of a single value each, 1024 for each higher power of two.</summary>
    private const int Buckets = (63 - MantissaBits + 1) << MantissaBits;
    private const int BlockLength = 4096;

    private readonly TimeReader _read;
    private readonly long[] _counts = new long[2 * Buckets];
    private readonly Dictionary<long, long> _byRank = [];

    /// <summary>Goes through the list once.</summary>
    public OrderStatistics(TimeReader read)
    {
        _read = read;
        long count = 0;
        long sum = 0;
        long min = long.MaxValue;
        long max = long.MinValue;
        ForEachBlock(block =>
        {
            // In locals, as captured variables would be stored for every value.
            long[] counts = _counts;
            var (blockSum, blockMin, blockMax) = (0L, min, max);
            foreach (long value in block)
            {
                blockSum += value;
                blockMin = Math.Min(blockMin, value);
                blockMax = Math.Max(blockMax, value);
                counts[BucketOf(value)]++;
            }

            (count, sum, min, max) = (count + block.Length, sum + blockSum, blockMin, blockMax);
        });
        (Count, Sum, Min, Max) = (count, sum, count == 0 ? 0 : min, count == 0 ? 0 : max);
    }

    public long Count { get; }

    public long Sum { get; }

    public long Min { get; }

    public long Max { get; }

    /// <summary>The element at <paramref name="rank"/> of the sorted list; one that <see cref="Find"/> was asked for.</summary>
    public long this[long rank] => _byRank[rank];

    /// <summary>Finds the elements at these ranks, each from 0 to <see cref="Count"/> - 1, in any order.</summary>
    public void Find(IEnumerable<long> ranks)
    {
        var wanted = ranks.Where(rank => !_byRank.ContainsKey(rank)).Distinct().Order().ToArray();
        var open = Settle(RangesOf(wanted));
        while (open.Count > 0)
        {
            var marked = new bool[_counts.Length];
            foreach (var range in open)
                marked[BucketOf(range.Low)] = true;
            ForEachBlock(block =>
            {
                foreach (long value in block)
                {
                    if (!marked[BucketOf(value)])
                        continue;
                    foreach (var range in open)
                        range.Add(value);
                }
            });
            open = Settle(open.SelectMany(static range => range.Parts()));
        }
    }

    /// <summary>How many elements are greater than <paramref name="limit"/>.</summary>
    public long CountOver(long limit)
    {
        int bucket = BucketOf(limit);
        long over = 0;
        for (int i = bucket + 1; i < _counts.Length; i++)
            over += _counts[i];
        if (_counts[bucket] == 0)
            return over;
        ForEachBlock(block =>
        {
            foreach (long value in block)
                over += value > limit && BucketOf(value) == bucket ? 1 : 0;
        });
        return over;
    }

    /// <summary>Buckets ascend with their values; those of negative ones mirror the others.</summary>
    private static int BucketOf(long value) => value >= 0 ? Buckets + Magnitude((ulong)value) : Buckets - 1 - Magnitude((ulong)~value);

    /// <summary>Values below 2048 have a bucket each; above, a power of two has 1024.</summary>
    private static int Magnitude(ulong value)
    {
        int shift = Math.Max(BitOperations.Log2(value | 1) - MantissaBits, 0);
        return (shift << MantissaBits) + (int)(value >> shift);
    }

    private static (long Low, long High) BoundsOf(int bucket)
    {
        if (bucket < Buckets)
        {
            var (low, high) = BoundsOf(2 * Buckets - 1 - bucket);
            return (~high, ~low);
        }

        int magnitude = bucket - Buckets;
        int shift = Math.Max((magnitude >> MantissaBits) - 1, 0);
        long first = (long)(magnitude - (shift << MantissaBits)) << shift;
        return (first, first + ((1L << shift) - 1));
    }

    private List<RankRange> RangesOf(ReadOnlySpan<long> ranks)
    {
        var ranges = new List<RankRange>();
        long below = 0;
        int next = 0;
        for (int bucket = 0; bucket < _counts.Length && next < ranks.Length; bucket++)
        {
            int first = next;
            while (next < ranks.Length && ranks[next] < below + _counts[bucket])
                next++;
            if (next > first)
            {
                var (low, high) = BoundsOf(bucket);
                ranges.Add(new RankRange(low, high, below, _counts[bucket], ranks[first..next].ToArray()));
            }

            below += _counts[bucket];
        }

        return ranges;
    }

    /// <summary>Notes what is found; returns the rest.</summary>
    private List<RankRange> Settle(IEnumerable<RankRange> ranges)
    {
        var open = new List<RankRange>();
        foreach (var range in ranges)
        {
            if (range.Low == range.High)
            {
                foreach (long rank in range.Ranks)
                    _byRank[rank] = range.Low;
            }
            else
            {
                open.Add(range);
            }
        }

        return open;
    }

    private void ForEachBlock(BlockAction action)
    {
        Span<long> block = new long[BlockLength];
        long position = 0;
        for (int n; (n = _read(ref position, block)) > 0;)
            action(block[..n]);
    }

    private delegate void BlockAction(ReadOnlySpan<long> block);
}
