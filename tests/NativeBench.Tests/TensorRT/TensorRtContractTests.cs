using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;
using NativeBench.Tests.Contracts;
using NativeBench.Tests.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.TensorRT;

/// <summary>TensorRT's engine keeps the contract of engines; over the emulation.</summary>
[TestFixture(true, false)]
[TestFixture(false, false)]
[TestFixture(true, true)]
[Category("Native")]
public sealed class TensorRtContractTests(bool graphs, bool completeByHost) : InferenceEngineContract
{
    private protected override IInferenceEngine CreateIdentity() => TensorRtEngine.Load(
        Emulation.Runtime, "identity.onnx", SyntheticModel.Identity(ElementType.Int32, "N", 2),
        new TensorRtOptions { MaxBatchSize = 8, Graphs = graphs, CompleteByHostFunction = completeByHost });
}

/// <summary>The system under test around its lanes keeps the contract of systems; over the emulation.</summary>
[TestFixture(1, 1, true)]
[TestFixture(2, 4, true)]
[TestFixture(1, 4, false)]
[TestFixture(4, 3, false)]
[TestFixture(8, 8, false)]
[Category("Native")]
public sealed class TensorRtSystemContractTests(int lanes, int batchSize, bool inline) : SystemUnderTestContract
{
    private TensorRtEngine _engine = null!;
    private SampleSlab _slab = null!;

    [SetUp]
    public void SetUp()
    {
        _engine = TensorRtEngine.Load(
            Emulation.Runtime, "identity.onnx", SyntheticModel.Identity(ElementType.Int32, "N", 2), new TensorRtOptions { MaxBatchSize = batchSize });
        _slab = new SampleSlab(_engine.Model.Inputs, SampleCount);
        SlabOf.Load(_slab, [.. Enumerable.Range(0, SampleCount).Select(static i => (long)i)]);
    }

    [TearDown]
    public void TearDown()
    {
        _slab?.Dispose();
        _engine?.Dispose();
    }

    private protected override ISystemUnderTest Create() => new LaneSystemUnderTest(
        [_engine], _slab, new ExecutionPlan { Instances = lanes, BatchSize = batchSize }, new LaneOptions { RunInline = inline });

    private protected override byte[] ExpectedPayload(long sample) => SlabOf.RowBytes(sample);
}
