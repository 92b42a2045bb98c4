using CsCheck;
using NativeBench.Inference;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.Contracts;

/// <summary>
/// What the system under test relies on in every <see cref="IInferenceEngine"/>. An implementation adds one fixture that loads a
/// model from int32 [N,2] to the same, unchanged.
/// </summary>
public abstract class InferenceEngineContract
{
    private protected abstract IInferenceEngine CreateIdentity();

    [Test]
    public void It_says_what_it_is()
    {
        using var engine = CreateIdentity();
        Assert.That(engine.BackendName, Is.Not.Empty);
        Assert.That(engine.Version, Is.Not.Empty);
        Assert.That(engine.Model.Inputs, Has.Length.EqualTo(1));
        Assert.That(engine.Model.Outputs, Has.Length.EqualTo(1));
        Assert.That(engine.Model.Sha256, Does.Match("^[0-9a-f]{64}$"));
    }

    [Test]
    public void Rows_come_out_in_the_order_of_the_slots()
    {
        using var engine = CreateIdentity();
        using var slab = new SampleSlab(engine.Model.Inputs, 16);
        SlabOf.Load(slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
        using var instance = engine.CreateInstance(slab, 5);
        Gen.Int[0, 15].Array[1, 5].Sample(slots => AnswersAre(instance, slab, slots), threads: 1);
    }

    [Test]
    public void Neighbours_are_read_in_place()
    {
        using var engine = CreateIdentity();
        using var slab = new SampleSlab(engine.Model.Inputs, 16);
        SlabOf.Load(slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
        using var instance = engine.CreateInstance(slab, 4);
        Assert.That(instance.Run([12, 13, 14, 15]), Is.True);
        Assert.That(instance.Run([15]), Is.True);
        Assert.That(instance.Run([3, 2, 1, 0]), Is.False);
    }

    [Test]
    public void It_follows_a_slab_that_moves()
    {
        using var engine = CreateIdentity();
        using var slab = new SampleSlab(engine.Model.Inputs, 4000);
        using var instance = engine.CreateInstance(slab, 3);
        for (var size = 4; size < 4000; size *= 5)
        {
            var samples = Enumerable.Range(0, size).Select(i => (long)(i + 1)).ToArray();
            SlabOf.Load(slab, samples);
            Assert.That(AnswersAre(instance, slab, [size - 3, size - 2, size - 1]), Is.True);
            Assert.That(AnswersAre(instance, slab, [size - 1, 0]), Is.True);
            slab.Unload(samples);
        }
    }

    [Test]
    public void Warming_up_needs_no_samples_and_leaves_no_trace()
    {
        using var engine = CreateIdentity();
        using var slab = new SampleSlab(engine.Model.Inputs, 4);
        using var instance = engine.CreateInstance(slab, 3);
        instance.WarmUp(1);
        instance.WarmUp(3);
        SlabOf.Load(slab, 3, 1, 2, 0);
        Assert.That(AnswersAre(instance, slab, [1, 0]), Is.True);
    }

    [Test]
    public void Instances_run_at_the_same_time()
    {
        using var engine = CreateIdentity();
        using var slab = new SampleSlab(engine.Model.Inputs, 16);
        SlabOf.Load(slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
        var right = new bool[3];
        var threads = right.Select((_, t) => new Thread(() =>
        {
            using var instance = engine.CreateInstance(slab, 2);
            right[t] = Enumerable.Range(0, 200).All(i => AnswersAre(instance, slab, [(i + t) % 16, i % 16]));
        })).ToList();
        threads.ForEach(static t => t.Start());
        threads.ForEach(static t => t.Join());
        Assert.That(right, Is.All.True);
    }

    private static bool AnswersAre(IInferenceInstance instance, SampleSlab slab, int[] slots)
    {
        instance.Run(slots);
        for (var i = 0; i < slots.Length; i++)
            if (!instance.Outputs[0].Row(i).SequenceEqual(SlabOf.RowBytes(slab.SampleAt(slots[i]))))
                return false;
        return true;
    }
}
