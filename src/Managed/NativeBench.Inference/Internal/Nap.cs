using System.Runtime.InteropServices;

namespace NativeBench.Inference.Internal;

/// <summary>
/// A sleep of some ten microseconds. Where samples come faster than a thread is woken, napping and then taking all that came
/// costs less than being woken for each, and the waking thread nothing.
/// </summary>
internal static partial class Nap
{
    /// <summary>How long one is, in ns; the system adds about as much.</summary>
    public const long LengthNs = 40_000;

    private const int PrSetTimerSlack = 29;

    [ThreadStatic]
    private static bool t_isPrepared;

    /// <summary>Whether this system can sleep for so short a time.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Sleeps.</summary>
    public static void Take()
    {
        if (!t_isPrepared)
        {
            // The default slack of a thread is longer than the nap.
            _ = PrCtl(PrSetTimerSlack, 1, 0, 0, 0);
            t_isPrepared = true;
        }
        var time = new TimeSpec { Seconds = 0, Nanoseconds = (nint)LengthNs };
        _ = NanoSleep(in time, 0);
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec request, nint remain);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int PrCtl(int option, nuint arg2, nuint arg3, nuint arg4, nuint arg5);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
