using NativeBench.LoadGen.Logging;

namespace NativeBench.LoadGen.Recording;

/// <summary>What token benchmarks record besides: the time of the first token and the number of tokens, per sample.</summary>
internal sealed class TokenColumns(RecordMemory memory) : IDisposable
{
    public NativeColumn<long> FirstTokenAt { get; } = new(memory);

    public NativeColumn<long> Count { get; } = new(memory);

    public void EnsureCapacity(long samples)
    {
        FirstTokenAt.EnsureCapacity(samples);
        Count.EnsureCapacity(samples);
    }

    public void RetireBefore(long slot, bool again)
    {
        FirstTokenAt.RetireBefore(slot, again);
        Count.RetireBefore(slot, again);
    }

    /// <summary>The official checks and words (mlcommons/inference <c>loadgen/logging.cc</c>).</summary>
    public void RecordCount(long tokens, long slot, DetailLog log, bool needsFirstToken)
    {
        if (needsFirstToken && FirstTokenAt[slot] == 0)
            log.RuntimeError("Attempted to record a sample latency before it's first token latency");
        if (tokens == 0)
            log.RuntimeError("n_tokens argument missing or attempted to record 0 as number of tokens");
        else if (tokens < 0)
            log.RuntimeError("Attempted to record a negative number of tokens");
        else if (tokens == 1)
            log.RuntimeError("Number of tokens need to be greater than 1");
        Count[slot] = tokens > 1 ? tokens : 0;
    }

    public void Dispose()
    {
        FirstTokenAt.Dispose();
        Count.Dispose();
    }
}
