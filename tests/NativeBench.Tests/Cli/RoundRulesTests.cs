using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

/// <summary>Rounds as settings: the values of their configuration and rules, for each benchmark.</summary>
public sealed class RoundRulesTests
{
    [Test]
    public void V2_0_has_the_values_of_its_mlperf_conf()
    {
        var server = Settings("v2.0", "bert", TestScenario.Server);
        var offline = Settings("v2.0", "3d-unet", TestScenario.Offline);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((server.ServerTargetLatencyNs, server.MinQueryCount, server.MinDurationMs), Is.EqualTo((130_000_000L, 270_336L, 600_000L)));
            Assert.That(server.ServerTargetLatencyPercentile, Is.EqualTo(0.99));
            Assert.That(server.PerformanceSampleCountOverride, Is.EqualTo(10833));
            Assert.That((server.QslRngSeed, server.SampleIndexRngSeed, server.ScheduleRngSeed), Is.EqualTo((6655344265603136530UL, 15863379492028895792UL, 12662793979680847247UL)));
            Assert.That(offline.MinQueryCount, Is.EqualTo(24576));
            Assert.That(offline.SampleConcatenatePermutation, "equal issue");
            Assert.That(Settings("v2.0", "resnet50", TestScenario.MultiStream).MultiStreamSamplesPerQuery, Is.EqualTo(8));
        }
    }

    [Test]
    public void Mobile_asks_for_a_minute_and_1024_queries()
    {
        var single = Settings("mobile-v2.0", "mobile-mobilebert", TestScenario.SingleStream);
        Assert.That((single.MinDurationMs, single.MinQueryCount, single.SingleStreamTargetLatencyPercentile), Is.EqualTo((60_000L, 1024L, 0.9)));
    }

    [TestCase("v2.0", "resnet50", "edge", "SingleStream MultiStream Offline")]
    [TestCase("v2.0", "resnet50", "datacenter", "Server Offline")]
    [TestCase("mobile-v2.0", "mobile-mosaic", "edge", "SingleStream")]
    public void The_scenarios_that_a_round_requires_are_run(string round, string id, string type, string scenarios) =>
        Assert.That(string.Join(' ', For(round, id).DefaultScenarios(type)!), Is.EqualTo(scenarios));

    [Test]
    public void A_system_that_a_round_has_no_such_benchmark_for_is_refused() =>
        Assert.That(() => For("v6.1", "resnet50").DefaultScenarios("datacenter"), Throws.InstanceOf<Exception>().With.Message.Contains("v6.1 has no resnet50 for datacenter"));

    [TestCase("dlrm", "Server Offline")]
    [TestCase("rnnt", "SingleStream Server Offline")]
    [TestCase("3d-unet", "SingleStream Offline")]
    [TestCase("whisper", "Offline")]
    public void Where_a_sample_takes_long_quick_rules_keep_to_the_scenarios_of_its_rounds(string id, string scenarios)
    {
        Assert.That(string.Join(' ', For("quick", id).DefaultScenarios(null)!), Is.EqualTo(scenarios));
        Assert.That(For("quick", "resnet50").DefaultScenarios(null), Is.Null, "all");
        Assert.That(Settings("quick", id, TestScenario.SingleStream).MinQueryCount, Is.EqualTo(64));
        Assert.That(Settings("quick", id, TestScenario.Offline).MinQueryCount, Is.EqualTo(24));
    }

    private static TestSettings Settings(string round, string id, TestScenario scenario) => For(round, id).Start(scenario, TestMode.PerformanceOnly);

    private static Rules For(string round, string id) => Rules.Find(round) with { Benchmark = SuiteCatalog.BuiltIn.Find(id) };
}
