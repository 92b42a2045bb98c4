namespace NativeBench.Datasets.Internal;

/// <summary>
/// The order in which CPython (3.7 and later) walks a set of whole numbers that were put in one by one. MLPerf's COCO script numbers its
/// pictures by it where those without objects were taken out, so a sample's picture can't be known otherwise.
/// </summary>
internal static class PythonSetOrder
{
    private const int SmallestTable = 8;
    private const int NeighboursLookedAt = 9;
    private const int HashBitsAStep = 5;
    private const int LargeSet = 50_000;

    /// <summary>The different values in the set's order.</summary>
    /// <param name="values">In the order in which they're put in; 0 or more, below 2^61 - 1, where a number is its own hash.</param>
    public static List<long> Of(IEnumerable<long> values)
    {
        var table = new long?[SmallestTable];
        var count = 0;
        foreach (var value in values)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ref var slot = ref table[SlotOf(table, value)];
            if (slot is not null)
                continue;
            slot = value;
            count++;
            if (count * 5L >= (table.Length - 1) * 3L)
                table = Grown(table, count > LargeSet ? count * 2L : count * 4L);
        }

        return [.. table.OfType<long>()];
    }

    private static long?[] Grown(long?[] table, long least)
    {
        var size = SmallestTable;
        while (size <= least)
            size *= 2;
        var larger = new long?[size];
        foreach (var value in table)
        {
            if (value is { } moved)
                larger[SlotOf(larger, moved)] = moved;
        }

        return larger;
    }

    /// <summary>Where a value is, or goes: its hash's slot and the neighbours behind it, then further ones that more bits of the hash choose.</summary>
    private static int SlotOf(long?[] table, long value)
    {
        var mask = (ulong)table.Length - 1;
        var bits = (ulong)value;
        var slot = bits & mask;
        while (true)
        {
            var last = slot + NeighboursLookedAt <= mask ? slot + NeighboursLookedAt : slot;
            for (var at = slot; at <= last; at++)
            {
                if (table[at] is not { } there || there == value)
                    return (int)at;
            }

            bits >>= HashBitsAStep;
            slot = ((slot * 5) + 1 + bits) & mask;
        }
    }
}
