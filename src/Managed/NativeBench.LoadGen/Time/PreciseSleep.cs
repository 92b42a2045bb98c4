using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Time;

/// <summary>Sleep to an absolute time with the finest timer that the system has.</summary>
internal static partial class PreciseSleep
{
    private const int ClockMonotonic = 1;
    private const int TimerAbsTime = 1;
    private const int PrSetTimerSlack = 29;
    private const ulong ShortestSliceNs = 100_000;
    private const uint OrdinaryPolicy = 0;

    [ThreadStatic]
    private static bool t_isPrepared;

    /// <summary>Sleeps until the monotonic clock reads <paramref name="deadlineNs"/>, or somewhat less or more.</summary>
    public static void Until(long deadlineNs, long nowNs)
    {
        if (OperatingSystem.IsLinux())
        {
            UntilOnLinux(deadlineNs);
            return;
        }

        if (CoarseSystems.SleepFor(deadlineNs - nowNs))
            return;

        // Elsewhere whole milliseconds are slept and the caller spins through the rest.
        long ms = (deadlineNs - nowNs) / 1_000_000;
        if (ms > 1)
            Thread.Sleep((int)Math.Min(ms - 1, 1000));
        else
            Thread.Yield();
    }

    /// <summary>Makes the calling thread one that is woken as soon as can be; done once a thread.</summary>
    public static void PrepareThread()
    {
        if (t_isPrepared)
            return;
        t_isPrepared = true;
        if (!OperatingSystem.IsLinux())
            return;

        // The default slack of a thread is 50 us: more than most systems under test take.
        _ = PrCtl(PrSetTimerSlack, 1, 0, 0, 0);
        AskForShortSlices();
    }

    private static void UntilOnLinux(long deadlineNs)
    {
        PrepareThread();
        var deadline = new TimeSpec { Seconds = (nint)(deadlineNs / 1_000_000_000), Nanoseconds = (nint)(deadlineNs % 1_000_000_000) };
        _ = ClockNanosleep(ClockMonotonic, TimerAbsTime, in deadline, 0);
    }

    /// <summary>
    /// Since Linux 6.12 a thread may ask for a shorter slice than the usual 3 ms: it then runs sooner when it wakes, for the
    /// same share of the core. Older kernels ignore the wish; no privilege is needed.
    /// </summary>
    private static void AskForShortSlices()
    {
        var (get, set) = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => (315, 314),
            Architecture.Arm64 => (275, 274),
            _ => (0, 0),
        };
        const int Size = 48;
        if (get == 0 || GetAttributes(get, 0, out var attributes, Size, 0) != 0 || attributes.Policy != OrdinaryPolicy)
            return;
        attributes.Size = Size;
        attributes.Runtime = ShortestSliceNs;
        _ = SetAttributes(set, 0, in attributes, 0);
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint GetAttributes(nint number, nint thread, out SchedulingAttributes attributes, nint size, nint flags);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint SetAttributes(nint number, nint thread, in SchedulingAttributes attributes, nint flags);

    [LibraryImport("libc", EntryPoint = "clock_nanosleep")]
    private static partial int ClockNanosleep(int clock, int flags, in TimeSpec request, nint remain);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    /// <summary><c>struct sched_attr</c> in its first form, of 48 bytes.</summary>
    private struct SchedulingAttributes
    {
        public uint Size;
        public uint Policy;
        public ulong Flags;
        public int Nice;
        public uint Priority;
        public ulong Runtime;
        public ulong Deadline;
        public ulong Period;
    }

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
