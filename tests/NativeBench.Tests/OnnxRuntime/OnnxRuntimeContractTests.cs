using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;
using NativeBench.Tests.Contracts;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.OnnxRuntime;

[TestFixture(1)]
[TestFixture(2)]
public sealed class OnnxRuntimeContractTests(int threads) : InferenceEngineContract
{
    private protected override IInferenceEngine CreateIdentity()
        => OnnxRuntimeEngine.Load(
            SyntheticModel.Identity(ElementType.Int32, "N", 2), "identity.onnx", new OnnxRuntimeOptions { IntraOpThreads = threads });
}

[TestFixture(2, 4, false)]
[TestFixture(1, 4, true)]
public sealed class OnnxRuntimeSystemContractTests(int instances, int batchSize, bool inline) : SystemUnderTestContract
{
    private OnnxRuntimeEngine _engine = null!;
    private SampleSlab _slab = null!;

    [SetUp]
    public void SetUp()
    {
        _engine = OnnxRuntimeEngine.Load(SyntheticModel.Identity(ElementType.Int32, "N", 2), "identity.onnx");
        _slab = new SampleSlab(_engine.Model.Inputs, SampleCount);
        SlabOf.Load(_slab, [.. Enumerable.Range(0, SampleCount).Select(static i => (long)i)]);
    }

    [TearDown]
    public void TearDown()
    {
        _slab.Dispose();
        _engine.Dispose();
    }

    private protected override ISystemUnderTest Create() => new BatchingSystemUnderTest(
        _engine, _slab, new ExecutionPlan { Instances = instances, BatchSize = batchSize }, new BatchingOptions { RunInline = inline });

    private protected override byte[] ExpectedPayload(long sample) => SlabOf.RowBytes(sample);
}
