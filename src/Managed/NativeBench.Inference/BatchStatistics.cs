using System.Collections.Immutable;

namespace NativeBench.Inference;

/// <summary>What the workers did since the start of the test.</summary>
/// <param name="Samples">Samples run.</param>
/// <param name="Batches">Batches run.</param>
/// <param name="ZeroCopyBatches">Batches whose samples were read where they lie in the slab.</param>
/// <param name="GatheredBatches">Batches whose samples were copied together first.</param>
/// <param name="BatchSizes">Batches by size: element i counts the batches of i samples; element 0 is always 0.</param>
public sealed record BatchStatistics(
    long Samples, long Batches, long ZeroCopyBatches, long GatheredBatches, ImmutableArray<long> BatchSizes)
{
    /// <summary>Samples that let others pass, since they couldn't be done within the latency bound any more.</summary>
    public long LateSamples { get; init; }

    /// <summary>How often a query waited a millisecond because the queue was full.</summary>
    public long FullQueueWaits { get; init; }

    /// <summary>Mean samples of a batch, 0 without batches.</summary>
    public double MeanBatchSize => Batches == 0 ? 0 : (double)Samples / Batches;
}
