using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace NativeBench.LoadGen.Time;

/// <summary>
/// The finest sleeps of Windows (a waitable timer of high resolution, since Windows 10 1803, instead of ticks of 15.6 ms) and macOS
/// (<c>mach_wait_until</c>). Compiled, not tried on either.
/// </summary>
internal static partial class CoarseSystems
{
    private const uint HighResolution = 2;
    private const uint AllAccess = 0x1F0003;
    private const uint Forever = 0xFFFFFFFF;

    [ThreadStatic]
    private static SafeWaitHandle? t_timer;

    private static readonly Timebase s_timebase = OperatingSystem.IsMacOS() && MachTimebaseInfo(out var timebase) == 0 ? timebase : default;

    /// <summary>Sleeps about so long; false where the system has no such sleep.</summary>
    public static bool SleepFor(long ns)
    {
        if (ns <= 0)
            return true;
        if (OperatingSystem.IsWindows())
            return SleepOnWindows(ns);
        if (!OperatingSystem.IsMacOS() || s_timebase.Numerator == 0)
            return false;
        return MachWaitUntil(MachAbsoluteTime() + (ulong)((double)ns * s_timebase.Denominator / s_timebase.Numerator)) == 0;
    }

    private static bool SleepOnWindows(long ns)
    {
        var timer = t_timer ??= CreateWaitableTimer(0, 0, HighResolution, AllAccess);

        // Times are in units of 100 ns; a negative one counts from now.
        long due = -Math.Max(ns / 100, 1);
        return !timer.IsInvalid && SetWaitableTimer(timer, in due, 0, 0, 0, 0) != 0 && WaitForSingleObject(timer, Forever) == 0;
    }

    [LibraryImport("kernel32", EntryPoint = "CreateWaitableTimerExW")]
    private static partial SafeWaitHandle CreateWaitableTimer(nint attributes, nint name, uint flags, uint access);

    [LibraryImport("kernel32")]
    private static partial int SetWaitableTimer(SafeWaitHandle timer, in long dueTime, int period, nint routine, nint argument, int resume);

    [LibraryImport("kernel32")]
    private static partial uint WaitForSingleObject(SafeWaitHandle handle, uint milliseconds);

    [LibraryImport("libSystem", EntryPoint = "mach_timebase_info")]
    private static partial int MachTimebaseInfo(out Timebase timebase);

    [LibraryImport("libSystem", EntryPoint = "mach_absolute_time")]
    private static partial ulong MachAbsoluteTime();

    [LibraryImport("libSystem", EntryPoint = "mach_wait_until")]
    private static partial int MachWaitUntil(ulong deadline);

    private struct Timebase
    {
        public uint Numerator;
        public uint Denominator;
    }
}
