using NativeBench.LoadGen.Time;

namespace NativeBench.Tests.LoadGen.Simulation;

/// <summary>
/// Virtual time in which a thread can stand at a time of its own: several threads deliver completions in any real order, each
/// at the time it is meant to have.
/// </summary>
internal sealed class ThreadOwnTime : TimeSource
{
    [ThreadStatic]
    private static long t_ownNs;

    private long _nowNs = 1;

    public override long NowNs => t_ownNs != 0 ? t_ownNs : Volatile.Read(ref _nowNs);

    public override DateTimeOffset UtcNow => VirtualTime.Epoch.AddTicks(NowNs / 100);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override void SleepUntil(long deadlineNs) => Pass(deadlineNs);

    /// <summary>Lets everybody's time pass.</summary>
    public void Pass(long untilNs) => Volatile.Write(ref _nowNs, Math.Max(_nowNs, untilNs));

    /// <summary>Does something at a time of the calling thread's own.</summary>
    public static void At(long nowNs, Action action)
    {
        t_ownNs = nowNs;
        try
        {
            action();
        }
        finally
        {
            t_ownNs = 0;
        }
    }
}
