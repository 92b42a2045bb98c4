using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Tests.Datasets;

/// <summary>Samples from arrays.</summary>
internal sealed class FloatSource(params float[][] samples) : ISampleSource
{
    public string Description => "arrays";

    public long Count => samples.Length;

    public ImmutableArray<TensorSpec> Tensors { get; } = [new TensorSpec("input", ElementType.Float32, [samples[0].Length])];

    public string Fingerprint { get; init; } = "arrays";

    /// <summary>How often a sample was made.</summary>
    public int Prepared => _prepared;

    private int _prepared;

    public Action<long>? OnPrepare { get; init; }

    public void Prepare(long sample, Span<byte> tensors)
    {
        OnPrepare?.Invoke(sample);
        Interlocked.Increment(ref _prepared);
        MemoryMarshal.AsBytes(samples[sample].AsSpan()).CopyTo(tensors);
    }

    public void Dispose() { }
}
