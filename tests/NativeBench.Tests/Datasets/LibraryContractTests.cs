using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.Tests.Contracts;
using NativeBench.Tests.Inference;

namespace NativeBench.Tests.Datasets;

/// <summary>Libraries of tensors show what they loaded.</summary>
public abstract class TensorLibraryContract : QuerySampleLibraryContract
{
    private protected override byte[] LoadedBytes(IQuerySampleLibrary library, long sample)
    {
        var slab = ((TensorLibrary)library).Slab;
        return slab.Rows(0, slab.SlotOf(sample)).ToArray();
    }

    [Test]
    public void Loading_order_is_slot_order()
    {
        using var library = (TensorLibrary)Create();
        library.LoadSamplesToRam([2, 0, 1, 2]);
        Assert.That(Enumerable.Range(0, 4).Select(library.Slab.SampleAt), Is.EqualTo(new long[] { 2, 0, 1, 2 }));
        Assert.That(library.Slab.Rows(0, 3).ToArray(), Is.EqualTo(library.Slab.Rows(0, 0).ToArray()));
        Assert.That(library.Slab.Rows(0, 1).ToArray(), Is.Not.EqualTo(library.Slab.Rows(0, 0).ToArray()));
    }
}

public sealed class RandomTensorLibraryContractTests : TensorLibraryContract
{
    private protected override IQuerySampleLibrary Create() => new RandomTensorLibrary(
        new FakeEngine().Model with { Inputs = [new TensorSpec("x", ElementType.Float32, [5]), new TensorSpec("y", ElementType.Int64, [3])] });
}

public sealed class DigitsLibraryContractTests : TensorLibraryContract
{
    private protected override IQuerySampleLibrary Create() => new DigitsLibrary(
        new FakeEngine().Model with { Inputs = [new TensorSpec("input", ElementType.Float32, [1, 32, 32])] });
}

public sealed class TensorFolderLibraryContractTests : TensorLibraryContract
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryFolder();
        _folder.Npy("inputs.npy", "<f4", 4, 9, 2, 3);
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private protected override IQuerySampleLibrary Create() => TensorFolderLibrary.Open(
        _folder.Path, new FakeEngine().Model with { Inputs = [new TensorSpec("input", ElementType.Float32, [2, 3])] });
}
