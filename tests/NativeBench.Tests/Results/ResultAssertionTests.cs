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
    [TestCase("joules_per_sample<1", false, Description = "a figure that isn't there holds no bound")]
    public void Holds_what_is_true(string text, bool expected) =>
        Assert.That(ResultAssertion.Parse(text).Evaluate(s_run)!.Met, Is.EqualTo(expected));

    [TestCase("Server.p99<15ms")]
    [TestCase("accuracy>=98%")]
    public void Says_nothing_about_runs_that_it_is_not_about(string text) => Assert.That(ResultAssertion.Parse(text).Evaluate(s_run), Is.Null);

    [TestCase("p99<15", "a latency needs its unit")]
    [TestCase("p99<15parsec", "'parsec' is no unit of a latency")]
    [TestCase("qps>5ms", "'ms' is no unit of qps")]
    [TestCase("p98<15ms", "there is no figure 'p98'")]
    [TestCase("Servr.p99<15ms", "there is no scenario 'Servr'")]
    [TestCase("p99=15ms", "is no assertion")]
    [TestCase("", "is no assertion")]
    public void A_mistake_is_told(string text, string sentence) =>
        Assert.That(() => ResultAssertion.Parse(text), Throws.TypeOf<FormatException>().With.Message.Contains(sentence));

    [Test, SetCulture("de-DE")]
    public void A_point_is_a_point_in_every_culture() => Assert.That(ResultAssertion.Parse("p99<1.5ms").Bound, Is.EqualTo(1.5e6));
}
