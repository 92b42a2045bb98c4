using CsCheck;
using NativeBench.Cli.Tune;

namespace NativeBench.Tests.Cli.Tune;

/// <summary>Rates of a system whose highest is known, exactly or with luck.</summary>
public class RateSearchTests
{
    private const double Resolution = 0.02;

    [Test]
    public void The_highest_rate_is_found_from_any_start() => Gen.Select(Gen.Double[0.5, 1e6], Gen.Double[-1.5, 1.5]).Sample(static (highest, offset) =>
    {
        var bench = new Bench(rate => rate <= highest);
        var result = new RateSearch(bench, Resolution, 30, null, default).Run(highest * Math.Pow(10, offset));
        return result is { IsConfirmed: true, Rate: { } rate } && rate <= highest && rate >= highest / (1 + Resolution) * (1 - 1e-9);
    });

    [Test]
    public void Runs_that_stumble_cost_little_and_the_rate_was_valid_twice() => Gen.Select(Gen.Double[1, 1e5], Gen.Int[0, 1_000_000]).Sample(static (highest, seed) =>
    {
        // One run in ten fails though the rate is kept; none above the highest ever passes.
        var random = new Random(seed);
        var bench = new Bench(rate => rate <= highest && random.Next(10) != 0);
        var result = new RateSearch(bench, Resolution, 40, null, default).Run(highest * 0.8);
        var valid = bench.Probes.Where(static p => p.Valid).ToList();
        return result.Rate is null || (result.Rate <= highest && (!result.IsConfirmed || valid.Any(p => p.Rate == result.Rate)));
    });

    [Test]
    public void A_lucky_run_above_what_is_kept_does_not_stand()
    {
        // 103 passes once and never again.
        var lucky = true;
        var bench = new Bench(rate =>
        {
            if (rate <= 100)
                return true;
            if (rate < 104 && lucky)
            {
                lucky = false;
                return true;
            }

            return false;
        });
        var result = new RateSearch(bench, Resolution, 30, null, default).Run(103);
        Assert.That(result.IsConfirmed, Is.True);
        Assert.That(result.Rate, Is.InRange(96, 103));
        Assert.That(result.Rate, Is.LessThanOrEqualTo(101));
    }

    [Test]
    public void A_system_that_keeps_nothing_has_no_rate()
    {
        var result = new RateSearch(new Bench(static _ => false), Resolution, 12, null, default).Run(1000);
        Assert.That(result.Rate, Is.Null);
        Assert.That(result.IsConfirmed, Is.False);
        Assert.That(result.Probes, Has.Count.LessThanOrEqualTo(12));
    }

    [Test]
    public void The_number_of_runs_is_bounded() => Gen.Select(Gen.Double[1, 1e6], Gen.Double[1, 1e6], Gen.Int[3, 20]).Sample(static (highest, start, most) =>
        new RateSearch(new Bench(rate => rate <= highest), Resolution, most, null, default).Run(start).Probes.Count <= most);

    [Test]
    public void An_interrupt_keeps_what_was_valid()
    {
        using var source = new CancellationTokenSource();
        var bench = new Bench(static rate => rate <= 100) { Probed = n => { if (n == 2) source.Cancel(); } };
        var result = new RateSearch(bench, Resolution, 20, null, source.Token).Run(90);
        Assert.That(result.IsInterrupted, Is.True);
        Assert.That(result.Rate, Is.EqualTo(99).Within(1e-9), "90 and 99 were VALID");
        Assert.That(result.IsConfirmed, Is.False);
    }

    [Test]
    public void A_bracket_closes_in_on_what_is_kept() => Gen.Select(Gen.Double[10, 1e5], Gen.Double[0.2, 1]).Sample(static (capacity, share) =>
    {
        var bracket = new Bracket(capacity);
        for (var i = 0; i < 14; i++)
            bracket.Add(bracket.Next, bracket.Next <= share * capacity);
        return bracket.Kept <= share * capacity && bracket.Kept >= 0.9 * share * capacity;
    });

    private sealed class Bench(Func<double, bool> isValid) : IRateBench
    {
        public List<(double Rate, bool Valid)> Probes { get; } = [];

        public Action<int>? Probed { get; init; }

        public RateProbe Probe(double rate)
        {
            var valid = isValid(rate);
            Probes.Add((rate, valid));
            Probed?.Invoke(Probes.Count);
            return new RateProbe(rate, valid, TimeSpan.FromSeconds(10), "simulated");
        }
    }
}
