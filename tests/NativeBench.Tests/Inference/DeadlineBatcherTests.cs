using CsCheck;
using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

/// <summary>Server's batching on virtual time.</summary>
public class DeadlineBatcherTests
{
    private const double LateShare = 0.01;

    /// <summary>
    /// Costs between "a batch of 16 costs hardly more than one" and "it costs more than 16 alone", loads from idle to twice the
    /// capacity, bounds from twice to a hundred times a single run.
    /// </summary>
    private static readonly Gen<ServerSimulation> s_any =
        from single in Gen.Double[3, 7].Select(static exponent => Math.Pow(10, exponent))
        from marginal in Gen.Double[0.02, 1.1]
        from workers in Gen.Int[1, 4]
        from load in Gen.Double[0.05, 2]
        from bound in Gen.Double[0.3, 2].Select(static exponent => Math.Pow(10, exponent))
        from noise in Gen.Double[0, 0.3]
        from seed in Gen.Int[0, 1_000_000]
        select new ServerSimulation
        {
            Samples = 1500,
            Workers = workers,
            CostNs = (_, n) => single * (1 + ((n - 1) * marginal)),
            Noise = noise,
            GapNs = single / workers / load,
            BoundNs = (long)(single * bound),
            Seed = seed,
        };

    [Test]
    public void What_one_sample_at_a_time_keeps_valid_stays_valid() => s_any.Sample(simulation =>
    {
        var oneByOne = Late(simulation, simulation.OneByOne());
        // Runs take other times in another order, so what is on the edge may fall to either side.
        if (oneByOne > LateShare * 0.6)
            return;
        foreach (var lateLast in new[] { false, true })
            Assert.That(
                Late(simulation, simulation.Planned(16, lateLast, out _)), Is.LessThanOrEqualTo(LateShare),
                $"late last: {lateLast}; one by one: {oneByOne}; {simulation}");
    }, iter: 300);

    [Test]
    public void Every_sample_runs_once_and_in_batches_of_one_shape()
        => Gen.Select(Gen.Int[0, 1_000_000], Gen.Double[0.1, 3], Gen.Bool).Sample((seed, load, lateLast) =>
        {
            var simulation = new ServerSimulation
            {
                Samples = 1000,
                Workers = 2,
                CostNs = static (bucket, n) => 1e6 * (1 + bucket) * (1 + ((n - 1) * 0.5)),
                GapNs = 1e6 / load,
                BoundNs = 20_000_000,
                Buckets = 3,
                Seed = seed,
            };
            var batches = new List<(int Bucket, int Size)>();
            var latency = simulation.Planned(8, lateLast, out var batcher, batches);
            Assert.That(latency, Is.All.GreaterThan(0));
            Assert.That(batches.Sum(static b => b.Size), Is.EqualTo(1000));
            Assert.That(batcher.Count, Is.Zero);
            if (!lateLast)
                Assert.That(batches.Select(static b => b.Bucket), Is.All.GreaterThanOrEqualTo(0), "shapes mixed");
        }, iter: 60);

    [Test]
    public void Letting_the_late_wait_keeps_more_in_time_when_there_is_more_to_do_than_can_be()
    {
        // 95 % of what two workers can do, as an example: arrivals come in lumps, and one lump makes everybody late in turn.
        var simulation = Example(load: 0.95, marginal: 1, bound: 5);
        var inTurn = Late(simulation, simulation.Planned(1, lateLast: false, out _));
        var lateLast = Late(simulation, simulation.Planned(1, lateLast: true, out var batcher));
        Assert.That(lateLast, Is.LessThan(inTurn / 3));
        Assert.That(batcher.LateSamples, Is.GreaterThan(0));
    }

    [Test]
    public void Batches_grow_with_the_load_where_they_pay()
    {
        // Ten times what single runs could do, if sixteen cost only as much as three.
        var simulation = Example(load: 3, marginal: 0.125, bound: 20);
        Assert.That(Late(simulation, simulation.OneByOne()), Is.GreaterThan(0.9));
        Assert.That(Late(simulation, simulation.Planned(16, lateLast: true, out _)), Is.LessThan(LateShare));
    }

