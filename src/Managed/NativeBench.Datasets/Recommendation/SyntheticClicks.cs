using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Recommendation;

/// <summary>
/// Stand-ins for Criteo's pairs, of which nothing can be learnt: samples of the official sizes, counts spread as counts of events are,
/// categories over the official index range with low ones more frequent, 3 clicks in 100. In memory as <see cref="CriteoFile"/>'s.
/// </summary>
/// <param name="samples">Samples.</param>
/// <param name="seed">Decides all of them.</param>
public sealed class SyntheticClicks(int samples, ulong seed) : IVariableSource
{
    private readonly AggregationTrace _trace = AggregationTrace.Generate(samples * 700L);

    /// <inheritdoc/>
    public string Description => $"{samples} samples of 100 to 700 made-up user-item pairs, seed {seed}";

    /// <inheritdoc/>
    public long Count => samples;

    /// <inheritdoc/>
    public NativeBuffer Load(long sample)
    {
        var count = _trace[sample].Count;
        var buffer = NativeBuffer.Allocate((long)count * CriteoFile.Stride * sizeof(int));
        var random = new RandomStream(seed, 0, (ulong)sample);
        var pairs = MemoryMarshal.Cast<byte, int>(buffer.Slice(0, (int)buffer.Bytes));
        for (var at = 0; at < pairs.Length; at += CriteoFile.Stride)
        {
            pairs[at] = Share(random.Next()) < 0.03 ? 1 : 0;
            var dense = MemoryMarshal.Cast<int, float>(pairs.Slice(at + 1, CriteoFile.DenseCount));
            foreach (ref var value in dense)
                value = MathF.Log((float)Math.Floor(Math.Pow(1000, Share(random.Next()))));
            foreach (ref var category in pairs.Slice(at + 1 + CriteoFile.DenseCount, CriteoFile.SparseCount))
                category = (int)(Math.Pow(Share(random.Next()), 4) * CriteoFile.MlperfMaxIndexRange);
        }

        return buffer;
    }

    /// <inheritdoc/>
    public void Dispose() { }

    private static double Share(ulong random) => (random >> 11) * (1.0 / (1L << 53));
}
