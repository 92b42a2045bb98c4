using CsCheck;
using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

public class SampleQueueTests
{
    [Test]
    public void What_goes_in_comes_out_in_order_whatever_the_sizes()
    {
        // Positive: put so many; negative: take so many. Compared with a plain queue.
        Gen.Select(Gen.Int[-12, 12].Array[1, 60], Gen.Int[1, 9]).Sample((steps, together) =>
        {
            using var queue = new SampleQueue(8, together);
            var model = new Queue<QuerySample>();
            var id = 0UL;
            var room = new QuerySample[12];
            foreach (var step in steps)
            {
                if (step > 0)
                {
                    var samples = SlabOf.Query(id + 1, Enumerable.Range(0, step).Select(static i => (long)i));
                    var accepted = queue.Enqueue(samples);
                    if (accepted != Math.Min(step, 8 - model.Count))
                        return false;
                    foreach (var sample in samples.AsSpan(0, accepted))
                        model.Enqueue(sample);
                    id += (ulong)accepted;
                }
                else if (step < 0)
                {
                    var taken = queue.Dequeue(room.AsSpan(0, -step));
                    if (taken != Math.Min(-step, model.Count))
                        return false;
                    for (var i = 0; i < taken; i++)
                        if (room[i] != model.Dequeue())
                            return false;
                }
                if (queue.HasSample != (model.Count > 0) || queue.Tail - queue.Head != model.Count)
                    return false;
            }
            return true;
        });
    }

    [Test]
    public void With_many_producers_every_sample_comes_out_once_and_each_producers_in_order()
    {
        const int Producers = 4, PerProducer = 5000;
        Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Int[2, 64], Gen.Int[1, 12]).Sample(
            (put, take, capacity, together) =>
            {
                using var queue = new SampleQueue(capacity, together);
                var threads = Enumerable.Range(0, Producers).Select(p => new Thread(() =>
                {
                    var all = Enumerable.Range(0, PerProducer).Select(i => new QuerySample((ulong)i, p)).ToArray();
                    for (var next = 0; next < all.Length;)
                    {
                        var accepted = queue.Enqueue(all.AsSpan(next, Math.Min(put, all.Length - next)));
                        next += accepted;
                        if (accepted == 0)
                            Thread.Yield();
                    }
                })).ToList();
                threads.ForEach(static t => t.Start());

                var expected = new ulong[Producers];
                var batch = new QuerySample[take];
                for (var taken = 0; taken < Producers * PerProducer;)
                {
                    var count = queue.Dequeue(batch);
                    foreach (var sample in batch.AsSpan(0, count))
                        Assert.That(sample.Id, Is.EqualTo(expected[sample.Index]++));
                    taken += count;
                    if (count == 0)
                        Thread.Yield();
                }
                threads.ForEach(static t => t.Join());
                return expected.All(static e => e == PerProducer) && !queue.HasSample;
            },
            iter: 10, threads: 1);
    }

    [Test]
    public void Capacity_is_rounded_up_to_a_power_of_two()
    {
        using var queue = new SampleQueue(5);
        Assert.That(queue.Capacity, Is.EqualTo(8));
    }
}
