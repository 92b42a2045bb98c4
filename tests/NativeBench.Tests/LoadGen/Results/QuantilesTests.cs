using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.LoadGen.Results;

public sealed class QuantilesTests
{
    [TestCase(1000, 0.90, ExpectedResult = 900)]
    [TestCase(1, 0.999, ExpectedResult = 0)]
    [TestCase(10, 1.0, ExpectedResult = 9)]
    [TestCase(0, 0.5, ExpectedResult = 0)]
    public long Rank_truncates(long count, double fraction) => Quantiles.Rank(count, fraction);
}
