using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;

namespace NativeBench.Tests.OnnxRuntime;

public class OnnxRuntimeEngineTests
{
    [Test]
    public void Every_element_type_passes_through_unchanged([Values] ElementType type)
    {
        using var engine = OnnxRuntimeEngine.Load(SyntheticModel.Identity(type, "N", 2, 3), "identity.onnx");
        Assert.That(engine.Model.Inputs[0], Is.EqualTo(new TensorSpec("x", type, [2, 3])));
        using var slab = new SampleSlab(engine.Model.Inputs, 4);
        Fill(slab, 4);
        using var instance = engine.CreateInstance(slab, 2);
        instance.Run([3, 1]);
        Assert.That(instance.Outputs[0].ElementType, Is.EqualTo(type));
        Assert.That(instance.Outputs[0].Row(0).ToArray(), Is.EqualTo(slab.Rows(0, 3).ToArray()));
        Assert.That(instance.Outputs[0].Row(1).ToArray(), Is.EqualTo(slab.Rows(0, 1).ToArray()));
    }

    [Test]
    public void Several_inputs_and_outputs_keep_their_samples()
    {
        var model = new SyntheticModel()
            .Input("a", ElementType.Int32, "N", 2).Input("b", ElementType.Int32, "N", 2)
            .Node("Add", ["a", "b"], ["sum"]).Node("Sub", ["a", "b"], ["difference"])
            .Output("sum", ElementType.Int32, "N", 2).Output("difference", ElementType.Int32, "N", 2);
        using var engine = OnnxRuntimeEngine.Load(model.ToBytes(), "two.onnx");
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        slab.Load([0, 1, 2, 3, 4, 5, 6, 7]);
        for (var slot = 0; slot < 8; slot++)
        {
            MemoryMarshal.Cast<byte, int>(slab.Rows(0, slot)).Fill(100 * slot);
            MemoryMarshal.Cast<byte, int>(slab.Rows(1, slot)).Fill(slot);
        }
        using var instance = engine.CreateInstance(slab, 3);
        foreach (var slots in (int[][])[[2, 3, 4], [5], [7, 0, 7], [1, 2]])
        {
            instance.Run(slots);
            for (var i = 0; i < slots.Length; i++)
            {
                Assert.That(Ints(instance.Outputs[0].Row(i)), Is.All.EqualTo(101 * slots[i]));
                Assert.That(Ints(instance.Outputs[1].Row(i)), Is.All.EqualTo(99 * slots[i]));
            }
        }
    }

    [Test]
    public void A_fixed_batch_is_filled_up()
    {
        using var engine = OnnxRuntimeEngine.Load(SyntheticModel.Identity(ElementType.Int32, 3, 2), "three.onnx");
        Assert.That(engine.Model.FixedBatch, Is.EqualTo(3));
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        Fill(slab, 8);
        using var instance = engine.CreateInstance(slab, 3);
        Assert.That(instance.Run([4, 5, 6]), Is.True);
        foreach (var slots in (int[][])[[7], [0, 5], [2, 3, 4], [3, 2, 1]])
        {
            instance.Run(slots);
            for (var i = 0; i < slots.Length; i++)
                Assert.That(instance.Outputs[0].Row(i).ToArray(), Is.EqualTo(slab.Rows(0, slots[i]).ToArray()));
        }
    }

    [Test]
    public void A_fixed_batch_bounds_the_instances()
    {
        using var engine = OnnxRuntimeEngine.Load(SyntheticModel.Identity(ElementType.Int32, 1, 2), "one.onnx");
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        Assert.That(
            () => engine.CreateInstance(slab, 2),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo(
                "--batch 2 is more than 'one.onnx' takes: its first dimension is fixed at 1. Use --batch 1."));
    }

    [Test]
    public void A_model_without_batch_dimension_in_its_output_gives_all_of_it_to_the_one_sample()
    {
        var model = new SyntheticModel()
            .Input("x", ElementType.Float32, 1, 4).Node("Flatten", ["x"], ["flat"]).Node("Transpose", ["flat"], ["y"])
            .Output("y", ElementType.Float32, 4, 1);
        using var engine = OnnxRuntimeEngine.Load(model.ToBytes(), "rows.onnx");
        Assert.That(engine.Model.Outputs[0], Is.EqualTo(new TensorSpec("y", ElementType.Float32, [4, 1])));
        using var slab = new SampleSlab(engine.Model.Inputs, 2);
        Fill(slab, 2);
        using var instance = engine.CreateInstance(slab, 1);
        instance.Run([1]);
        Assert.That(instance.Outputs[0].Row(0).ToArray(), Is.EqualTo(slab.Rows(0, 1).ToArray()));
    }

    [Test]
    public void An_output_whose_shape_only_a_run_tells_is_read_after_the_run()
    {
        foreach (var model in (SyntheticModel[])
            [
                Start().Output("y", ElementType.Int32, "N", "unknown"),
                Start().OutputWithoutShape("y", ElementType.Int32),
            ])
        {
            var options = new OnnxRuntimeOptions { Optimization = GraphOptimization.None };
            using var engine = OnnxRuntimeEngine.Load(model.ToBytes(), "late.onnx", options);
            using var slab = new SampleSlab(engine.Model.Inputs, 8);
            Fill(slab, 8);
            using var instance = engine.CreateInstance(slab, 2);
            foreach (var slots in (int[][])[[2, 3], [7], [6, 1]])
            {
                instance.Run(slots);
                for (var i = 0; i < slots.Length; i++)
                    Assert.That(instance.Outputs[0].Row(i).ToArray(), Is.EqualTo(slab.Rows(0, slots[i]).ToArray()));
            }
        }

        static SyntheticModel Start() => new SyntheticModel().Input("x", ElementType.Int32, "N", 2).Node("Identity", ["x"], ["y"]);
    }

