using CsCheck;
using NativeBench.Cli.Tune;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli.Tune;

/// <summary>On virtual time and made-up machines: what the search promises, for any of them.</summary>
public class SuccessiveHalvingTests
{
    private static readonly Gen<(int Cores, double Loss, double Fixed, double Cache, double Noise, int Seed)> s_machines =
        Gen.Select(Gen.Int[1, 64], Gen.Double[0, 0.5], Gen.Double[0, 4], Gen.Double[20, 4000], Gen.Double[0, 0.2], Gen.Int[0, 1_000_000]);

    [Test]
    public void The_winner_is_within_the_noise_of_the_best() => s_machines.Sample(static m =>
    {
        double Speed(ExecutionPlan p) => SimulatedBench.Machine(p, m.Cores, m.Loss, m.Fixed, m.Cache);
        var plans = Plans(m.Cores);
        var options = new HalvingOptions();
        var result = new SuccessiveHalving(new SimulatedBench(Speed, m.Noise, m.Seed), options, null, default).Run(plans, TimeSpan.FromMinutes(4));
        return Speed(result.Winner!.Plan) >= plans.Max(Speed) * (1 - m.Noise) * (1 - options.TieMargin) * (1 - 1e-12);
    }, iter: 400);

    [Test]
    public void Without_noise_it_finds_what_a_full_grid_finds() => s_machines.Sample(static m =>
    {
        double Speed(ExecutionPlan p) => SimulatedBench.Machine(p, m.Cores, m.Loss, m.Fixed, m.Cache);
        var plans = Plans(m.Cores);
        var halved = new SuccessiveHalving(new SimulatedBench(Speed, 0, 0), new HalvingOptions { TieMargin = 0 }, null, default).Run(plans, TimeSpan.FromMinutes(4));
        var grid = new SuccessiveHalving(new SimulatedBench(Speed, 0, 0), new HalvingOptions { TieMargin = 0, IsGrid = true }, null, default).Run(plans, TimeSpan.FromMinutes(4));
        return Speed(halved.Winner!.Plan) == Speed(grid.Winner!.Plan) && Speed(grid.Winner!.Plan) == plans.Max(Speed);
    }, iter: 200);

    [Test]
    public void It_takes_about_its_budget_preparation_included() => Gen.Select(s_machines, Gen.Double[0, 2], Gen.Double[60, 600]).Sample(static (m, preparation, budget) =>
    {
        var bench = new SimulatedBench(p => SimulatedBench.Machine(p, m.Cores, m.Loss, m.Fixed, m.Cache), m.Noise, m.Seed) { Preparation = TimeSpan.FromSeconds(preparation) };
        var plans = Plans(m.Cores);
        var options = new HalvingOptions();
        new SuccessiveHalving(bench, options, null, default).Run(plans, TimeSpan.FromSeconds(budget));

        // Where preparation alone, or the shortest measurements, take more, it can't be kept; else only the first round's guess is off.
        var least = bench.Calls.Count * (preparation + options.LeastEffort.TotalSeconds);
        return bench.Elapsed.TotalSeconds <= Math.Max(budget, least) * 1.5;
    }, iter: 200);

    [Test]
    public void Every_round_halves_the_plans_and_lasts_twice_as_long_for_each()
    {
        var plans = Plans(16);
        var bench = new SimulatedBench(static p => p.BatchSize + (p.Instances / 100.0) + (p.IntraOpThreads / 10_000.0), 0, 0) { Preparation = TimeSpan.Zero };
        new SuccessiveHalving(bench, new HalvingOptions { NearMargin = 0 }, null, default).Run(plans, TimeSpan.FromMinutes(10));
        var rounds = bench.Calls.GroupBy(static c => c.Effort).OrderBy(static g => g.Key).Select(static g => g.Select(static c => c.Plan).Distinct().Count()).ToList();
        Assert.That(rounds[0], Is.EqualTo(plans.Count));
        for (var i = 1; i < rounds.Count; i++)
            Assert.That(rounds[i], Is.EqualTo((rounds[i - 1] + 1) / 2));
        Assert.That(rounds[^1], Is.LessThanOrEqualTo(3));
        var efforts = bench.Calls.Select(static c => c.Effort.TotalSeconds).Distinct().Order().ToList();
        for (var i = 1; i < efforts.Count; i++)
            Assert.That(efforts[i] / efforts[i - 1], Is.EqualTo(2).Within(0.01));
    }

