using CsCheck;
using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

public class NeighbourOrderTests
{
    [Test]
    public void Nothing_is_lost_and_nothing_is_added()
    {
        Gen.Select(Gen.Long[0, 19].Array[0, 200], Gen.Int[1, 20]).Sample((samples, loaded) =>
        {
            using var slab = SlabOf.Loaded(20, [.. Enumerable.Range(0, loaded).Select(static i => (long)i)]);
            var query = SlabOf.Query(1, samples);
            var ordered = new NeighbourOrder(slab, 200).Apply(query).ToArray();
            return ordered.OrderBy(static s => s.Id).SequenceEqual(query);
        });
    }

    [Test]
    public void The_slab_is_walked_in_passes()
    {
        using var slab = SlabOf.Samples(4);
        var query = SlabOf.Query(1, 3, 1, 1, 0, 2, 1, 3, 0);
        var ordered = new NeighbourOrder(slab, query.Length).Apply(query);
        Assert.That(ordered.ToArray().Select(static s => s.Index), Is.EqualTo(new long[] { 0, 1, 2, 3, 0, 1, 3, 1 }));
    }

    [Test]
    public void Samples_that_are_not_loaded_come_last()
    {
        using var slab = SlabOf.Loaded(10, 4, 2);
        QuerySample[] query = SlabOf.Query(1, 9, 2, 77, 4);
        var ordered = new NeighbourOrder(slab, query.Length).Apply(query);
        Assert.That(ordered.ToArray().Select(static s => s.Index), Is.EqualTo(new long[] { 4, 2, 9, 77 }));
    }

    [Test]
    public void It_follows_the_slab_when_another_set_is_loaded()
    {
        using var slab = SlabOf.Loaded(100, 5, 6);
        var order = new NeighbourOrder(slab, 16);
        Assert.That(order.Apply(SlabOf.Query(1, 6, 5)).ToArray().Select(static s => s.Index), Is.EqualTo(new long[] { 5, 6 }));
        slab.Unload([5, 6]);
        SlabOf.Load(slab, [.. Enumerable.Range(10, 50).Select(static i => (long)i)]);
        Assert.That(order.Apply(SlabOf.Query(1, 40, 10, 40)).ToArray().Select(static s => s.Index), Is.EqualTo(new long[] { 10, 40, 40 }));
    }
}
