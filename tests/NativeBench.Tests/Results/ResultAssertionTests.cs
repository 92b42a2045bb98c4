using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Tests.Results;

public sealed class ResultAssertionTests
{
    private static readonly RunData s_run = NoisySystem.Measure(TestScenario.SingleStream, 1, 1_000_000);

    [TestCase("p99<15ms", true)]
    [TestCase("p50<0.5ms", false)]
    [TestCase("p50 > 900 us", true)]
    [TestCase("p50>900µs", true)]
    [TestCase("SingleStream.p99.9<=1s", true)]
    [TestCase("qps>=500", true)]
    [TestCase("qps>1e6", false)]
    [TestCase("gc<=0", true)]
    [TestCase("p99.99<1s", true)]
    [TestCase("p12.5>1ms", false)]
    [TestCase("goodput>1", false, Description = "SingleStream has no bound")]
    [TestCase("joules_per_sample<1", false, Description = "a figure that isn't there holds no bound")]
    public void Holds_what_is_true(string text, bool expected) =>
        Assert.That(ResultAssertion.Parse(text).Evaluate(s_run)!.Met, Is.EqualTo(expected));

    [Test]
    public void A_percentile_of_the_histogram_is_LoadGen_s_to_three_digits()
    {
        foreach (var (name, exact) in new[] { ("p50.0", s_run.SampleLatency!.P50Ns), ("p99.00", s_run.SampleLatency!.P99Ns), ("p99.90", s_run.SampleLatency!.P999Ns) })
            Assert.That(ResultAssertion.Parse(name + "<1s").Evaluate(s_run)!.Value, Is.EqualTo((double)exact).Within(0.1).Percent, name);
    }

    [Test]
    public void Goodput_is_what_was_done_within_the_bound()
    {
        var server = NoisySystem.Measure(TestScenario.Server, 2, 1_000_000, seconds: 5) with { OverlatencyCount = 100 };
        var expected = (server.SampleCount!.Value - 100) / server.DurationS!.Value;
        Assert.That(ResultAssertion.Parse("goodput>1").Evaluate(server)!.Value, Is.EqualTo(expected).Within(1e-9));
    }

    [TestCase("Server.p99<15ms")]
    [TestCase("accuracy>=98%")]
    public void Says_nothing_about_runs_that_it_is_not_about(string text) => Assert.That(ResultAssertion.Parse(text).Evaluate(s_run), Is.Null);

    [TestCase("p99<15", "a latency needs its unit")]
    [TestCase("p99<15parsec", "'parsec' is no unit of a latency")]
    [TestCase("qps>5ms", "'ms' is no unit of qps")]
    [TestCase("p100<15ms", "there is no figure 'p100'")]
    [TestCase("p<15ms", "there is no figure 'p'")]
    [TestCase("Servr.p99<15ms", "there is no scenario 'Servr'")]
    [TestCase("p99=15ms", "is no assertion")]
    [TestCase("", "is no assertion")]
    public void A_mistake_is_told(string text, string sentence) =>
        Assert.That(() => ResultAssertion.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(sentence));

    [Test, SetCulture("de-DE")]
    public void A_point_is_a_point_in_every_culture() => Assert.That(ResultAssertion.Parse("p99<1.5ms").Bound, Is.EqualTo(1.5e6));
}
