using System.Globalization;
using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Time;

/// <summary>
/// Binds the calling thread to one core until it's disposed, by the same thread. Threads that it starts meanwhile inherit the
/// binding (Linux).
/// </summary>
public sealed unsafe partial class ThreadAffinity : IDisposable
{
    /// <summary>Cores that Linux is asked about: the kernel's own limit is 8192.</summary>
    private const int MaskBytes = 1024;

    private readonly byte[]? _linuxBefore;
    private readonly nuint _windowsBefore;

    private ThreadAffinity(byte[] before)
    {
        _linuxBefore = before;
        Thread.BeginThreadAffinity();
    }

    private ThreadAffinity(nuint before)
    {
        _windowsBefore = before;
        Thread.BeginThreadAffinity();
    }

    /// <summary>Binds the calling thread.</summary>
    /// <param name="core">Number of the logical core, from 0.</param>
    /// <exception cref="LoadGenException">There is no such core, this process may not use it, or the system has no such binding.</exception>
    public static ThreadAffinity To(int core)
    {
        if (OperatingSystem.IsLinux())
            return OnLinux(core);
        if (OperatingSystem.IsWindows())
            return OnWindows(core);
        throw new LoadGenException("This system binds no threads to cores; leave out the core of the issuing thread.");
    }

    /// <summary>Gives the thread back the cores that it had.</summary>
    public void Dispose()
    {
        if (_linuxBefore is not null)
        {
            fixed (byte* mask = _linuxBefore)
                _ = SetAffinity(0, MaskBytes, mask);
        }
        else
        {
            _ = SetThreadAffinityMask(GetCurrentThread(), _windowsBefore);
        }

        Thread.EndThreadAffinity();
    }

    private static ThreadAffinity OnLinux(int core)
    {
        var before = new byte[MaskBytes];
        var wanted = new byte[MaskBytes];
        fixed (byte* mask = before)
        {
            // Thread 0 is the calling one.
            if (GetAffinity(0, MaskBytes, mask) < 0)
                throw Refused(core, "the kernel doesn't tell which cores may be used");
        }

        if (core < 0 || core >= 8 * MaskBytes || (before[core / 8] & (1 << (core % 8))) == 0)
            throw Refused(core, $"this thread may use {Cores(before)}");
        wanted[core / 8] = (byte)(1 << (core % 8));
        fixed (byte* mask = wanted)
        {
            if (SetAffinity(0, MaskBytes, mask) != 0)
                throw Refused(core, "the kernel refuses it");
        }

        return new ThreadAffinity(before);
    }

    private static ThreadAffinity OnWindows(int core)
    {
        if (core < 0 || core >= 8 * sizeof(nuint))
            throw Refused(core, string.Create(CultureInfo.InvariantCulture, $"a processor group has cores 0 to {(8 * sizeof(nuint)) - 1}"));
        nuint before = SetThreadAffinityMask(GetCurrentThread(), (nuint)1 << core);
        return before == 0 ? throw Refused(core, "the system refuses it") : new ThreadAffinity(before);
    }

    private static LoadGenException Refused(int core, string why) =>
        new(string.Create(CultureInfo.InvariantCulture, $"The issuing thread can't be bound to core {core}: {why}."));

    private static string Cores(byte[] mask)
    {
        var cores = Enumerable.Range(0, 8 * mask.Length).Where(i => (mask[i / 8] & (1 << (i % 8))) != 0);
        return "cores " + string.Join(", ", cores.Select(static i => i.ToString(CultureInfo.InvariantCulture)));
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, byte* mask);

    [LibraryImport("kernel32")]
    private static partial nint GetCurrentThread();

    [LibraryImport("kernel32")]
    private static partial nuint SetThreadAffinityMask(nint thread, nuint mask);
}
