namespace NativeBench.Inference.Internal;

/// <summary>What a driver did. Sizes are counted by the reaping thread, copies by the submitting one; anybody reads.</summary>
internal sealed class LaneCounters(int maxBatchSize)
{
    private readonly long[] _batchSizes = new long[maxBatchSize + 1];
    private long _zeroCopyBatches;
    private long _submitTicks;

    /// <summary>Ticks of Stopwatch in submitting.</summary>
    public long SubmitTicks => Volatile.Read(ref _submitTicks);

    public void AddBatch(int samples) => Volatile.Write(ref _batchSizes[samples], _batchSizes[samples] + 1);

    public void AddSubmit(long ticks) => Volatile.Write(ref _submitTicks, _submitTicks + ticks);

    public void AddZeroCopy() => Volatile.Write(ref _zeroCopyBatches, _zeroCopyBatches + 1);

    public void Reset()
    {
        Array.Clear(_batchSizes);
        Volatile.Write(ref _zeroCopyBatches, 0);
        Volatile.Write(ref _submitTicks, 0);
    }

    /// <summary>Adds these figures.</summary>
    public void AddTo(Span<long> batchSizes, ref long zeroCopyBatches)
    {
        for (var i = 0; i < _batchSizes.Length; i++)
            batchSizes[i] += Volatile.Read(ref _batchSizes[i]);
        zeroCopyBatches += Volatile.Read(ref _zeroCopyBatches);
    }
}
