using System.Collections.Immutable;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets;

/// <summary>A sample library whose samples are tensors in a slab.</summary>
public abstract class TensorLibrary : IQuerySampleLibrary, IDisposable
{
    /// <summary>Memory that a performance set may take if nothing else is said: 1 GiB.</summary>
    public const long DefaultMemoryBytes = 1L << 30;

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>What kind of data it is, for reports: <c>random, seed 1</c>, or the folder.</summary>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public long TotalSampleCount => throw new NotSupportedException();

    /// <inheritdoc/>
    public long PerformanceSampleCount => throw new NotSupportedException();

    /// <summary>Where loaded samples are.</summary>
    public SampleSlab Slab => throw new NotSupportedException();

    /// <summary>The class of every sample, or null when there are no labels.</summary>
    public virtual ImmutableArray<int>? Labels => null;

    /// <inheritdoc/>
    public void LoadSamplesToRam(ReadOnlySpan<long> samples) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the slab, and in a derived class its files.</summary>
    protected virtual void Dispose(bool disposing) { }
}
