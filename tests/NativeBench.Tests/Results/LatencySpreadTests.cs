using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Tests.Results;

public sealed class LatencySpreadTests
{
    private static readonly RunData s_like = NoisySystem.Measure(TestScenario.SingleStream, 1, 1_000_000);

    [Test]
    public void Two_kinds_of_latency_are_two_bars_at_the_ends()
    {
        var series = new MeasuredSeries(new long[101], [.. Enumerable.Repeat(1_000L, 100), 1_000_000]);
        var text = LatencySpread.Of(s_like with { LatencyHistogram = LatencyHistogram.Build(series) })!;
        Assert.That(text, Does.Match("^1\\.000 µs █ {46}▁ 1\\.000 ms$"));
    }

    [Test]
    public void There_is_none_where_it_would_say_nothing()
    {
        var one = LatencyHistogram.Build(new MeasuredSeries(new long[2], [1_000, 1_000]));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(LatencySpread.Of(s_like with { LatencyHistogram = one }), Is.Null, "all the same");
            Assert.That(LatencySpread.Of(s_like with { LatencyHistogram = null }), Is.Null);
            Assert.That(LatencySpread.Of(s_like with { Scenario = "Offline" }), Is.Null);
        }
    }
}
