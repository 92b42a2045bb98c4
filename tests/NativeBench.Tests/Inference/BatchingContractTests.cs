using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.Tests.Contracts;

namespace NativeBench.Tests.Inference;

/// <summary>The batching system under test in every way of running keeps the contract.</summary>
[TestFixture(1, 1, 0, false)]
[TestFixture(1, 1, 0, true)]
[TestFixture(1, 4, 0, true)]
[TestFixture(1, 4, 0, false)]
[TestFixture(3, 1, 0, false)]
[TestFixture(3, 5, 200, false)]
[TestFixture(2, 8, 5_000_000, false)]
public sealed class BatchingContractTests(int instances, int batchSize, int batchDelayUs, bool inline) : SystemUnderTestContract
{
    private SampleSlab _slab = null!;

    [SetUp]
    public void MakeSlab() => _slab = SlabOf.Samples(SampleCount);

    [TearDown]
    public void FreeSlab() => _slab.Dispose();

    private protected override ISystemUnderTest Create() => new BatchingSystemUnderTest(
        new FakeEngine(),
        _slab,
        new ExecutionPlan { Instances = instances, BatchSize = batchSize, BatchDelayUs = batchDelayUs },
        new BatchingOptions { RunInline = inline, QueueCapacity = 256 });

    private protected override byte[] ExpectedPayload(long sample) => SlabOf.RowBytes(sample);
}
