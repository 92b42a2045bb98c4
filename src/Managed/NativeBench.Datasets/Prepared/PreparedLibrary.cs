using NativeBench.Inference;

namespace NativeBench.Datasets.Prepared;

/// <summary>
/// Samples from a file that <see cref="PreparedSamples"/> made: read in place where a set is a whole part of the file, in whatever order,
/// else copied straight from the file into the slab. Every sample's checksum is compared whenever it's loaded.
/// </summary>
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
    /// The pages that the system has of the file are the slab, which saves copying them and the first touch of as much new memory.
    /// </summary>
    private protected override bool TryLoadInPlace(ReadOnlySpan<long> samples)
    {
        // Pages of a file may be taken back where memory is short, and would be read again within the measured time: only where there's plenty.
        if (samples.Length * _file.Header.BytesPerSample > GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 || !Slab.TryLoadInPlace(samples, _file.TryMap))
            return false;
        try
        {
            RequireAll(samples.Length, Slab.SampleAt, slot => _file.Matches(Slab.SampleAt(slot), Slab.Rows(0, slot)));
            return true;
        }
        catch
        {
            Slab.Unload(samples);
            throw;
        }
    }

    /// <summary>Copies; each sample's checksum is compared on the way, while its bytes are in the cache.</summary>
    private protected override void ReadRows(ReadOnlySpan<long> samples, int start)
    {
        var list = samples.ToArray();
        RequireAll(list.Length, i => list[i], i =>
        {
            // One tensor is read straight to where it's used; several lie apart there.
            if (_offsets.Length == 1)
                return _file.Read(list[i], Slab.Rows(0, start + i));
            if (!_file.IsIntact(list[i]))
                return false;
            var sample = _file.Sample(list[i]);
            for (var input = 0; input < _offsets.Length; input++)
            {
                var row = Slab.Rows(input, start + i);
                sample.Slice((int)_offsets[input], row.Length).CopyTo(row);
            }
            return true;
        });
    }

    private protected override void ReadSamples(int input, long firstSample, int count, Span<byte> rows)
        => throw new NotSupportedException("All inputs of a sample are copied together.");

    /// <summary>Loads on all cores.</summary>
    /// <param name="count">How many.</param>
    /// <param name="sampleOf">The sample of each.</param>
    /// <param name="load">Loads one, and says whether it's as it was written.</param>
    /// <exception cref="InvalidInputException">One isn't.</exception>
    private void RequireAll(int count, Func<int, long> sampleOf, Func<int, bool> load)
    {
        var damaged = -1;
        Parallel.For(0, count, (i, state) =>
        {
            if (load(i))
                return;
            Interlocked.CompareExchange(ref damaged, i, -1);
            state.Stop();
        });
        if (damaged >= 0)
            throw _file.Damaged(sampleOf(damaged));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
            _file.Dispose();
    }
}
