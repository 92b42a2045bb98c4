using CsCheck;
using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.LoadGen.Results;

public sealed class OrderStatisticsTests
{
    private static readonly Gen<long[]> s_lists = Gen.OneOf(
        Gen.Long.Array[1, 3000],
        Gen.Long[-3, 3].Array[1, 3000],
        Gen.Long[1_000_000_000, 1_000_000_500].Array[1, 3000],
        Gen.Select(Gen.Long[0, 62].Array[1, 2000], Gen.Long.Array[2000]).Select(static (shifts, values) => shifts.Select((s, i) => values[i] >> (int)s).ToArray()));

    [Test]
    public void Elements_of_any_rank_equal_a_full_sorts()
        => Gen.Select(s_lists, Gen.Double[0, 1].Array[1, 12]).Sample(static (list, fractions) =>
        {
            long[] sorted = [.. list.Order()];
            long[] ranks = [.. fractions.Select(f => Quantiles.Rank(list.Length, f))];
            var found = new OrderStatistics(Reader(list));
            found.Find(ranks);
            return ranks.All(r => found[r] == sorted[r]) && found.Count == list.Length && found.Min == sorted[0] && found.Max == sorted[^1]
                && found.Sum == list.Aggregate(0L, static (a, b) => unchecked(a + b));
        });

    [Test]
    public void Values_over_a_limit_are_counted_exactly()
        => Gen.Select(s_lists, Gen.Long, Gen.Int[0, 10_000]).Sample(static (list, other, pick) =>
        {
            var found = new OrderStatistics(Reader(list));
            return new[] { other, list[pick % list.Length], 0 }.All(limit => found.CountOver(limit) == list.Count(v => v > limit));
        });

    /// <summary>So many values in one bucket are not collected but counted by narrower parts.</summary>
    [Test]
    public void A_bucket_that_is_wide_and_full_is_divided()
    {
        const long Base = 1L << 40;
        long[] list = [.. Enumerable.Range(0, 200_000).Select(static i => Base + (i * 2_654_435_761L % 1_000_003)), 1, long.MaxValue];
        long[] sorted = [.. list.Order()];
        long[] ranks = [0, 1, 2, 99_999, 100_000, 100_000, 199_998, 200_001];
        var found = new OrderStatistics(Reader(list));
        found.Find(ranks);
        Assert.That(ranks.Select(r => found[r]), Is.EqualTo(ranks.Select(r => sorted[r])));
    }

    private static TimeReader Reader(long[] list) => (ref position, block) =>
    {
        int n = (int)Math.Min(list.Length - position, block.Length);
        list.AsSpan((int)position, n).CopyTo(block);
        position += n;
        return n;
    };
}
