using System.Collections.Immutable;

namespace NativeBench.Inference;

/// <summary>
/// The loaded samples: one aligned block of native memory with a region for each input tensor, in which the rows of
/// consecutive slots lie next to each other. Samples take slots in the order in which they are loaded, so that neighbours
/// in the load list are a ready-made batch. Reading is thread-safe; loading isn't, and must not overlap with runs.
/// </summary>
public sealed class SampleSlab : IDisposable
{
    /// <summary>Every region starts at a multiple of this.</summary>
    public const int AlignmentBytes = 4096;

    /// <summary>Makes an empty slab.</summary>
    /// <param name="inputs">The model's inputs, all static.</param>
    /// <param name="totalSampleCount">Samples of the whole library; indices are below it.</param>
    public SampleSlab(ImmutableArray<TensorSpec> inputs, long totalSampleCount) => throw new NotSupportedException();

    /// <summary>Called on the loading thread when rows have moved in memory, before the samples are written.</summary>
    public event Action? Moved
    {
        add => throw new NotSupportedException();
        remove => throw new NotSupportedException();
    }

    /// <summary>The model's inputs.</summary>
    public ImmutableArray<TensorSpec> Inputs => throw new NotSupportedException();

    /// <summary>Slots that memory is there for.</summary>
    public int Capacity => throw new NotSupportedException();

    /// <summary>Slots in use.</summary>
    public int Count => throw new NotSupportedException();

    /// <inheritdoc/>
    public void Dispose() { }
}
