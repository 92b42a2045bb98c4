using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.OnnxRuntime;

/// <summary>The path of a batch through ONNX Runtime allocates no managed memory.</summary>
public class OnnxRuntimeAllocationTests
{
    private OnnxRuntimeEngine _engine = null!;
    private SampleSlab _slab = null!;

    [SetUp]
    public void SetUp()
    {
        _engine = OnnxRuntimeEngine.Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), "identity.onnx");
        _slab = new SampleSlab(_engine.Model.Inputs, 16);
        SlabOf.Load(_slab, [.. Enumerable.Range(0, 16).Select(static i => (long)i)]);
    }

    [TearDown]
    public void TearDown()
    {
        _slab.Dispose();
        _engine.Dispose();
    }

    [TestCase(new[] { 5 }, TestName = "A run of a single sample allocates nothing")]
    [TestCase(new[] { 4, 5, 6, 7 }, TestName = "A run of neighbours allocates nothing")]
    [TestCase(new[] { 9, 2, 5 }, TestName = "A run of gathered samples allocates nothing")]
    public void A_run_allocates_nothing(int[] slots)
    {
        using var instance = _engine.CreateInstance(_slab, 4);
        using var writer = new Top1Responses().CreateWriter(_engine.Model, 4);
        var responses = new NativeBench.LoadGen.QuerySampleResponse[slots.Length];
        RunMany();
        var before = GC.GetAllocatedBytesForCurrentThread();
        RunMany();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);

        void RunMany()
        {
            for (var i = 0; i < 1000; i++)
            {
                instance.Run(slots);
                writer.Write(instance.Outputs, responses);
            }
        }
    }

    [Test]
    public void A_test_allocates_nothing_after_its_start([Values] bool inline)
    {
        const int Rounds = 1000;
        using var done = new CountdownSink();
        using var sut = new BatchingSystemUnderTest(
            _engine, _slab, new ExecutionPlan { BatchSize = 2 }, new BatchingOptions { RunInline = inline });
        sut.StartTest(done);
        var query = SlabOf.Query(1, 3, 4, 9);
        Round();
        Assert.That(Allocations.LeastOf(Round), Is.LessThan(Rounds), $"bytes for {Rounds} queries");

        void Round()
        {
            for (var i = 0; i < Rounds; i++)
            {
                sut.IssueQuery(query);
                done.Wait(query.Length);
            }
        }
    }
}
