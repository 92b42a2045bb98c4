using System.Diagnostics;

namespace NativeBench.LoadGen.Time;

/// <summary>Real time from the monotonic clock, so that a step of the wall clock can't change a latency.</summary>
public sealed class MonotonicTimeSource : TimeSource
{
    /// <inheritdoc/>
    public override long NowNs => Stopwatch.GetTimestamp();

    /// <inheritdoc/>
    public override DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public override void SleepUntil(long deadlineNs) { }
}
