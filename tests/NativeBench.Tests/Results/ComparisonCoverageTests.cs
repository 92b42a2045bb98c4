using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Tests.Results;

/// <summary>Whether <c>compare</c> is right as often as it says, on systems whose difference is known.</summary>
public sealed class ComparisonCoverageTests
{
    private const double MeanNs = 1_000_000;
    private const double SlowedBy = 1.03;

    private const int Thousand = 1000;

    /// <summary>
    /// Scenarios, and how many seconds of virtual time a run lasts: enough to tell three per cent. Batches of eight and a tail make
    /// Offline's rate noisy; a 99th percentile (MultiStream's metric, and what Server is judged by) needs tens of thousands of samples.
    /// </summary>
    private static readonly object[] s_scenarios =
    [
        new object[] { TestScenario.SingleStream, 2 }, new object[] { TestScenario.MultiStream, 32 },
        new object[] { TestScenario.Server, 50 }, new object[] { TestScenario.Offline, 24 },
    ];

    /// <summary>Each seed's system is compared with the next seed's, which is the same, and with its own slowed by three per cent.</summary>
    [Test]
    public void In_a_thousand_seeds_the_same_is_no_difference_and_three_per_cent_slower_is_told()
    {
        var like = NoisySystem.Measure(TestScenario.SingleStream, 1, MeanNs);
        ExpectRight("latencies alone", Thousand, (seed, mean) => NoisySystem.MeasureStream(like, seed, mean, queries: 2000));
    }

    [TestCaseSource(nameof(s_scenarios))]
    public void Through_LoadGen_too(TestScenario scenario, int seconds) => ExpectRight(scenario, seconds, seeds: 100);

    /// <summary>The same at length: <c>./build.sh test --filter Name~A_thousand_seeds --logger 'console;verbosity=normal'</c>.</summary>
    [TestCaseSource(nameof(s_scenarios))]
    [Explicit("takes minutes")]
    public void A_thousand_seeds_through_LoadGen(TestScenario scenario, int seconds) => ExpectRight(scenario, seconds, Thousand);

    /// <summary>With queries that wait for one another too, whose p99 is the queue's as much as the system's.</summary>
    [Test]
    public void Server_at_the_same_rate_is_judged_by_its_p99_and_does_not_cry_wolf()
    {
        const int Seeds = 40;
        var runs = new RunData[Seeds + 1];
        Parallel.For(0, runs.Length, seed => runs[seed] = NoisySystem.Measure(TestScenario.Server, (ulong)seed, MeanNs, seconds: 10));
        var right = Count(Seeds, seed => Headline(runs[seed], runs[seed + 1]) is { Name: "latency_p99_ns", Interval.HoldsOne: true });
        Assert.That(right, Is.GreaterThanOrEqualTo(0.95 * Seeds));
    }

    [Test]
    public void A_result_has_no_difference_from_itself([Values(TestScenario.SingleStream, TestScenario.Server, TestScenario.Offline)] TestScenario scenario)
    {
        var run = NoisySystem.Measure(scenario, 1, MeanNs);
        var compared = ResultComparer.CompareRuns(run, run, [(run, run)]);
        Assert.That(compared.Figures.Where(static f => f.Interval is not null).Select(static f => f.Verdict), Is.All.EqualTo(ComparisonVerdict.NoDifference));
        Assert.That(compared.Figures.Select(static f => f.Ratio), Is.All.EqualTo(1.0));
        Assert.That(compared.Headline!.Interval, Is.Not.Null);
    }