    [Test]
    public void Among_equals_the_simplest_wins()
    {
        var plans = Plans(4);
        var result = new SuccessiveHalving(new SimulatedBench(static _ => 100, 0, 0), new HalvingOptions(), null, default).Run(plans, TimeSpan.FromMinutes(1));
        Assert.That(result.Winner!.Plan, Is.EqualTo(plans[0]));
        Assert.That(result.Ties, Has.Count.GreaterThan(1));
    }

    [Test]
    public void A_plan_that_cannot_be_run_is_left_out_with_its_reason()
    {
        var plans = Plans(4);
        var bench = new SimulatedBench(static p => p.BatchSize, 0, 0) { Failure = static p => p.BatchSize > 8 ? "too large" : null };
        var result = new SuccessiveHalving(bench, new HalvingOptions(), null, default).Run(plans, TimeSpan.FromMinutes(1));
        Assert.That(result.Winner!.Plan.BatchSize, Is.EqualTo(8));
        Assert.That(result.Trials.Where(static t => t.Failure == "too large").Select(static t => t.Plan.BatchSize), Has.All.GreaterThan(8));
        Assert.That(bench.Calls.Count(static c => c.Plan.BatchSize > 8), Is.EqualTo(plans.Count(static p => p.BatchSize > 8)), "each only once");
    }

    [Test]
    public void Where_no_plan_can_be_run_there_is_no_winner()
    {
        var bench = new SimulatedBench(static _ => 1, 0, 0) { Failure = static _ => "no" };
        Assert.That(new SuccessiveHalving(bench, new HalvingOptions(), null, default).Run(Plans(2), TimeSpan.FromMinutes(1)).Winner, Is.Null);
    }

    [Test]
    public void An_interrupt_keeps_the_best_until_then() => Gen.Select(s_machines, Gen.Int[1, 40]).Sample(static (m, after) =>
    {
        using var source = new CancellationTokenSource();
        var whole = Search(static _ => { }).Calls;
        var (calls, result) = Search(n =>
        {
            if (n == after)
                source.Cancel();
        });
        // What comes with the last measurement interrupts nothing any more.
        return after < whole ? calls == after && result is { IsInterrupted: true, Winner: not null } : calls == whole && !result.IsInterrupted;

        (int Calls, SearchResult Result) Search(Action<int> measured)
        {
            var bench = new SimulatedBench(p => SimulatedBench.Machine(p, m.Cores, m.Loss, m.Fixed, m.Cache), m.Noise, m.Seed) { Measured = measured };
            var found = new SuccessiveHalving(bench, new HalvingOptions(), null, source.Token).Run(Plans(m.Cores), TimeSpan.FromMinutes(2));
            return (bench.Calls.Count, found);
        }
    }, iter: 100);

    [Test]
    public void The_remaining_time_that_is_shown_comes_true()
    {
        var bench = new SimulatedBench(static p => SimulatedBench.Machine(p, 8, 0.1, 1, 500), 0, 1);
        var shown = new List<(TimeSpan At, TimeSpan Remaining)>();
        new SuccessiveHalving(bench, new HalvingOptions { NearMargin = 0 }, p => shown.Add((bench.Elapsed, p.Remaining)), default).Run(Plans(8), TimeSpan.FromMinutes(3));

        // From the second round on, preparation is known too.
        foreach (var (at, remaining) in shown.Skip(shown.Count / 2))
            Assert.That((at + remaining).TotalSeconds, Is.EqualTo(bench.Elapsed.TotalSeconds).Within(15).Percent);
    }

    private static IReadOnlyList<ExecutionPlan> Plans(int cores) =>
        PlanSpace.For(TestScenario.Offline, PlanSpaceTests.Model(), cores, 8, ExecutionPlan.For(TestScenario.Offline, PlanSpaceTests.Model(), 8, cores));
}
