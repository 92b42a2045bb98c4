using System.Diagnostics;

namespace NativeBench.LoadGen.Time;

/// <summary>Real time from the monotonic clock, so that a step of the wall clock can't change a latency.</summary>
public sealed class MonotonicTimeSource : TimeSource
{
    /// <summary>Longest spin before a deadline; a wake-up that is later than this is the machine's doing.</summary>
    private const long MaxSpinNs = 200_000;

    private static readonly bool s_ticksAreNs = Stopwatch.Frequency == 1_000_000_000;
    private static readonly double s_nsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly IssueWait _wait;
    private readonly long _spinNs;

    /// <summary>A clock whose sleep follows <paramref name="wait"/>; measures how late this machine wakes a sleeper (some ms).</summary>
    public MonotonicTimeSource(IssueWait wait = IssueWait.Hybrid)
    {
        _wait = wait;
        _spinNs = wait == IssueWait.Hybrid ? MeasureWakeUpNs() : 0;
    }

    /// <inheritdoc/>
    public override long NowNs => s_ticksAreNs ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * s_nsPerTick);

    /// <inheritdoc/>
    public override DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public override bool SpinsWhileWaiting => _wait != IssueWait.Sleep && Environment.ProcessorCount > 1;

    /// <summary>How long before a deadline the thread stops sleeping and spins, in ns.</summary>
    public long SpinNs => _wait == IssueWait.Spin ? long.MaxValue : _spinNs;

    /// <inheritdoc/>
    public override void SleepUntil(long deadlineNs)
    {
        if (_wait != IssueWait.Spin)
        {
            long wakeAt = deadlineNs - _spinNs;
            while (NowNs is var now && now < wakeAt)
                PreciseSleep.Until(wakeAt, now);
        }

        while (NowNs < deadlineNs)
            Thread.SpinWait(4);
    }

    /// <summary>Nine in ten of some short sleeps end within this, in ns.</summary>
    private long MeasureWakeUpNs()
    {
        const int Sleeps = 20;
        const long SleepNs = 100_000;
        Span<long> late = stackalloc long[Sleeps];
        for (int i = 0; i < Sleeps; i++)
        {
            long deadline = NowNs + SleepNs;
            PreciseSleep.Until(deadline, NowNs);
            late[i] = NowNs - deadline;
        }

        late.Sort();
        return Math.Clamp(late[Sleeps * 9 / 10], 5_000, MaxSpinNs);
    }
}
