using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.Tests.Contracts;

namespace NativeBench.Tests.Inference.Lanes;

/// <summary>A lane behind the synchronous face is an engine like any other.</summary>
[TestFixture(Finish.AtOnce)]
[TestFixture(Finish.InRandomOrder)]
internal sealed class LaneInstanceContractTests(Finish finish) : InferenceEngineContract
{
    private protected override IInferenceEngine CreateIdentity() => new FakeLaneEngine(finish);
}

/// <summary>The system under test around lanes keeps the contract in every way of running.</summary>
[TestFixture(1, 1, 1, 0, false, Finish.InRandomOrder)]
[TestFixture(1, 1, 1, 0, true, Finish.AtOnce)]
[TestFixture(1, 3, 4, 0, true, Finish.InRandomOrder)]
[TestFixture(1, 4, 1, 0, false, Finish.AtOnce)]
[TestFixture(1, 4, 5, 200, false, Finish.InRandomOrder)]
[TestFixture(1, 2, 8, 5_000_000, false, Finish.InRandomOrder)]
[TestFixture(3, 2, 4, 0, false, Finish.InRandomOrder)]
internal sealed class LaneSystemContractTests(int devices, int lanes, int batchSize, int batchDelayUs, bool inline, Finish finish)
    : SystemUnderTestContract
{
    private SampleSlab _slab = null!;

    [SetUp]
    public void MakeSlab() => _slab = SlabOf.Samples(SampleCount);

    [TearDown]
    public void FreeSlab() => _slab.Dispose();

    private protected override ISystemUnderTest Create() => new LaneSystemUnderTest(
        [.. Enumerable.Range(0, devices).Select(_ => new FakeLaneEngine(finish))],
        _slab,
        new ExecutionPlan { Instances = lanes, BatchSize = batchSize, BatchDelayUs = batchDelayUs },
        new LaneOptions { RunInline = inline, QueueCapacity = 256 });

    private protected override byte[] ExpectedPayload(long sample) => SlabOf.RowBytes(sample);
}
