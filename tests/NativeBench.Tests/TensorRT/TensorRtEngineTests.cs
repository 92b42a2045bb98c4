using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Inference.TensorRT;
using NativeBench.Tests.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.TensorRT;

/// <summary>What the engine makes of models, and of what can't be run; over the emulation.</summary>
[Category("Native")]
public sealed class TensorRtEngineTests
{
    private static TensorRtEngine Load(byte[] model, TensorRtOptions? options = null) => TensorRtEngine.Load(Emulation.Runtime, "model.onnx", model, options);

    [Test]
    public void It_says_that_it_is_emulated()
    {
        using var engine = Load(SyntheticModel.Identity(ElementType.Float32, "N", 2));
        Assert.That(engine.IsEmulated, Is.True);
        Assert.That(engine.Version, Does.Contain("(emulated)"));
        Assert.That(engine.DeviceName, Does.EndWith(", emulated"));
        Assert.That(engine.BackendName, Is.EqualTo("tensorrt"));
    }

    [Test]
    public void Every_answer_is_the_one_of_onnx_runtime()
    {
        using var engine = Load(DigitsBenchmark.ReadModel().ToArray(), new TensorRtOptions { MaxBatchSize = 8 });
        using var reference = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName);
        using var library = new DigitsLibrary(engine.Model);
        library.LoadSamplesToRam([.. Enumerable.Range(0, 64).Select(static i => (long)i)]);
        using var expected = reference.CreateInstance(library.Slab, 8);
        using var found = engine.CreateInstance(library.Slab, 8);
        for (var first = 0; first < 56; first += 5)
        {
            int[] slots = [.. Enumerable.Range(0, 1 + (first % 8)).Select(i => (first + (i * 7)) % 64)];
            expected.Run(slots);
            found.Run(slots);
            for (var i = 0; i < slots.Length; i++)
                Assert.That(found.Outputs[0].Row(i).SequenceEqual(expected.Outputs[0].Row(i)), Is.True, $"slot {slots[i]}");
        }
    }

    [Test]
    public void The_samples_are_in_page_locked_memory_and_single_ones_are_one_copy()
    {
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), new TensorRtOptions { MaxBatchSize = 4 });
        using var slab = new SampleSlab(engine.Model.Inputs, 16);
        SlabOf.Load(slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
        Assert.That(slab.MemoryKind, Is.EqualTo("pageable"));
        using var instance = engine.CreateInstance(slab, 4);
        Assert.That(slab.MemoryKind, Is.EqualTo("page-locked"));
        Assert.That(slab.Rows(0, 5).SequenceEqual(SlabOf.RowBytes(5)), Is.True, "what was loaded moved along");
        var before = engine.Counters;
        instance.Run([4, 5, 6, 7]);
        instance.Run([0]);
        var after = engine.Counters;
        Assert.That(after.Batches - before.Batches, Is.EqualTo(2));
        Assert.That(after.CopiesToDevice - before.CopiesToDevice, Is.EqualTo(2));
        Assert.That(after.WordsByDevice - before.WordsByDevice, Is.EqualTo(2));
    }

    [Test]
    public void A_batch_size_that_was_warmed_up_runs_as_a_graph()
    {
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), new TensorRtOptions { MaxBatchSize = 4 });
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        SlabOf.Load(slab, 0, 1, 2, 3);
        using var instance = engine.CreateInstance(slab, 4);
        instance.WarmUp(3);
        instance.Run([0, 1, 2]);
        instance.Run([0, 1]);
        Assert.That(engine.Counters.GraphLaunches, Is.EqualTo(1));
        Assert.That(engine.Counters.Enqueues, Is.EqualTo(1));
    }

    [Test]
    public void A_model_of_a_fixed_batch_runs_shorter_ones()
    {
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, 3, 2));
        Assert.That(engine.Model.FixedBatch, Is.EqualTo(3));
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        SlabOf.Load(slab, 0, 1, 2, 3, 4);
        using var instance = engine.CreateInstance(slab, 3);
        foreach (int[] slots in new[] { new[] { 4, 3, 2 }, [1], [2, 4] })
        {
            instance.Run(slots);
            for (var i = 0; i < slots.Length; i++)
                Assert.That(instance.Outputs[0].Row(i).SequenceEqual(SlabOf.RowBytes(slots[i])), Is.True);
        }
    }

    [Test]
    public void Dynamic_dimensions_take_their_values_by_name_or_by_axis()
    {
        var model = SyntheticModel.Identity(ElementType.Float32, "N", "seq", "");
        using var engine = Load(model, new TensorRtOptions
        {
            MaxBatchSize = 2,
            Dimensions = new Dictionary<string, long> { ["seq"] = 3, ["x:2"] = 4 }.ToImmutableDictionary(),
        });
        Assert.That(engine.Model.Inputs[0].ShapeText, Is.EqualTo("[N,3,4]"));
        using var slab = new SampleSlab(engine.Model.Inputs, 4);
        slab.Load([0, 1]);
        MemoryMarshal.Cast<byte, float>(slab.Rows(0, 0, 2)).Fill(1.5f);
        using var instance = engine.CreateInstance(slab, 2);
        instance.Run([1, 0]);
        Assert.That(instance.Outputs[0].ElementsPerRow, Is.EqualTo(12));
        Assert.That(MemoryMarshal.Cast<byte, float>(instance.Outputs[0].Row(1)).ToArray(), Is.All.EqualTo(1.5f));
    }

    [Test]
    public void A_dynamic_dimension_without_a_value_is_named() => Assert.That(
        () => Load(SyntheticModel.Identity(ElementType.Float32, "N", "seq")),
        Throws.TypeOf<InvalidInputException>().With.Message.Contains("Dimension 1 ('seq') of input 'x' of 'model.onnx' is dynamic"));

    [Test]
    public void An_operator_that_there_is_not_is_named() => Assert.That(
        () => Load(new SyntheticModel().Input("x", ElementType.Float32, "N", 2).Node("NoSuchOperator", ["x"], ["y"]).Output("y", ElementType.Float32, "N", 2).ToBytes()),
        Throws.TypeOf<InvalidInputException>().With.Message.Contains("'model.onnx' can't be built").And.Message.Contains("NoSuchOperator"));

    [TestCase(new byte[0], "is empty")]
    [TestCase(new byte[] { 1, 2, 3, 4 }, "its bytes don't follow the format")]
    public void What_is_no_model_is_refused(byte[] bytes, string sentence) => Assert.That(
        () => Load(bytes), Throws.TypeOf<InvalidInputException>().With.Message.Contains(sentence));

    [TestCase(7, null)]
    [TestCase(0, 7)]
    public void A_device_that_there_is_not_is_told(int device, int? near) => Assert.That(
        () => Load(SyntheticModel.Identity(ElementType.Float32, "N", 2), new TensorRtOptions { Device = device, SamplesNear = near }),
        Throws.TypeOf<InferenceException>().With.Message.EqualTo("There is no GPU 7: the driver shows 1, numbered from 0."));

    [Test]
    public void A_batch_larger_than_the_engine_is_refused()
    {
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), new TensorRtOptions { MaxBatchSize = 4 });
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        Assert.That(
            () => engine.CreateInstance(slab, 5),
            Throws.TypeOf<InvalidInputException>().With.Message.EqualTo("--batch 5 is more than the engine of 'model.onnx' was built for: 4."));
    }

    [Test]
    public void An_arena_larger_than_memory_says_how_much_was_asked_for()
    {
        using var engine = Load(SyntheticModel.Identity(ElementType.Float32, "N", 1 << 20));
        using var slab = new SampleSlab(engine.Model.Inputs, 8192);
        using var instance = engine.CreateInstance(slab, 1);
        using var less = Emulation.Configure("pinned_mb=100");
        Assert.That(
            () => slab.Load([.. Enumerable.Range(0, 64).Select(static i => (long)i)]),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("256 MiB of page-locked memory").And.Message.Contains("performance_sample_count_override"));
        Emulation.Configure("pinned_mb=16384").Dispose();
    }

    [Test]
    public void A_plan_is_kept_and_taken_from_the_cache()
    {
        var cache = Directory.CreateTempSubdirectory("nativebench-engines-").FullName;
        try
        {
            var options = new TensorRtOptions { CacheDirectory = cache, MaxBatchSize = 2 };
            var model = SyntheticModel.Identity(ElementType.Float32, "N", 2);
            using (var first = Load(model, options))
                Assert.That(Setting(first, "engine"), Does.StartWith("built in "));
            using (var second = Load(model, options))
                Assert.That(Setting(second, "engine"), Does.StartWith("from the cache"));
            using (var third = Load(model, options with { MaxBatchSize = 3 }))
                Assert.That(Setting(third, "engine"), Does.StartWith("built in "));
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    [Test]
    public void Handles_may_be_disposed_in_any_order()
    {
        var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2));
        var slab = new SampleSlab(engine.Model.Inputs, 4);
        SlabOf.Load(slab, 0, 1);
        var instance = engine.CreateInstance(slab, 1);
        engine.Dispose();
        instance.Run([1]);
        Assert.That(instance.Outputs[0].Row(0).SequenceEqual(SlabOf.RowBytes(1)), Is.True);
        instance.Dispose();
        slab.Dispose();
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Running_allocates_no_managed_memory(bool inline)
    {
        const int Queries = 500;
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), new TensorRtOptions { MaxBatchSize = 4 });
        using var slab = new SampleSlab(engine.Model.Inputs, 16);
        SlabOf.Load(slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
        using var sut = new LaneSystemUnderTest(
            [engine], slab, new ExecutionPlan { Instances = 2, BatchSize = 4 }, new LaneOptions { RunInline = inline });
        using var sink = new CountdownSink();
        sut.StartTest(sink);
        var query = SlabOf.Query(1, 3, 1, 2, 9);
        void Run()
        {
            for (var i = 0; i < Queries; i++)
            {
                sut.IssueQuery(query);
                sink.Wait(query.Length);
            }
        }
        Run();
        Assert.That(Allocations.LeastOf(Run), Is.LessThan(Queries));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_batch_is_one_call_into_native_code_and_a_completion_none(bool inline)
    {
        const int Queries = 300;
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2));
        using var slab = new SampleSlab(engine.Model.Inputs, 16);
        SlabOf.Load(slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
        var before = new TensorRtCounters();
        using var sut = new LaneSystemUnderTest(
            [engine], slab, new ExecutionPlan { Instances = 4 },
            new LaneOptions { RunInline = inline, TestStarting = () => before = engine.Counters });
        using var sink = new CountdownSink();
        sut.StartTest(sink);
        for (var i = 0; i < Queries; i++)
        {
            sut.IssueQuery(SlabOf.Query(1, 3, 1, 2, 9));
            sink.Wait(4);
        }
        var done = engine.Counters - before;
        Assert.That(done.Batches, Is.EqualTo(4 * Queries), "warm-ups don't count");
        Assert.That(done.SubmitCalls, Is.EqualTo(done.Batches));
        Assert.That(done.OtherCalls, Is.Zero);
    }

    [Test]
    public void Completions_are_found_without_any_call()
    {
        const int Lanes = 4;
        using var engine = Load(SyntheticModel.Identity(ElementType.Int32, "N", 2));
        using var slab = new SampleSlab(engine.Model.Inputs, 8);
        SlabOf.Load(slab, 0, 1, 2, 3);
        using var lanes = engine.CreateLanes(slab, 1, Lanes);
        lanes.WarmUp(1);
        var before = engine.Counters;
        var done = new CompletedBatch[Lanes];
        for (var round = 0; round < 50; round++)
        {
            for (var token = 0; token < Lanes; token++)
                lanes.Submit([token], token);
            for (var found = 0; found < Lanes;)
            {
                var now = lanes.Reap(done);
                foreach (var batch in done.AsSpan(0, now))
                {
                    Assert.That(lanes.Outputs(batch.Lane)[0].Row(0).SequenceEqual(SlabOf.RowBytes(batch.Token)), Is.True);
                    lanes.Release(batch.Lane);
                }
                found += now;
                Thread.Yield();
            }
        }
        var counters = engine.Counters - before;
        Assert.That(counters.SubmitCalls, Is.EqualTo(50 * Lanes));
        Assert.That(counters.WaitCalls, Is.Zero);
        Assert.That(counters.OtherCalls, Is.Zero);
    }

    private static string Setting(TensorRtEngine engine, string name) => engine.Settings.Single(pair => pair.Key == name).Value;
}
