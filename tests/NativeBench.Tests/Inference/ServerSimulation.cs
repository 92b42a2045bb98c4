using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

/// <summary>Workers, a queue and Poisson arrivals on virtual time: which samples are late under a way of batching.</summary>
internal sealed class ServerSimulation
{
    /// <summary>Samples that arrive.</summary>
    public required int Samples { get; init; }

    public required int Workers { get; init; }

    /// <summary>What n samples of a bucket cost at once, in ns.</summary>
    public required Func<int, int, double> CostNs { get; init; }

    /// <summary>How far a run's cost may be from that, as a factor above and below 1.</summary>
    public double Noise { get; init; }

    public required double GapNs { get; init; }

    public required long BoundNs { get; init; }

    public int Buckets { get; init; } = 1;

    public required int Seed { get; init; }

    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Workers} workers, costs {CostNs(0, 1):F0}, {CostNs(0, 2):F0}, …, {CostNs(0, 16):F0} ns ± {Noise:P0}, gap {GapNs:F0} ns, bound {BoundNs} ns, seed {Seed}");

    /// <summary>Completion minus arrival of every sample, when a worker takes one sample after another.</summary>
    public long[] OneByOne() => Run(null);

    /// <summary>The same with batches planned. The batcher knows the true mean costs.</summary>
    public long[] Planned(int maxBatch, bool lateLast, out DeadlineBatcher batcher, List<(int Bucket, int Size)>? batches = null)
    {
        var costs = new BatchCosts(maxBatch, Buckets);
        for (var bucket = 0; bucket < Buckets; bucket++)
            costs.Set(bucket, [.. Enumerable.Range(1, maxBatch).Select(n => (n, CostNs(bucket, n)))]);
        batcher = new DeadlineBatcher(costs, Samples, Workers, lateLast, buckets: Buckets);
        batcher.BeginTest(BoundNs);
        return Run(batcher, costs, maxBatch, batches);
    }

    private long[] Run(DeadlineBatcher? batcher, BatchCosts? costs = null, int maxBatch = 1, List<(int, int)>? batches = null)
    {
        // Own random numbers for arrivals, shapes and costs, so that all ways of batching meet the same samples.
        var (arrivals, shapes, noise) = (new Random(Seed), new Random(Seed + 1), new Random(Seed + 2));
        var arrival = new long[Samples];
        var bucket = new int[Samples];
        double at = 0;
        for (var i = 0; i < Samples; i++)
        {
            arrival[i] = (long)(at += -Math.Log(1 - arrivals.NextDouble()) * GapNs);
            bucket[i] = shapes.Next(Buckets);
        }

        var latency = new long[Samples];
        Array.Fill(latency, -1);
        var freeAt = new long[Workers];
        var batch = new QuerySample[maxBatch];
        int arrived = 0, done = 0, first = 0;
        long now = 0;
        while (done < Samples)
        {
            for (; arrived < Samples && arrival[arrived] <= now; arrived++)
                batcher?.Add(new QuerySample((ulong)arrived, arrived), bucket[arrived], arrival[arrived]);
            var worker = Array.FindIndex(freeAt, free => free <= now);
            var next = arrived < Samples ? arrival[arrived] : long.MaxValue;
            if (worker >= 0)
            {
                var count = 0;
                var wait = long.MaxValue;
                if (batcher is not null)
                {
                    var idle = freeAt.Count(free => free <= now) - 1;
                    count = batcher.Next(now, idle, flushed: arrived == Samples, batch, out wait);
                    wait = count == 0 && batcher.Count > 0 ? wait : long.MaxValue;
                    Assert.That(wait, Is.GreaterThan(now), "waiting ends");
                }
                else if (first < arrived)
                {
                    batch[0] = new QuerySample((ulong)first, first);
                    (count, first) = (1, first + 1);
                }
                if (count > 0)
                {
                    var shape = batch[..count].Max(s => bucket[s.Index]);
                    batches?.Add((batch[..count].Min(s => bucket[s.Index]) == shape ? shape : -1, count));
                    var cost = CostNs(shape, count) * (1 + ((noise.NextDouble() - 0.5) * 2 * Noise));
                    freeAt[worker] = now + (long)cost;
                    foreach (var sample in batch.AsSpan(0, count))
                    {
                        Assert.That(latency[sample.Index], Is.EqualTo(-1), "run once");
                        latency[sample.Index] = freeAt[worker] - arrival[sample.Index];
                    }
                    done += count;
                    costs?.Learn(shape, count, cost);
                    continue;
                }
                now = Math.Min(next, Math.Min(wait, Later(freeAt, now)));
                continue;
            }
            now = freeAt.Min();
        }
        return latency;
    }

    private static long Later(long[] times, long now) => times.Where(t => t > now).DefaultIfEmpty(long.MaxValue).Min();
}
