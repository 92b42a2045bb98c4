namespace NativeBench.LoadGen.Results;

/// <summary>
/// Elements of the sorted order of a list, without sorting all of it: the ranks that are asked for are put into place by
/// recursive partition, everything between them stays unsorted.
/// </summary>
internal static class Quantiles
{
    private const int SmallEnoughToSort = 64;

    /// <summary>Rearranges <paramref name="values"/> so that for each rank r, values[r] is what a full sort would put there.</summary>
    /// <param name="values">Rearranged in place.</param>
    /// <param name="ranks">Ascending, each within the list; duplicates are fine.</param>
    public static void PlaceRanks(Span<long> values, ReadOnlySpan<int> ranks) => Place(values, 0, ranks, DepthLimit(values.Length));

    /// <summary>The rank of percentile <paramref name="fraction"/> in a list of <paramref name="count"/>: trunc(n p), as the official LoadGen has it.</summary>
    public static long Rank(long count, double fraction) => Math.Clamp((long)(count * fraction), 0, Math.Max(count - 1, 0));

    private static int DepthLimit(int n) => 4 * (32 - System.Numerics.BitOperations.LeadingZeroCount((uint)n));

    private static void Place(Span<long> values, int offset, ReadOnlySpan<int> ranks, int depth)
    {
        while (!ranks.IsEmpty && values.Length > 1)
        {
            // A sort bounds the worst case that unlucky pivots would give.
            if (values.Length <= SmallEnoughToSort || depth-- == 0)
            {
                values.Sort();
                return;
            }

            var (less, equal) = Partition(values);
            int firstEqual = offset + less;
            int firstGreater = firstEqual + equal;
            int left = 0;
            while (left < ranks.Length && ranks[left] < firstEqual)
                left++;
            int right = left;
            while (right < ranks.Length && ranks[right] < firstGreater)
                right++;

            Place(values[..less], offset, ranks[..left], depth);
            values = values[(less + equal)..];
            offset = firstGreater;
            ranks = ranks[right..];
        }
    }

    /// <summary>Three-way partition around the median of three medians; latencies repeat a lot on coarse clocks.</summary>
    private static (int Less, int Equal) Partition(Span<long> v)
    {
        int n = v.Length;
        int s = n / 9;
        long pivot = Median(
            Median(v[0], v[s], v[2 * s]),
            Median(v[3 * s], v[4 * s], v[5 * s]),
            Median(v[6 * s], v[7 * s], v[n - 1]));
        int less = 0;
        int i = 0;
        int greater = n;
        while (i < greater)
        {
            long x = v[i];
            if (x < pivot)
            {
                v[i++] = v[less];
                v[less++] = x;
            }
            else if (x > pivot)
            {
                v[i] = v[--greater];
                v[greater] = x;
            }
            else
            {
                i++;
            }
        }

        return (less, greater - less);
    }

    private static long Median(long a, long b, long c)
        => a < b ? (b < c ? b : Math.Max(a, c)) : (a < c ? a : Math.Max(b, c));
}
