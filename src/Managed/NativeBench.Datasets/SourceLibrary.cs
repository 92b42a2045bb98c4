using System.Buffers;
using System.Runtime.ExceptionServices;

namespace NativeBench.Datasets;

/// <summary>Samples that are prepared when they are loaded, on all cores.</summary>
public sealed class SourceLibrary : TensorLibrary
{
    private readonly ISampleSource _source;
    private readonly int _threads;

    /// <summary>Makes a library of a source, which becomes its own.</summary>
    /// <param name="name">The library's name in the logs.</param>
    /// <param name="source">What makes the samples.</param>
    /// <param name="performanceSampleCount">Samples of a performance run if the benchmark sets a number; else what fits 1 GiB.</param>
    /// <param name="threads">Threads that prepare; 0: one a core.</param>
    public SourceLibrary(string name, ISampleSource source, long? performanceSampleCount = null, int threads = 0)
        : base((source ?? throw new ArgumentNullException(nameof(source))).Tensors, source.Count, performanceSampleCount, DefaultMemoryBytes)
    {
        Name = name;
        _source = source;
        _threads = threads > 0 ? threads : Math.Max(1, Environment.ProcessorCount);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description => _source.Description;

    private protected override void ReadRows(ReadOnlySpan<long> samples, int start)
    {
        var list = samples.ToArray();
        try
        {
            // A stolen range at a time would be faster for cheap samples; these cost a decoded file each.
            Parallel.For(0, list.Length, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i => ReadRow(list[i], start + i));
        }
        catch (AggregateException errors)
        {
            // The first is as good as any: each of them names its file.
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
    }

    private protected override void ReadSamples(int input, long firstSample, int count, Span<byte> rows) =>
        throw new NotSupportedException("All inputs of a sample are made together.");

    private void ReadRow(long sample, int slot)
    {
        if (Slab.Inputs.Length == 1)
        {
            _source.Prepare(sample, Slab.Rows(0, slot));
            return;
        }

        var bytes = (int)Slab.Inputs.Sum(static t => t.BytesPerSample);
        var joined = ArrayPool<byte>.Shared.Rent(bytes);
        try
        {
            _source.Prepare(sample, joined.AsSpan(0, bytes));
            var rest = joined.AsSpan(0, bytes);
            for (var input = 0; input < Slab.Inputs.Length; input++)
            {
                var row = Slab.Rows(input, slot);
                rest[..row.Length].CopyTo(row);
                rest = rest[row.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _source.Dispose();
    }
}
