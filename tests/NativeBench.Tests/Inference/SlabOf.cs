using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

/// <summary>Slabs whose samples are their own index, and queries on them.</summary>
internal static class SlabOf
{
    public static ImmutableArray<TensorSpec> Inputs { get; } = [new TensorSpec("input", ElementType.Int32, [2])];

    /// <summary>A slab with samples 0 to count - 1 in this order; row i is int32 [i, -i].</summary>
    public static SampleSlab Samples(int count) => Loaded(count, [.. Enumerable.Range(0, count).Select(static i => (long)i)]);

    public static SampleSlab Loaded(int totalSampleCount, params long[] samples)
    {
        var slab = new SampleSlab(Inputs, totalSampleCount);
        Load(slab, samples);
        return slab;
    }

    public static void Load(SampleSlab slab, params long[] samples)
    {
        var start = slab.Load(samples);
        for (var i = 0; i < samples.Length; i++)
            RowBytes(samples[i]).CopyTo(slab.Rows(0, start + i));
    }

    public static byte[] RowBytes(long sample) => MemoryMarshal.AsBytes<int>([(int)sample, -(int)sample]).ToArray();

    /// <summary>A query of these samples, with ids from <paramref name="firstId"/> on.</summary>
    public static QuerySample[] Query(ulong firstId, params long[] samples)
        => [.. samples.Select((sample, i) => new QuerySample(firstId + (ulong)i, sample))];

    public static QuerySample[] Query(ulong firstId, IEnumerable<long> samples) => Query(firstId, samples.ToArray());
}
