using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;
using NativeBench.Tests.Contracts;
using NativeBench.Tests.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.TensorRT;

/// <summary>
/// TensorRT's engine keeps the contract of engines; over the emulation. With the number of a major through its adapter and a
/// fake of TensorRT, where the headers are; 0 is the emulated engine.
/// </summary>
[TestFixture(0, true, false)]
[TestFixture(0, false, false)]
[TestFixture(0, true, true)]
[TestFixture(10, true, false)]
[TestFixture(11, true, false)]
[Category("Native")]
public sealed class TensorRtContractTests(int major, bool graphs, bool completeByHost) : InferenceEngineContract
{
    private protected override IInferenceEngine CreateIdentity() => TensorRtEngine.Load(
        major == 0 ? Emulation.Runtime : Emulation.RuntimeOf(major), "identity.onnx", SyntheticModel.Identity(ElementType.Int32, "N", 2),
        new TensorRtOptions { MaxBatchSize = 8, Graphs = graphs, CompleteByHostFunction = completeByHost });
}

/// <summary>The system under test around its lanes keeps the contract of systems; over the emulation.</summary>
[TestFixture(0, 1, 1, true)]
[TestFixture(0, 2, 4, true)]
[TestFixture(0, 1, 4, false)]
[TestFixture(0, 4, 3, false)]
[TestFixture(0, 8, 8, false)]
[TestFixture(10, 4, 3, false)]
[TestFixture(11, 4, 3, false)]
[Category("Native")]
public sealed class TensorRtSystemContractTests(int major, int lanes, int batchSize, bool inline) : SystemUnderTestContract
{
    private TensorRtEngine _engine = null!;
    private SampleSlab _slab = null!;

    [SetUp]
    public void SetUp()
    {
        _engine = TensorRtEngine.Load(
            major == 0 ? Emulation.Runtime : Emulation.RuntimeOf(major), "identity.onnx", SyntheticModel.Identity(ElementType.Int32, "N", 2), new TensorRtOptions { MaxBatchSize = batchSize });
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
