using System.Diagnostics;

namespace NativeBench.LoadGen.Time;

/// <summary>Real time from the monotonic clock, so that a step of the wall clock can't change a latency.</summary>
/// <remarks>
/// <see cref="IssueWait.Hybrid"/> sleeps until shortly before the deadline and spins through the rest. How long the rest has
/// to be is measured at the start and followed during the run: most wake-ups are to fall into it. A thread that is taken off
/// its core while it spins has used more than its share of a machine that others use too, and loses milliseconds; it spins
/// less from then on, down to not at all, and carefully more again. Several threads share one estimate, without
/// locks: a lost update costs nothing.
/// </remarks>
public sealed class MonotonicTimeSource : TimeSource
{
    /// <summary>Longest spin before a deadline; a wake-up that is later than this is the machine's doing.</summary>
    private const long MaxSpinNs = 60_000;

    private const long MinSpinNs = 2_000;

    /// <summary>Two readings of the clock in a spin that are further apart mean that the thread was off its core.</summary>
    private const long TakenOffNs = 100_000;

    /// <summary>Between two steps towards a longer spin.</summary>
    private const long CalmNs = 20_000_000;

    /// <summary>After time was lost, no such step for so many times as long: trying again costs a few percent at most.</summary>
    private const long CalmPerLoss = 32;

    /// <summary>The estimate of wake-ups moves by this, up nine times as far as down: it comes to rest where nine in ten are below.</summary>
    private const long StepNs = 100;

    private static readonly bool s_ticksAreNs = Stopwatch.Frequency == 1_000_000_000;
    private static readonly double s_nsPerTick = 1e9 / Stopwatch.Frequency;

    private readonly IssueWait _wait;
    private long _wakeUpNs;
    private long _mostSpinNs = MaxSpinNs;
    private long _calmAtNs;

    /// <summary>
    /// A clock whose sleep follows <paramref name="wait"/>; measures how late this machine wakes a sleeper (some ms). On a
    /// single core, where spinning would only keep the system under test from its work, hybrid is sleep.
    /// </summary>
    public MonotonicTimeSource(IssueWait wait = IssueWait.Hybrid)
    {
        _wait = wait == IssueWait.Hybrid && Environment.ProcessorCount == 1 ? IssueWait.Sleep : wait;
        if (_wait == IssueWait.Hybrid)
        {
            // On a thread of its own, as the calling one may have other things to do than to be woken soon.
            var thread = new Thread(() => _wakeUpNs = MeasureWakeUpNs()) { IsBackground = true, Name = "LoadGen calibration" };
            thread.Start();
            thread.Join();
        }
    }

    /// <inheritdoc/>
    public override long NowNs => s_ticksAreNs ? Stopwatch.GetTimestamp() : (long)(Stopwatch.GetTimestamp() * s_nsPerTick);

    /// <inheritdoc/>
    public override DateTimeOffset UtcNow => DateTimeOffset.UtcNow;

    /// <inheritdoc/>
    public override bool SpinsWhileWaiting => _wait != IssueWait.Sleep && Environment.ProcessorCount > 1;

    /// <inheritdoc/>
    public override long LongestSleepNs => 50_000_000;

    /// <summary>How long before a deadline a thread stops sleeping and spins, at present, in ns.</summary>
    public long SpinNs => _wait switch
    {
        IssueWait.Spin => long.MaxValue,
        IssueWait.Sleep => 0,
        _ => Math.Min(_wakeUpNs, _mostSpinNs),
    };

    /// <inheritdoc/>
    public override void SleepUntil(long deadlineNs)
    {
        long now = NowNs;
        if (_wait != IssueWait.Spin)
        {
            long wakeAt = deadlineNs - SpinNs;
            if (now < wakeAt)
            {
                do
                {
                    PreciseSleep.Until(wakeAt, now);
                    now = NowNs;
                }
                while (now < wakeAt);
                FollowWakeUps(now - wakeAt);
            }
        }
        else
        {
            PreciseSleep.PrepareThread();
        }

        long last = now;
        while (now < deadlineNs)
        {
            Thread.SpinWait(4);
            now = NowNs;
            if (now - last > TakenOffNs)
                SpinLess(now, lostNs: now - last);
            last = now;
        }

        if (_mostSpinNs < MaxSpinNs && now > _calmAtNs)
            SpinMore(now);
    }

    private void FollowWakeUps(long lateNs) =>
        _wakeUpNs = Math.Clamp(_wakeUpNs + (lateNs > _wakeUpNs ? 9 * StepNs : -StepNs), MinSpinNs, MaxSpinNs);

    private void SpinLess(long nowNs, long lostNs)
    {
        _mostSpinNs = _mostSpinNs > MinSpinNs ? _mostSpinNs / 2 : 0;
        _calmAtNs = nowNs + Math.Max(CalmNs, CalmPerLoss * lostNs);
    }

    private void SpinMore(long nowNs)
    {
        _mostSpinNs = Math.Min(MaxSpinNs, _mostSpinNs + (_mostSpinNs / 4) + MinSpinNs);
        _calmAtNs = nowNs + CalmNs;
    }

    /// <summary>Three in four of some short sleeps end within this, in ns.</summary>
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
        return Math.Clamp(late[Sleeps * 3 / 4], MinSpinNs, MaxSpinNs);
    }
}
