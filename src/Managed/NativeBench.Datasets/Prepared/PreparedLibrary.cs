using NativeBench.Inference;

namespace NativeBench.Datasets.Prepared;

/// <summary>Samples from a file that <see cref="PreparedSamples"/> made, copied straight from the mapped file into the slab.</summary>
public sealed class PreparedLibrary : TensorLibrary
{
    private readonly PreparedFile _file;
    private readonly long[] _offsets;

    private PreparedLibrary(string name, string description, ISampleSource source, PreparedFile file, long? performanceSampleCount)
        : base(source.Tensors, source.Count, performanceSampleCount, DefaultMemoryBytes)
    {
        Name = name;
        Description = description;
        _file = file;
        _offsets = new long[source.Tensors.Length];
        for (var t = 1; t < _offsets.Length; t++)
            _offsets[t] = _offsets[t - 1] + source.Tensors[t - 1].BytesPerSample;
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Description { get; }

    /// <summary>The file.</summary>
    public string Path => _file.Path;

    /// <summary>Opens the file of a source; the source itself isn't needed any more and stays the caller's.</summary>
    /// <param name="name">The library's name in the logs.</param>
    /// <param name="source">What the samples were made from.</param>
    /// <param name="path">The complete file.</param>
    /// <param name="performanceSampleCount">Samples of a performance run if the benchmark sets a number; else what fits 1 GiB.</param>
    /// <exception cref="InvalidInputException">There is no such file, or it holds other samples.</exception>
    public static PreparedLibrary Open(string name, ISampleSource source, string path, long? performanceSampleCount = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            var file = PreparedFile.TryOpen(path, PreparedHeader.Of(source))
                ?? throw new InvalidInputException(
                    File.Exists(path)
                        ? $"'{path}' holds other samples, of another version of the data set or its preprocessing. Delete it; they are then prepared again."
                        : $"There is no file '{path}' of prepared samples yet.");
            return new PreparedLibrary(name, source.Description, source, file, performanceSampleCount);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// Copies on all cores: neighbouring samples in large pieces, which the disk reads ahead. Each sample's checksum is compared on the
    /// way, while its bytes are in the cache.
    /// </summary>
    private protected override void ReadRows(ReadOnlySpan<long> samples, int start)
    {
        var list = samples.ToArray();
        Exception? failure = null;
        Parallel.For(0, list.Length, (i, state) =>
        {
            // One tensor is read straight to where it's used; several lie apart there.
            if (_offsets.Length == 1 ? !_file.Read(list[i], Slab.Rows(0, start + i)) : !_file.IsIntact(list[i]))
            {
                Interlocked.CompareExchange(ref failure, _file.Damaged(list[i]), null);
                state.Stop();
                return;
            }
            if (_offsets.Length == 1)
                return;
            var sample = _file.Sample(list[i]);
            for (var input = 0; input < _offsets.Length; input++)
            {
                var row = Slab.Rows(input, start + i);
                sample.Slice((int)_offsets[input], row.Length).CopyTo(row);
            }
        });
        if (failure is not null)
            throw failure;
    }

    private protected override void ReadSamples(int input, long firstSample, int count, Span<byte> rows)
        => throw new NotSupportedException("All inputs of a sample are copied together.");

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _file.Dispose();
    }
}
