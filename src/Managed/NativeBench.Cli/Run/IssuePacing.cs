using NativeBench.Cli.Workloads;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Run;

/// <summary>
/// How the issuing thread waits where the user leaves it to us. It may spin where it has a core to itself; where the workers
/// want all of them, a spinning thread keeps them from their work and is itself taken off its core for milliseconds. Then it
/// sleeps, and with many queries a millisecond wakes for several at once.
/// </summary>
internal static class IssuePacing
{
    /// <summary>Between two wake-ups: short against any bound, and long against what a wake-up costs.</summary>
    private const long PauseNs = 50_000;

    /// <summary>The pause is at most such a part of the latency bound.</summary>
    private const int BoundShare = 20;

    /// <summary>The clock for a run.</summary>
    /// <param name="asked">What --issue-wait says; null if it says nothing.</param>
    /// <param name="settings">Of the run.</param>
    /// <param name="execution">How the system executes, if known.</param>
    /// <param name="cores">Cores that the process may use.</param>
    public static TimeSource Choose(IssueWait? asked, TestSettings settings, ExecutionDescription? execution, int cores)
    {
        if (asked is { } wait)
            return new MonotonicTimeSource(wait);
        if (settings.Scenario != TestScenario.Server || execution is null || execution.RunsOnIssuingThread
            || execution.Plan.Instances * execution.Plan.IntraOpThreads + 1 < cores)
            return new MonotonicTimeSource(IssueWait.Hybrid);
        return new PausingTimeSource(new MonotonicTimeSource(IssueWait.Sleep), Math.Min(PauseNs, settings.ServerTargetLatencyNs / BoundShare));
    }

    /// <summary>A clock whose sleeps end at least some time after the last one ended.</summary>
    private sealed class PausingTimeSource(TimeSource inner, long pauseNs) : TimeSource
    {
        private long _wokenNs;

        public override long NowNs => inner.NowNs;

        public override DateTimeOffset UtcNow => inner.UtcNow;

        public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

        public override bool SpinsWhileWaiting => inner.SpinsWhileWaiting;

        public override long LongestSleepNs => inner.LongestSleepNs;

        public override void SleepUntil(long deadlineNs)
        {
            inner.SleepUntil(Math.Max(deadlineNs, _wokenNs + pauseNs));
            _wokenNs = inner.NowNs;
        }
    }
}
