using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

public sealed class QuickEstimatorTests
{
    private static readonly ExplicitSettings s_nothing = new(false, false, false, false, false);

    private static Estimates Estimate(
        TestScenario scenario, WarmUpFigures figures, ExplicitSettings? given = null, Rules? rules = null, long? boundNs = null)
    {
        rules ??= Rules.Quick;
        return QuickEstimator.For(scenario, rules.Start(scenario, TestMode.PerformanceOnly), figures, given ?? s_nothing, rules, boundNs);
    }

    [Test]
    public void Streams_are_told_half_of_the_fastest_latency()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Estimate(TestScenario.SingleStream, new(500, 1e6, 1e6, 2e6, 0)).SingleStreamLatencyNs, Is.EqualTo(5e5));
            Assert.That(Estimate(TestScenario.MultiStream, new(500, 8e6, 8e6, 9e6, 0)).MultiStreamLatencyNs, Is.EqualTo(4e6));
        }
    }

    [Test]
    public void Offline_s_query_is_large_enough_even_if_the_warm_up_was_slow()
    {
        var estimates = Estimate(TestScenario.Offline, new(500, 1e6, 1e6, 2e6, 1000));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(estimates.OfflineQps, Is.EqualTo(1200));
            Assert.That(estimates.ExpectedSeconds, Is.EqualTo(13.2).Within(0.01));
        }
    }

    [Test]
    public void Server_gets_half_the_rate_of_one_at_a_time_within_the_benchmark_s_bound()
    {
        var estimates = Estimate(TestScenario.Server, new(500, 1e6, 1e6, 2e6, 0), boundNs: 15_000_000);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(estimates.ServerQps, Is.EqualTo(500));
            Assert.That(estimates.ServerLatencyNs, Is.EqualTo(15_000_000));
            Assert.That(estimates.Choices.Select(static c => c.Setting), Is.EqualTo(new[] { "server_target_latency_ns", "server_target_qps" }));
        }
    }

    [TestCase(1e6, 100_000_000)]
    [TestCase(25e6, 250_000_000)]
    [TestCase(100.4e6, 1_004_000_000)]
    public void A_bound_of_ones_own_is_the_default_or_ten_times_the_tail(double p99Ns, long boundNs) =>
        Assert.That(Estimate(TestScenario.Server, new(500, p99Ns / 2, p99Ns / 2, p99Ns, 0)).ServerLatencyNs, Is.EqualTo(boundNs));

    [Test]
    public void A_round_sets_its_own_server_bound() =>
        Assert.That(Estimate(TestScenario.Server, new(500, 1e6, 1e6, 2e6, 0), rules: Rules.V61).ServerLatencyNs, Is.Null);

    [Test]
    public void Nothing_is_chosen_where_the_user_chose()
    {
        var all = new ExplicitSettings(true, true, true, true, true, true, true);
        foreach (var scenario in Enum.GetValues<TestScenario>())
            Assert.That(Estimate(scenario, new(500, 1e6, 1e6, 2e6, 1000), all).Choices, Is.Empty, scenario.ToString());
    }

    [Test]
    public void Slow_models_are_announced_with_the_time_that_the_query_count_takes() =>
        Assert.That(Estimate(TestScenario.SingleStream, new(3, 2e9, 2e9, 2e9, 0)).ExpectedSeconds, Is.EqualTo(200));
}