    [Test]
    public void An_output_without_rows_of_samples_asks_for_batch_1()
    {
        var model = new SyntheticModel()
            .Input("x", ElementType.Int32, "N", 2).Node("NonZero", ["x"], ["y"]).Output("y", ElementType.Int64, 2, "found");
        using var engine = OnnxRuntimeEngine.Load(model.ToBytes(), "nonzero.onnx");
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        Fill(slab, 8);
        using (var single = engine.CreateInstance(slab, 1))
        {
            single.Run([2]);
            Assert.That(single.Outputs[0].ElementsPerRow, Is.EqualTo(4), "two indices for each of two elements");
        }
        using var batched = engine.CreateInstance(slab, 3);
        Assert.That(
            () => batched.Run([1, 2, 3]),
            Throws.TypeOf<InferenceException>().With.Message.EqualTo(
                "Output 'y' of 'nonzero.onnx' came out as [2,6] for a batch of 3; expected the batch as its first dimension. "
                + "Run this model with --batch 1."));
    }

    [Test]
    public void Given_dimensions_complete_the_shape()
    {
        var bytes = SyntheticModel.Identity(ElementType.Int64, "batch", "seq", "");
        var options = new OnnxRuntimeOptions
        {
            Dimensions = ImmutableDictionary.CreateRange<string, long>([new("seq", 5), new("x:2", 3)]),
        };
        using var engine = OnnxRuntimeEngine.Load(bytes, "text.onnx", options);
        Assert.That(engine.Model.Inputs[0].ShapeText, Is.EqualTo("[N,5,3]"));
        Assert.That(engine.Settings, Does.Contain(new KeyValuePair<string, string>("dimension seq", "5")));
        using var slab = new SampleSlab(engine.Model.Inputs, 2);
        Fill(slab, 2);
        using var instance = engine.CreateInstance(slab, 2);
        instance.Run([0, 1]);
        Assert.That(instance.Outputs[0].Row(1).ToArray(), Is.EqualTo(slab.Rows(0, 1).ToArray()));
    }

    [Test]
    public void A_run_that_fails_is_a_sentence()
    {
        var model = new SyntheticModel()
            .Constant("table", ElementType.Float32, [2], new byte[8])
            .Input("ids", ElementType.Int64, "N", 1).Node("Gather", ["table", "ids"], ["y"]).Output("y", ElementType.Float32, "N", 1);
        using var engine = OnnxRuntimeEngine.Load(model.ToBytes(), "gather.onnx");
        using var slab = new SampleSlab(engine.Model.Inputs, 1);
        slab.Load([0]);
        MemoryMarshal.Cast<byte, long>(slab.Rows(0, 0))[0] = 7;
        using var instance = engine.CreateInstance(slab, 1);
        Assert.That(
            () => instance.Run([0]),
            Throws.TypeOf<InferenceException>().With.Message.StartsWith("'gather.onnx' failed on a batch of 1. ONNX Runtime says: "));
    }

    [Test]
    public void Outputs_that_are_no_tensors_are_left_out_and_said_so()
    {
        var model = new SyntheticModel()
            .Input("x", ElementType.Float32, "N", 2).Node("Identity", ["x"], ["y"]).Node("SequenceConstruct", ["x"], ["list"])
            .SequenceOutput("list", ElementType.Float32, "N", 2).Output("y", ElementType.Float32, "N", 2);
        using var engine = OnnxRuntimeEngine.Load(model.ToBytes(), "mixed.onnx");
        Assert.That(engine.Model.Outputs.Select(static o => o.Name), Is.EqualTo(new[] { "y" }));
        Assert.That(engine.Settings, Does.Contain(new KeyValuePair<string, string>("outputs left out", "list (sequence)")));
        using var slab = new SampleSlab(engine.Model.Inputs, 2);
        Fill(slab, 2);
        using var instance = engine.CreateInstance(slab, 1);
        instance.Run([1]);
        Assert.That(instance.Outputs[0].Row(0).ToArray(), Is.EqualTo(slab.Rows(0, 1).ToArray()));
    }

    [Test]
    public void Samples_of_another_model_are_refused()
    {
        using var engine = OnnxRuntimeEngine.Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), "pair.onnx");
        using var slab = new SampleSlab([new TensorSpec("x", ElementType.Int32, [3])], 2);
        Assert.That(
            () => engine.CreateInstance(slab, 1),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("The samples are x int32 [N,3]; 'pair.onnx' takes x int32 [N,2]."));
    }

    private static int[] Ints(ReadOnlySpan<byte> row) => MemoryMarshal.Cast<byte, int>(row).ToArray();

    /// <summary>Loads all samples with bytes that are valid in every type: 1 or 0, different for each sample.</summary>
    private static void Fill(SampleSlab slab, int count)
    {
        slab.Load([.. Enumerable.Range(0, count).Select(static i => (long)i)]);
        var random = new Random(3);
        for (var slot = 0; slot < count; slot++)
            foreach (ref var value in slab.Rows(0, slot))
                value = (byte)random.Next(2);
        // An element that is surely not zero, for models that look for those.
        for (var slot = 0; slot < count; slot++)
            for (var i = 0; i < slab.Rows(0, slot).Length; i += 4)
                slab.Rows(0, slot)[i] = 1;
    }
}
