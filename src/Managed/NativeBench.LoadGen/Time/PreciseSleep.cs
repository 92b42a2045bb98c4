using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Time;

/// <summary>Sleep to an absolute time with the finest timer that the system has.</summary>
internal static partial class PreciseSleep
{
    private const int ClockMonotonic = 1;
    private const int TimerAbsTime = 1;
    private const int PrSetTimerSlack = 29;

    [ThreadStatic]
    private static bool t_slackIsSet;

    /// <summary>Sleeps until the monotonic clock reads <paramref name="deadlineNs"/>, or somewhat less or more.</summary>
    public static void Until(long deadlineNs, long nowNs)
    {
        if (OperatingSystem.IsLinux())
        {
            UntilOnLinux(deadlineNs);
            return;
        }

        // Elsewhere whole milliseconds are slept and the caller spins through the rest.
        long ms = (deadlineNs - nowNs) / 1_000_000;
        if (ms > 1)
            Thread.Sleep((int)Math.Min(ms - 1, 1000));
        else
            Thread.Yield();
    }

    private static void UntilOnLinux(long deadlineNs)
    {
        if (!t_slackIsSet)
        {
            // The default slack of a thread is 50 us: more than most systems under test take.
            _ = PrCtl(PrSetTimerSlack, 1, 0, 0, 0);
            t_slackIsSet = true;
        }

        var deadline = new TimeSpec { Seconds = (nint)(deadlineNs / 1_000_000_000), Nanoseconds = (nint)(deadlineNs % 1_000_000_000) };
        _ = ClockNanosleep(ClockMonotonic, TimerAbsTime, in deadline, 0);
    }

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec request, nint remain);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
