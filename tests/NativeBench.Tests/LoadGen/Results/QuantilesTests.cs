using CsCheck;
using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.LoadGen.Results;

public sealed class QuantilesTests
{
    [Test]
    public void Placed_ranks_equal_a_full_sort()
    {
        var values = Gen.OneOf(Gen.Long.Array[1, 3000], Gen.Long[0, 5].Array[1, 3000], Gen.Const(0L).Select(_ => Enumerable.Range(0, 500).Select(i => (long)i).ToArray()));
        Gen.Select(values, Gen.Double[0, 1].Array[1, 12]).Sample((list, fractions) =>
        {
            int[] ranks = [.. fractions.Select(f => (int)Quantiles.Rank(list.Length, f)).Order()];
            long[] sorted = [.. list.Order()];
            long[] placed = [.. list];
            Quantiles.PlaceRanks(placed, ranks);
            return ranks.All(r => placed[r] == sorted[r]) && placed.Order().SequenceEqual(sorted);
        });
    }

    [TestCase(1000, 0.90, ExpectedResult = 900)]
    [TestCase(1, 0.999, ExpectedResult = 0)]
    [TestCase(10, 1.0, ExpectedResult = 9)]
    [TestCase(0, 0.5, ExpectedResult = 0)]
    public long Rank_truncates(long count, double fraction) => Quantiles.Rank(count, fraction);
}
