using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>A batch on its way through a device. Filled by the submitting thread, read by the reaping one; its token is its index.</summary>
internal sealed class LaneBatch(int maxBatchSize)
{
    private long _submittedAt;

    public QuerySample[] Samples { get; } = new QuerySample[maxBatchSize];

    public int Count { get; set; }

    /// <summary>Where its responses go: that of the test in which it was submitted.</summary>
    public IResponseSink? Sink { get; set; }

    /// <summary>When it was submitted, in ticks of <see cref="System.Diagnostics.Stopwatch"/>; 0 while it isn't in flight.</summary>
    public long SubmittedAt
    {
        get => Volatile.Read(ref _submittedAt);
        set => Volatile.Write(ref _submittedAt, value);
    }
}
