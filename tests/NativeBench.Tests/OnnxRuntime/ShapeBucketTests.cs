using System.Runtime.InteropServices;
using CsCheck;
using NativeBench.Inference;
using NativeBench.Inference.Internal;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.OnnxRuntime;

/// <summary>Samples of different length in batches of one length.</summary>
public class ShapeBucketTests
{
    private const int Samples = 24;
    private const int Largest = 8;

    private static readonly ShapeBuckets s_buckets = new("seq", [2, 8, 4]);

    [Test]
    public void A_sample_runs_at_the_smallest_length_that_holds_it()
    {
        using var engine = Load(s_buckets);
        Assert.That(engine.Model.Inputs[0].SampleShape, Is.EqualTo(new long[] { Largest }));
        using var slab = LoadedSlab(engine);
        using var instance = engine.CreateInstance(slab, 3);
        foreach (var slots in (int[][])[[0], [1, 2], [3], [7], [0, 8, 16], [4, 5], [0, 7]])
        {
            instance.Run(slots);
            var length = s_buckets.Lengths[slots.Max(slot => s_buckets.BucketOf(LengthOf(slot)))];
            for (var i = 0; i < slots.Length; i++)
            {
                var row = MemoryMarshal.Cast<byte, float>(instance.Outputs[0].Row(i)).ToArray();
                var expected = Enumerable.Range(0, Largest).Select(p => p >= length ? -10_000f : p < LengthOf(slots[i]) ? Value(slots[i], p) : 0);
                Assert.That(row, Is.EqualTo(expected), $"slots {string.Join(",", slots)}, row {i}");
            }
        }
    }

    [Test]
    public void The_answers_are_those_of_the_full_length()
        => Gen.Int[0, Samples - 1].Array[1, 4].Sample(slots =>
        {
            using var whole = Load(new ShapeBuckets("seq", [Largest]));
            using var cut = Load(s_buckets);
            using var slabOfWhole = LoadedSlab(whole);
            using var slabOfCut = LoadedSlab(cut);
            using var one = whole.CreateInstance(slabOfWhole, 4);
            using var other = cut.CreateInstance(slabOfCut, 4);
            one.Run(slots);
            other.Run(slots);
            for (var i = 0; i < slots.Length; i++)
            {
                var length = LengthOf(slots[i]) * sizeof(float);
                Assert.That(other.Outputs[0].Row(i)[..length].SequenceEqual(one.Outputs[0].Row(i)[..length]), Is.True);
            }
        }, iter: 20);

    [Test]
    public void A_run_in_any_bucket_allocates_nothing()
    {
        using var engine = Load(s_buckets);
        using var slab = LoadedSlab(engine);
        using var instance = engine.CreateInstance(slab, 4);
        int[][] batches = [[0], [1, 2], [3, 5], [7], [0, 8, 16], [0, 7, 2, 5]];
        RunMany();
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunMany();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void RunMany()
        {
            for (var i = 0; i < 300; i++)
            {
                foreach (var slots in batches)
                    instance.Run(slots);
            }
        }
    }

    [Test]
    public void A_large_query_is_run_bucket_by_bucket()
        => Gen.Int[0, Samples - 1].Array[50, 400].Sample(drawn =>
        {
            using var engine = Load(s_buckets);
            using var slab = LoadedSlab(engine);
            var map = new BucketMap(slab, s_buckets);
            var order = new NeighbourOrder(slab, 512, map);
            var query = SlabOf.Query(1, drawn.Select(static i => (long)i));
            var ordered = order.Apply(query).ToArray();
            Assert.That(ordered.Select(static s => s.Id), Is.EquivalentTo(query.Select(static s => s.Id)));
            Assert.That(ordered.Select(s => map.Of((int)s.Index)), Is.Ordered.Descending);
        }, iter: 20);

    [Test]
    public void Every_sample_of_a_run_is_answered_whatever_its_length([Values] bool adaptive)
    {
        using var engine = Load(s_buckets);
        using var slab = LoadedSlab(engine);
        using var sut = new BatchingSystemUnderTest(
            engine, slab, new ExecutionPlan { Instances = 2, BatchSize = 4, AdaptiveBatching = adaptive });
        using var done = new CountdownSink();
        sut.LatencyBoundNs = 1_000_000_000;
        sut.StartTest(done);
        sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 200).Select(static i => (long)(i % Samples))));
        sut.FlushQueries();
        done.Wait(200);
        Assert.That(sut.Statistics.Samples, Is.EqualTo(200));
    }

    [Test]
    public void New_samples_in_the_same_slots_have_new_lengths()
    {
        using var engine = Load(s_buckets);
        using var slab = new SampleSlab(engine.Model.Inputs, Samples);
        var map = new BucketMap(slab, s_buckets);
        slab.Load([0]);
        slab.Rows(0, 0).Fill(1);
        Assert.That(map.Of(0), Is.EqualTo(2));
        slab.Unload([0]);
        slab.Load([1]);
        slab.Rows(0, 0).Clear();
        Assert.That(map.Of(0), Is.Zero);
    }

    [Test]
    public void What_isnt_the_second_dimension_has_no_buckets()
    {
        var model = new SyntheticModel().Input("x", ElementType.Float32, "N", 3, "seq").Node("Identity", ["x"], ["y"])
            .Output("y", ElementType.Float32, "N", 3, "seq").ToBytes();
        Assert.That(
            () => OnnxRuntimeEngine.Load(model, "third.onnx", new OnnxRuntimeOptions { Buckets = s_buckets }),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(
                "buckets=seq=2,4,8: 'x' of 'third.onnx' has the shape [N,3,seq]; the dimension with buckets has to be the second of all tensors."));
    }

    [TestCase("seq")]
    [TestCase("seq=")]
    [TestCase("seq=64,x")]
    [TestCase("=64")]
    public void Buckets_as_text_are_checked(string text)
        => Assert.That(
            () => OnnxRuntimeOptions.For(new ExecutionPlan { BackendOptions = BackendOptions.None.With("buckets", text) }),
            Throws.TypeOf<InvalidInputException>().With.Message.StartsWith($"--backend-option buckets={text}: expected a dimension and lengths"));

    private static OnnxRuntimeEngine Load(ShapeBuckets buckets)
        => OnnxRuntimeEngine.Load(
            SyntheticModel.Identity(ElementType.Float32, "N", "seq"), "lengths.onnx", new OnnxRuntimeOptions { Buckets = buckets });

    private static SampleSlab LoadedSlab(OnnxRuntimeEngine engine)
    {
        var slab = new SampleSlab(engine.Model.Inputs, Samples);
        slab.Load([.. Enumerable.Range(0, Samples).Select(static i => (long)i)]);
        for (var slot = 0; slot < Samples; slot++)
        {
            var row = MemoryMarshal.Cast<byte, float>(slab.Rows(0, slot));
            row.Clear();
            for (var p = 0; p < LengthOf(slot); p++)
                row[p] = Value(slot, p);
        }
        return slab;
    }

    private static int LengthOf(int slot) => (slot % Largest) + 1;

    private static float Value(int slot, int position) => (100 * slot) + position + 1;
}
