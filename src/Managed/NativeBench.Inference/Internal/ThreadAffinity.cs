using System.Runtime.InteropServices;

namespace NativeBench.Inference.Internal;

/// <summary>On which processors the calling thread may run. Threads that it makes inherit it.</summary>
internal static unsafe partial class ThreadAffinity
{
    private const int MaxCpus = 8192;
    private const int Words = MaxCpus / 64;

    /// <summary>Whether this system lets a thread be pinned.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>The processors that the calling thread may run on.</summary>
    public static int[] Current
    {
        get
        {
            var mask = stackalloc ulong[Words];
            new Span<ulong>(mask, Words).Clear();
            return IsSupported && GetAffinity(0, Words * sizeof(ulong), mask) == 0
                ? [.. Enumerable.Range(0, MaxCpus).Where(cpu => (mask[cpu / 64] >> (cpu % 64) & 1) != 0)]
                : [.. Enumerable.Range(0, Environment.ProcessorCount)];
        }
    }

    /// <summary>Keeps the calling thread on some processors.</summary>
    /// <exception cref="InferenceException">The system doesn't allow it.</exception>
    public static void Pin(ReadOnlySpan<int> cpus)
    {
        var mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        foreach (var cpu in cpus)
            mask[cpu / 64] |= 1UL << (cpu % 64);
        if (SetAffinity(0, Words * sizeof(ulong), mask) != 0)
            throw new InferenceException(
                $"--pin: a worker can't be kept on processors {string.Join(",", cpus.ToArray())}: {Marshal.GetLastPInvokeErrorMessage()}.");
    }

    [LibraryImport("libc", EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);
}
