using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.Tests.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.TensorRT;

/// <summary>Devices that fail or hang in the middle of a test; over the emulation.</summary>
[Category("Native")]
public sealed class TensorRtFaultTests
{
    private TensorRtEngine? _engine;
    private SampleSlab? _slab;

    [TearDown]
    public void TearDown()
    {
        _slab?.Dispose();
        _engine?.Dispose();
        Emulation.Recover();
    }

    [Test]
    public void A_sticky_error_ends_the_test_with_the_drivers_words_and_what_was_completed_stays()
    {
        using var sut = Make(lanes: 1);
        using var faults = Emulation.Configure("faults=kernel@5=700");
        var sink = new RecordingSink();
        sut.StartTest(sink);
        for (var i = 1; i <= 10; i++)
            sut.IssueQuery(SlabOf.Query((ulong)i, i % 4));
        sink.WaitForFailure();
        Assert.That(sink.Failures.Single(), Is.TypeOf<InferenceException>());
        Assert.That(sink.Failures.Single().Message, Does.StartWith("GPU 0 (Emulated H100), emulated ").And.Contain("(700)"));
        Assert.That(sink.Completions.Keys, Is.EquivalentTo(new ulong[] { 1, 2, 3, 4 }));
        Assert.That(() => sut.StartTest(sink), Throws.TypeOf<InferenceException>().With.Message.Contains("failed in an earlier test"));
    }

    [Test]
    public void After_a_recovery_the_device_runs_again()
    {
        A_sticky_error_ends_the_test_with_the_drivers_words_and_what_was_completed_stays();
        _slab!.Dispose();
        _engine!.Dispose();
        Emulation.Recover();
        using var sut = Make(lanes: 2);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, 0, 1, 2, 3));
        sink.WaitForSamples(4);
    }

    [Test]
    public void A_hang_is_reported_with_its_ids_while_the_other_lanes_go_on()
    {
        using var sut = Make(lanes: 2, new LaneOptions { HangTimeout = TimeSpan.FromMilliseconds(300) });
        using var faults = Emulation.Configure("faults=kernel@3=hang");
        var sink = new RecordingSink();
        sut.StartTest(sink);
        for (var i = 1; i <= 10; i++)
            sut.IssueQuery(SlabOf.Query((ulong)i, i % 4));
        sink.WaitForFailure();
        Assert.That(sink.Failures.Single(), Is.TypeOf<HangException>());
        var missing = Enumerable.Range(1, 10).Select(static i => (ulong)i).Except(sink.Completions.Keys).ToArray();
        Assert.That(missing, Has.Length.EqualTo(1));
        Assert.That(sink.Failures.Single().Message, Does.Contain(FormattableString.Invariant($"1 sample, id {missing[0]} (sample {missing[0] % 4})")));
    }

    [Test]
    public void Ending_in_the_middle_of_work_neither_hangs_nor_leaks()
    {
        using var slow = Emulation.Configure("kernel_us=2000");
        var sut = Make(lanes: 4);
        var sink = new RecordingSink();
        sut.StartTest(sink);
        sut.IssueQuery(SlabOf.Query(1, Enumerable.Range(0, 100).Select(static i => (long)(i % 4))));
        sink.WaitForSamples(1);
        sut.Dispose();
        Assert.That(sink.Failures, Is.Empty);
    }

    private LaneSystemUnderTest Make(int lanes, LaneOptions? options = null)
    {
        _engine = TensorRtEngine.Load(
            Emulation.Runtime, "identity.onnx", SyntheticModel.Identity(ElementType.Int32, "N", 2),
            new TensorRtOptions { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        _slab = new SampleSlab(_engine.Model.Inputs, 4);
        SlabOf.Load(_slab, 0, 1, 2, 3);
        return new LaneSystemUnderTest([_engine], _slab, new ExecutionPlan { Instances = lanes }, options);
    }
}
