using System.Collections.Immutable;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets;

/// <summary>
/// A sample library whose samples are tensors in a slab. Loading and unloading belong to one thread at a time, and must not
/// overlap with runs.
/// </summary>
public abstract class TensorLibrary : IQuerySampleLibrary, IDisposable
{
    /// <summary>Memory that a performance set may take if nothing else is said: 1 GiB.</summary>
    public const long DefaultMemoryBytes = 1L << 30;

    private const long MaxBytesPerRead = 1L << 28;

    /// <summary>Makes a library with nothing loaded.</summary>
    /// <param name="inputs">The model's inputs, all static.</param>
    /// <param name="totalSampleCount">Samples there are, 1 or more.</param>
    /// <param name="memoryBytes">What a performance set may take; it has at least one sample.</param>
    private protected TensorLibrary(ImmutableArray<TensorSpec> inputs, long totalSampleCount, long memoryBytes = DefaultMemoryBytes)
        : this(inputs, totalSampleCount, performanceSampleCount: SamplesWithin(inputs, memoryBytes), memoryBytes)
    {
    }

    /// <summary>Makes a library whose performance set has the size that a benchmark's rules give.</summary>
    /// <param name="inputs">The model's inputs, all static.</param>
    /// <param name="totalSampleCount">Samples there are, 1 or more.</param>
    /// <param name="performanceSampleCount">Samples of the performance set, at most all; null: what fits the memory.</param>
    /// <param name="memoryBytes">What a performance set may take if no size is given.</param>
    private protected TensorLibrary(ImmutableArray<TensorSpec> inputs, long totalSampleCount, long? performanceSampleCount, long memoryBytes)
    {
        Slab = new SampleSlab(inputs, totalSampleCount);
        TotalSampleCount = totalSampleCount;
        PerformanceSampleCount = Math.Min(totalSampleCount, performanceSampleCount ?? SamplesWithin(inputs, memoryBytes));
    }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <summary>What kind of data it is, for reports: <c>random, seed 1</c>, or the folder.</summary>
    public abstract string Description { get; }

    /// <inheritdoc/>
    public long TotalSampleCount { get; }

    /// <inheritdoc/>
    public long PerformanceSampleCount { get; }

    /// <summary>Where loaded samples are.</summary>
    public SampleSlab Slab { get; }

    /// <summary>The class of every sample, or null when there are no labels.</summary>
    public virtual ImmutableArray<int>? Labels => null;

    /// <summary>What messages call a sample: its number, and where it comes from if a library knows that.</summary>
    public virtual string SampleName(long sample) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"sample {sample}");

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">A sample can't be read, or there isn't enough memory.</exception>
    public void LoadSamplesToRam(ReadOnlySpan<long> samples)
    {
        if (TryLoadInPlace(samples))
            return;
        var start = Slab.Load(samples);
        try
        {
            ReadRows(samples, start);
        }
        catch
        {
            Slab.Unload(samples);
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">No such set is loaded.</exception>
    public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) => Slab.Unload(samples);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Samples of a model that fit into so much memory, at least 1.</summary>
    public static long SamplesWithin(ImmutableArray<TensorSpec> inputs, long memoryBytes)
        => Math.Max(1, memoryBytes / Math.Max(1, inputs.Sum(static t => t.BytesPerSample)));

    /// <summary>Loads samples that are in memory already; false where they aren't. As it is, none are.</summary>
    private protected virtual bool TryLoadInPlace(ReadOnlySpan<long> samples) => false;

    /// <summary>Fills the rows that samples were given, one slot a sample from <paramref name="start"/> on; as it is, input by input.</summary>
    private protected virtual void ReadRows(ReadOnlySpan<long> samples, int start)
    {
        for (var input = 0; input < Slab.Inputs.Length; input++)
            Read(input, samples, start);
    }

    /// <summary>Writes consecutive samples of an input.</summary>
    /// <param name="input">Which input.</param>
    /// <param name="firstSample">The first sample.</param>
    /// <param name="count">How many.</param>
    /// <param name="rows">Where to, exactly their size.</param>
    private protected abstract void ReadSamples(int input, long firstSample, int count, Span<byte> rows);

    /// <summary>Frees the slab, and in a derived class its files.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
            Slab.Dispose();
    }

    /// <summary>Reads runs of consecutive samples in one go.</summary>
    private void Read(int input, ReadOnlySpan<long> samples, int start)
    {
        var most = Math.Max(1, MaxBytesPerRead / Math.Max(1, Slab.BytesPerRow(input)));
        for (int i = 0, next; i < samples.Length; i = next)
        {
            for (next = i + 1; next < samples.Length && samples[next] == samples[next - 1] + 1 && next - i < most; next++) { }
            ReadSamples(input, samples[i], next - i, Slab.Rows(input, start + i, next - i));
        }
    }
}
