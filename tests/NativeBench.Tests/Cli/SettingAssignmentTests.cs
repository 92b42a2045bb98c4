using NativeBench.Cli;
using NativeBench.Cli.Settings;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

/// <summary>--set takes every official name, in the units of the configuration files, and refuses everything else.</summary>
public sealed class SettingAssignmentTests
{
    private static TestSettings Apply(TestScenario scenario, string text) =>
        SettingAssignment.Parse(text).Apply(new TestSettings { Scenario = scenario });

    [Test]
    public void Target_latency_is_in_milliseconds_and_may_have_decimals()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Apply(TestScenario.Server, "target_latency=2.5").ServerTargetLatencyNs, Is.EqualTo(2_500_000));
            Assert.That(Apply(TestScenario.SingleStream, "target_latency=0.05").SingleStreamExpectedLatencyNs, Is.EqualTo(50_000));
            Assert.That(Apply(TestScenario.MultiStream, "target_latency=8").MultiStreamExpectedLatencyNs, Is.EqualTo(8e6));
        }
    }

    [Test]
    public void A_scenario_before_the_name_limits_it()
    {
        var assignment = SettingAssignment.Parse("Server.target_qps=340");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(assignment.Apply(new TestSettings { Scenario = TestScenario.Server }).ServerTargetQps, Is.EqualTo(340));
            Assert.That(assignment.Apply(new TestSettings { Scenario = TestScenario.Offline }).OfflineExpectedQps, Is.EqualTo(1));
            Assert.That(SettingAssignment.Parse("*.Server.target_qps=340").Concerns(TestScenario.Offline), Is.False);
            Assert.That(Apply(TestScenario.Offline, "Offline.min_duration=5").MinDurationMs, Is.EqualTo(5));
            Assert.That(Apply(TestScenario.Server, "Offline.min_duration=5").MinDurationMs, Is.EqualTo(10_000));
        }
    }

    [Test]
    public void Seeds_take_all_of_their_64_bits()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Apply(TestScenario.Server, "schedule_rng_seed=16159082839903944936").ScheduleRngSeed, Is.EqualTo(16159082839903944936));
            Assert.That(Apply(TestScenario.Server, "qsl_rng_seed=0xFFFFFFFFFFFFFFFF").QslRngSeed, Is.EqualTo(ulong.MaxValue));
        }
    }

    [Test]
    public void Percentiles_are_in_percent_under_the_key_and_fractions_under_the_field()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Apply(TestScenario.Server, "target_latency_percentile=99.9").ServerTargetLatencyPercentile, Is.EqualTo(0.999).Within(1e-12));
            Assert.That(Apply(TestScenario.Server, "server_target_latency_percentile=0.999").ServerTargetLatencyPercentile, Is.EqualTo(0.999));
        }
    }

    [TestCase("target_qsp=5", "there is no setting 'target_qsp'. Did you mean 'target_qps'?")]
    [TestCase("target_qps=fast", "'target_qps' takes a number (queries/s) above 0; found 'fast'.")]
    [TestCase("target_qps=0", "above 0; found '0'.")]
    [TestCase("target_qps=nan", "above 0; found 'nan'.")]
    [TestCase("target_qps=1,5", "above 0; found '1,5'.")]
    [TestCase("min_query_count=-1", "'min_query_count' takes a whole number, 0 or more; found '-1'.")]
    [TestCase("min_query_count=1.5", "found '1.5'.")]
    [TestCase("samples_per_query=0", "a whole number, 1 or more; found '0'.")]
    [TestCase("target_latency_percentile=100", "a number between 0 and 100 (percent); found '100'.")]
    [TestCase("performance_issue_same=maybe", "takes 0 or 1; found 'maybe'.")]
    [TestCase("qsl_rng_seed=-1", "from 0 to 18446744073709551615; found '-1'.")]
    [TestCase("target_qps", "--set takes KEY=VALUE")]
    [TestCase("Servr.target_qps=5", "'Servr' in 'Servr.target_qps' is not a scenario")]
    [TestCase("Offline.target_latency=5", "'target_latency' is a setting of SingleStream and MultiStream and Server and MultiStreamFixedInterval, not of Offline.")]
    [TestCase("mode=1", "'mode' is chosen by --mode.")]
    public void Refuses_with_what_was_found_and_expected(string text, string sentence) =>
        Assert.That(() => SettingAssignment.Parse(text), Throws.TypeOf<UsageException>().With.Message.Contains(sentence));

    [Test]
    public void Every_definition_changes_the_settings()
    {
        foreach (var definition in SettingCatalog.Definitions)
        {
            var settings = new TestSettings { Scenario = definition.Scenarios[0] };
            Assert.That(
                new[] { "0.25", "7", "1" }.Any(text => definition.Apply(settings, text) is { } changed && changed != settings),
                $"{definition.Name} of {definition.Scenarios[0]}");
        }
    }
}
