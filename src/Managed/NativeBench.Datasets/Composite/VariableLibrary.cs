using System.Globalization;
using System.Runtime.ExceptionServices;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Datasets.Composite;

/// <summary>
/// A sample library whose samples differ in size, each in a block of its own. A sample that is loaded twice is there once. Loading
/// belongs to one thread at a time and must not overlap with runs; it uses all cores. Samples that are costly to make stay in memory when
/// they're unloaded, as long as all together take a quarter of the machine's at most: a warm-up and a run load the same ones.
/// </summary>
public sealed class VariableLibrary : IQuerySampleLibrary, IDisposable
{
    private readonly IVariableSource _source;
    private readonly Dictionary<long, (NativeBuffer Buffer, int Uses)> _loaded = [];
    private readonly Dictionary<long, NativeBuffer> _kept = [];
    private readonly long _mostKeptBytes;
    private long _keptBytes;

    /// <summary>Makes a library of a source, which becomes its own.</summary>
    /// <param name="name">The library's name in the logs.</param>
    /// <param name="source">What the samples come from.</param>
    /// <param name="performanceSampleCount">Samples of a performance run; null: all.</param>
    public VariableLibrary(string name, IVariableSource source, long? performanceSampleCount = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        Name = name;
        _source = source;
        PerformanceSampleCount = Math.Min(source.Count, performanceSampleCount ?? source.Count);
        _mostKeptBytes = source.IsCostly ? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 : 0;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What it is, for reports.</summary>
    public string Description => _source.Description;

    /// <inheritdoc/>
    public long TotalSampleCount => _source.Count;

    /// <inheritdoc/>
    public long PerformanceSampleCount { get; }

    /// <summary>A loaded sample; stays the library's.</summary>
    /// <exception cref="InferenceException">It isn't loaded.</exception>
    public NativeBuffer this[long sample] => _loaded.TryGetValue(sample, out var entry)
        ? entry.Buffer
        : throw new InferenceException(string.Create(CultureInfo.InvariantCulture, $"Sample {sample} was issued and isn't loaded."));

    /// <inheritdoc/>
    /// <exception cref="InvalidInputException">A sample can't be read.</exception>
    public void LoadSamplesToRam(ReadOnlySpan<long> samples)
    {
        var missing = samples.ToArray().Distinct().Where(s => !_loaded.ContainsKey(s)).ToArray();
        var buffers = new NativeBuffer?[missing.Length];
        try
        {
            for (var i = 0; i < missing.Length; i++)
            {
                if (_kept.Remove(missing[i], out buffers[i]))
                    _keptBytes -= buffers[i]!.Bytes;
            }

            Parallel.For(0, missing.Length, i => buffers[i] ??= _source.Load(missing[i]));
        }
        catch (AggregateException errors)
        {
            foreach (var buffer in buffers)
                buffer?.Dispose();
            ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }
        for (var i = 0; i < missing.Length; i++)
            _loaded[missing[i]] = (buffers[i]!, 0);
        foreach (var sample in samples)
            _loaded[sample] = (_loaded[sample].Buffer, _loaded[sample].Uses + 1);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">A sample isn't loaded.</exception>
    public void UnloadSamplesFromRam(ReadOnlySpan<long> samples)
    {
        foreach (var sample in samples)
        {
            if (!_loaded.TryGetValue(sample, out var entry))
                throw new InvalidOperationException($"Sample {sample} is to be unloaded and isn't loaded.");
            if (entry.Uses > 1)
            {
                _loaded[sample] = (entry.Buffer, entry.Uses - 1);
                continue;
            }
            _loaded.Remove(sample);
            Release(sample, entry.Buffer);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (buffer, _) in _loaded.Values)
            buffer.Dispose();
        foreach (var buffer in _kept.Values)
            buffer.Dispose();
        _loaded.Clear();
        _kept.Clear();
        _source.Dispose();
    }

    private void Release(long sample, NativeBuffer buffer)
    {
        if (_keptBytes + buffer.Bytes > _mostKeptBytes)
        {
            buffer.Dispose();
            return;
        }

        _kept[sample] = buffer;
        _keptBytes += buffer.Bytes;
    }
}
