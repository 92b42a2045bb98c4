namespace NativeBench.Inference.Internal;

/// <summary>What a driver did. Sizes are counted by the reaping thread, copies by the submitting one; anybody reads.</summary>
internal sealed class LaneCounters(int maxBatchSize)
{
    private readonly long[] _batchSizes = new long[maxBatchSize + 1];
    private long _zeroCopyBatches;

    public void AddBatch(int samples) => Volatile.Write(ref _batchSizes[samples], _batchSizes[samples] + 1);

    public void AddZeroCopy() => Volatile.Write(ref _zeroCopyBatches, _zeroCopyBatches + 1);

    public void Reset()
    {
        Array.Clear(_batchSizes);
        Volatile.Write(ref _zeroCopyBatches, 0);
    }

    /// <summary>Adds these figures.</summary>
    public void AddTo(Span<long> batchSizes, ref long zeroCopyBatches)
    {
        for (var i = 0; i < _batchSizes.Length; i++)
            batchSizes[i] += Volatile.Read(ref _batchSizes[i]);
        zeroCopyBatches += Volatile.Read(ref _zeroCopyBatches);
    }
}