    [Test]
    public void Pairs_made_in_turn_have_the_interval_of_students_t()
    {
        // Student's t of (0.01, 0.02, 0.03): mean 0.02, standard error 0.01 / sqrt 3, 99.5th percentile with 2 degrees 9.9248.
        var interval = RatioEstimator.FromPairs([Math.Exp(0.01), Math.Exp(0.02), Math.Exp(0.03)])!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(interval.Ratio, Is.EqualTo(Math.Exp(0.02)).Within(1e-12));
            Assert.That(interval.Low, Is.EqualTo(Math.Exp(0.02 - (9.9248 * 0.01 / Math.Sqrt(3)))).Within(1e-9));
            Assert.That(interval.High, Is.EqualTo(Math.Exp(0.02 + (9.9248 * 0.01 / Math.Sqrt(3)))).Within(1e-9));
            Assert.That(RatioEstimator.FromPairs([1.1, 1.2]), Is.Null, "two pairs say nothing about their spread");
        }
    }

    [Test]
    public void Too_few_queries_for_a_percentile_are_no_verdict_instead_of_a_wrong_one()
    {
        var few = NoisySystem.Measure(TestScenario.SingleStream, 1, MeanNs * 20) with { Scenario = "Server" };
        var p99 = ResultComparer.CompareRuns(few, few, [(few, few)]).Figures.Single(static f => f.Name == "latency_p99_ns");
        Assert.That(p99.Verdict, Is.EqualTo(ComparisonVerdict.CannotTell), "100 queries: the longest lies below the true p99 in a third of all runs");
    }

    [TestCase(1.2, 0.8, 1.6, ComparisonVerdict.NoDifference)]
    [TestCase(1.2, 0.4, 2.6, ComparisonVerdict.CannotTell)]
    [TestCase(1.0, 0.4, 2.6, ComparisonVerdict.NoDifference)]
    [TestCase(3.0, 1.5, 6.0, ComparisonVerdict.Slower)]
    public void An_interval_that_holds_half_and_twice_tells_nothing_unless_both_are_the_same(double ratio, double low, double high, ComparisonVerdict verdict) =>
        Assert.That(
            new ComparedFigure { Name = "f", Label = "f", Unit = "ns", First = 100, Second = 100 * ratio, HigherIsBetter = false, Interval = new(ratio, low, high) }.Verdict,
            Is.EqualTo(verdict));

    [Test]
    public void A_rates_interval_lies_around_its_slices_and_holds_the_figure()
    {
        var run = NoisySystem.Measure(TestScenario.Offline, 1, MeanNs, seconds: 5);
        var figure = RunFigures.Of(run)[0];
        var slices = run.Slices!.SamplesPerS.Take(run.Slices.WholeCount).Average()!.Value;
        var interval = FigureInterval.Of(figure, run)!;
        var off = FigureInterval.Of(figure with { Value = 2 * slices }, run)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((interval.Low + interval.High) / 2, Is.EqualTo(slices).Within(1e-6).Percent);
            Assert.That(off.Low, Is.EqualTo(interval.Low), "the slices', whatever the figure");
            Assert.That(off.High, Is.EqualTo(2 * slices));
        }
    }

    private static void ExpectRight(TestScenario scenario, int seconds, int seeds) =>
        ExpectRight($"{scenario} through LoadGen", seeds, (seed, mean) => NoisySystem.MeasureAsPlanned(scenario, seed, mean, plannedNs: MeanNs, seconds));

    private static void ExpectRight(string what, int seeds, Func<ulong, double, RunData> measure)
    {
        var same = new RunData[seeds + 1];
        var slowed = new RunData[seeds];
        Parallel.For(0, seeds + 1, seed => same[seed] = measure((ulong)seed, MeanNs));
        Parallel.For(0, seeds, seed => slowed[seed] = measure((ulong)(seed + 100_000), MeanNs * SlowedBy));
        var noDifference = Count(seeds, seed => Headline(same[seed], same[seed + 1]).Verdict == ComparisonVerdict.NoDifference);
        var slower = Count(seeds, seed =>
        {
            var headline = Headline(same[seed], slowed[seed]);
            var truth = headline.HigherIsBetter ? 1 / SlowedBy : SlowedBy;
            return headline.Verdict == ComparisonVerdict.Slower && headline.Interval!.Low <= truth && headline.Interval.High >= truth;
        });
        TestContext.Progress.WriteLine($"Comparisons on virtual time, {what}: {noDifference} of the same and {slower} of those slowed by 3 % of {seeds} each right");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(noDifference, Is.GreaterThanOrEqualTo(0.95 * seeds), "the same");
            Assert.That(slower, Is.GreaterThanOrEqualTo(0.95 * seeds), "slowed by three per cent, by an interval that holds it");
        }
    }

    private static ComparedFigure Headline(RunData first, RunData second)
    {
        // The schedules' seeds differ, and with them nothing that the settings in force are compared by.
        second = second with { SettingsEffective = first.SettingsEffective };
        return ResultComparer.CompareRuns(first, second, [(first, second)], headlineOnly: true).Headline!;
    }

    private static int Count(int seeds, Func<int, bool> isRight)
    {
        var right = 0;
        Parallel.For(0, seeds, seed =>
        {
            if (isRight(seed))
                Interlocked.Increment(ref right);
        });
        return right;
    }
}
