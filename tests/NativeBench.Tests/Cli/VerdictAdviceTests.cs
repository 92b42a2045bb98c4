using NativeBench.Cli.Output;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.Results;

namespace NativeBench.Tests.Cli;

/// <summary>An INVALID result names the values, the option and the value to give it.</summary>
public sealed class VerdictAdviceTests
{
    private static string Advice(TestSettings settings, PerformanceResult result, bool alone = true, TestOutcome outcome = TestOutcome.Completed) =>
        string.Join("|", VerdictAdvice.For(Results.Test(settings, result with { IsValid = false }, outcome), alone));

    [Test]
    public void A_missed_latency_bound_asks_for_a_lower_rate()
    {
        var settings = Results.Settings(TestScenario.Server) with { ServerTargetQps = 950, ServerTargetLatencyNs = 10_000_000 };
        var result = Results.Performance(TestScenario.Server) with
        {
            PerformanceConstraintsMet = false, TargetPercentile = (0.99, 15_204_000),
        };
        Assert.That(Advice(settings, result), Is.EqualTo("99.00 percentile 15.204 ms > 10 ms: lower the rate: --set target_qps=760, or --mode find-peak, which searches the highest that keeps it"));
    }

    [Test]
    public void A_system_that_cannot_keep_up_is_asked_for_less_than_it_completed()
    {
        var settings = Results.Settings(TestScenario.Server) with { ServerTargetQps = 5000, ServerTargetLatencyNs = 10_000_000 };
        var result = Results.Performance(TestScenario.Server) with
        {
            PerformanceConstraintsMet = false, TargetPercentile = (0.99, 4_000_000_000), CompletedSampleCount = 4250, DurationS = 10,

            // LoadGen's own figure, which the last query made by overtaking the queue: no rate that was ever kept.
            CompletedSamplesPerSecond = 4900,
        };
        Assert.That(Advice(settings, result), Does.Contain("it completed 425.0 samples/s, so lower the rate: --set target_qps=340, or --mode find-peak"));
    }

    [Test]
    public void With_several_scenarios_the_setting_is_named_for_its_own()
    {
        var settings = Results.Settings(TestScenario.Offline);
        var result = Results.Performance(TestScenario.Offline) with { MinDurationMet = false, DurationS = 7.1, SamplesPerSecond = 1000 };
        Assert.That(Advice(settings, result, alone: false),
            Is.EqualTo("Ran 7.100 s, at least 10 s are needed: the query was too small: --set Offline.target_qps=1150"));
    }

    [Test]
    public void A_stream_that_ran_out_of_queries_is_told_a_shorter_expected_latency()
    {
        var settings = Results.Settings(TestScenario.SingleStream);
        var result = Results.Performance(TestScenario.SingleStream, p50Ns: 100_000) with { MinDurationMet = false, FinalQueryIssuedTimeS = 4.2 };
        Assert.That(Advice(settings, result),
            Is.EqualTo("Ran 4.200 s, at least 10 s are needed: the expected latency is too long: --set target_latency=0.055"));
    }

    [Test]
    public void A_limit_that_cut_the_run_off_is_named()
    {
        var settings = Results.Settings(TestScenario.SingleStream) with { MaxQueryCount = 50 };
        var result = Results.Performance(TestScenario.SingleStream) with { QueryCount = 50, SampleCount = 50, MinQueriesMet = false };
        Assert.That(Advice(settings, result), Does.Contain("50 queries with 50 samples, at least 100 with 100 are needed: max_query_count=50 ended it: --set max_query_count=0"));
    }

    [Test]
    public void Too_few_queries_for_early_stopping_say_how_many_are_needed()
    {
        var settings = Results.Settings(TestScenario.MultiStream);
        var result = Results.Performance(TestScenario.MultiStream) with
        {
            QueryCount = 200, EarlyStoppingMet = false,
            EarlyStoppingText = " * Only processed 200 queries.\n * Need to process at least 662 queries for early stopping.",
        };
        Assert.That(Advice(settings, result), Is.EqualTo("200 queries are too few to be sure of the 99 percentile: --set min_query_count=662"));
    }

    [Test]
    public void Server_adds_the_missing_queries_to_those_it_had()
    {
        var settings = Results.Settings(TestScenario.Server);
        var result = Results.Performance(TestScenario.Server) with
        {
            QueryCount = 300, EarlyStoppingMet = false,
            EarlyStoppingText = " * Run unsuccessful.\n * Processed 300 queries.\n * Would need to run at least 159 more queries,\n with the run being successful if every additional\n query were under latency.",
        };
        Assert.That(Advice(settings, result), Does.EndWith("--set min_query_count=459"));
    }

    [Test]
    public void A_valid_result_needs_no_advice() =>
        Assert.That(VerdictAdvice.For(Results.Test(Results.Settings(TestScenario.Server), Results.Performance(TestScenario.Server)), alone: true), Is.Empty);

    [Test]
    public void An_interrupted_run_asks_to_be_run_again() =>
        Assert.That(Advice(Results.Settings(TestScenario.Server), Results.Performance(TestScenario.Server), outcome: TestOutcome.Interrupted),
            Does.Contain("after 10.6 s; run it again"));

    [Test]
    public void The_highest_rate_whose_slices_all_kept_the_bound_is_named()
    {
        var result = Results.Test(
            Results.Settings(TestScenario.Server) with { ServerTargetQps = 820, ServerTargetLatencyNs = 15_000_000 },
            Results.Performance(TestScenario.Server) with { IsValid = false, PerformanceConstraintsMet = false, TargetPercentile = (0.99, 17_100_000) });
        double?[] rates = [820, 840, 795, 780, 810];
        double?[] latencies = [15.2e6, 21e6, 14.9e6, 14.0e6, 16e6];
        var slices = new SlicesData
        {
            SliceS = 1, LastSliceS = 1, TargetPercentile = 0.99, LatencyCount = rates, CompletedSamples = rates, SamplesPerS = rates,
            LatencyMeanNs = latencies, LatencyP50Ns = latencies, LatencyP90Ns = latencies, LatencyP99Ns = latencies,
            LatencyAtTargetPercentileNs = latencies, LatencyMaxNs = latencies, OverP50Count = rates, OverP90Count = rates, OverP99Count = rates,
            OverP999Count = rates, OverTargetPercentileCount = rates, SamplesPerCompletion = rates,
        };
        Assert.That(VerdictAdvice.For(result, alone: true, slices).Single(),
            Is.EqualTo("99.00 percentile 17.1 ms > 15 ms, by 2.1 ms at 820 qps: --set target_qps=790 was the highest rate whose slices all kept it, or --mode find-peak, which searches the highest that keeps it"));
    }
}