    [Test]
    public void At_little_load_nobody_waits_for_company()
    {
        var simulation = Example(load: 0.05, marginal: 0.1, bound: 50);
        Assert.That(simulation.Planned(16, lateLast: true, out _).Order().ElementAt(5000), Is.LessThanOrEqualTo(1_000_000));
    }

    [Test]
    public void Batches_that_dont_pay_arent_made()
    {
        var batches = new List<(int, int Size)>();
        Example(load: 0.9, marginal: 1, bound: 50).Planned(16, lateLast: true, out _, batches);
        Assert.That(batches.Select(static b => b.Size), Is.All.EqualTo(1));
    }

    [Test]
    public void A_window_is_open_only_while_the_next_sample_is_likely_to_come_in_time()
    {
        var costs = new BatchCosts(4);
        costs.Set(0, [(1, 100_000), (4, 130_000)]);
        var batcher = new DeadlineBatcher(costs, 16, workers: 1, lateLast: true);
        var batch = new QuerySample[4];
        batcher.BeginTest(boundNs: 10_000_000);
        for (var i = 0; i < 3; i++)
            batcher.Add(new QuerySample((ulong)i, i), 0, arrivedNs: i * 1000);
        Assert.That(batcher.Next(3000, 0, flushed: false, batch, out var until), Is.Zero);
        Assert.That(until, Is.EqualTo(92_000), "as long after the last as one more saves");
        Assert.That(batcher.Next(until, 0, flushed: false, batch, out _), Is.EqualTo(3));
        batcher.Add(new QuerySample(4, 4), 0, arrivedNs: 400_000);
        Assert.That(batcher.Next(400_000, 0, flushed: true, batch, out _), Is.EqualTo(1), "a flush ends it");
    }

    [Test]
    public void Costs_between_measured_sizes_are_interpolated_and_larger_ones_not_used()
    {
        var costs = new BatchCosts(16);
        costs.Set(0, [(1, 100), (2, 150), (4, 250)]);
        Assert.That(costs.TypicalNs(0, 3), Is.EqualTo(200));
        Assert.That(costs.EfficientSize(0, 16), Is.EqualTo(4));
        Assert.That(costs.EfficientSize(0, 3), Is.EqualTo(3));
        costs.Learn(0, 16, 1);
        Assert.That(costs.EfficientSize(0, 16), Is.EqualTo(4));
    }

    [Test]
    public void Costs_follow_what_is_measured()
    {
        var costs = new BatchCosts(4);
        costs.Set(0, [(1, 100), (4, 100)]);
        Assert.That(costs.EfficientSize(0, 4), Is.EqualTo(4));
        for (var i = 0; i < 4; i++)
            costs.Learn(0, 1, 1_000_000);
        Assert.That(costs.TypicalNs(0, 1), Is.LessThan(110), "runs off the core don't count for what they took");
        for (var i = 0; i < 16_384; i++)
        {
            costs.Learn(0, 4, 500);
            costs.Learn(0, 1, 100);
        }
        Assert.That(costs.TypicalNs(0, 4), Is.EqualTo(500).Within(50));
        Assert.That(costs.EfficientSize(0, 4), Is.LessThan(4));
        Assert.That(costs.SlowNs(0), Is.InRange(95, 105));
    }

    private static ServerSimulation Example(double load, double marginal, double bound) => new()
    {
        Samples = 10_000,
        Workers = 2,
        CostNs = (_, n) => 1e6 * (1 + ((n - 1) * marginal)),
        GapNs = 1e6 / 2 / load,
        BoundNs = (long)(1e6 * bound),
        Seed = 1,
    };

    private static double Late(ServerSimulation simulation, long[] latency)
        => (double)latency.Count(ns => ns > simulation.BoundNs) / latency.Length;
}
