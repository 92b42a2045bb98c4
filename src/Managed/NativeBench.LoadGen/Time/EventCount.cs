using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NativeBench.LoadGen.Time;

/// <summary>
/// A place to sleep until another thread has changed something: the waiter reads <see cref="Current"/>, looks at its own
/// condition, and sleeps only if nothing was signalled in between. A futex on Linux, which wakes a thread without a lock to
/// be taken first; a monitor elsewhere. Thread-safe; allocates nothing after construction.
/// </summary>
/// <remarks>
/// <code>
/// for (int seen = events.Current; !condition; seen = events.Current)
///     events.Wait(seen, timeoutMs: 100);
/// </code>
/// </remarks>
public sealed unsafe partial class EventCount
{
    private const int FutexWaitPrivate = 0 | 128;
    private const int FutexWakePrivate = 1 | 128;

    private static readonly nint s_futex = !OperatingSystem.IsLinux() ? 0 : RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => 202,
        Architecture.Arm64 => 98,
        _ => 0,
    };

    private readonly object _monitor = new();

    /// <summary>Pinned, and a cache line long: waiters must not slow down whatever would lie beside it.</summary>
    private readonly int[] _line = GC.AllocateArray<int>(16, pinned: true);

    /// <summary>Changes with every signal. Read it before the condition.</summary>
    public int Current => Volatile.Read(ref _line[0]);

    private int* Word => (int*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_line));

    /// <summary>Wakes all that wait. To be called after the condition was changed.</summary>
    public void Signal()
    {
        if (s_futex != 0)
        {
            Interlocked.Increment(ref _line[0]);
            _ = Futex(s_futex, Word, FutexWakePrivate, int.MaxValue, null);
            GC.KeepAlive(_line);
            return;
        }

        lock (_monitor)
        {
            Interlocked.Increment(ref _line[0]);
            Monitor.PulseAll(_monitor);
        }
    }

    /// <summary>Sleeps until the next signal after <paramref name="seen"/>, or so long, or for no reason at all.</summary>
    /// <param name="seen">What <see cref="Current"/> was before the condition was looked at.</param>
    /// <param name="timeoutMs">At most so many milliseconds; more than 0.</param>
    public void Wait(int seen, int timeoutMs)
    {
        if (s_futex != 0)
        {
            var limit = new TimeSpec { Seconds = timeoutMs / 1000, Nanoseconds = timeoutMs % 1000 * 1_000_000 };
            _ = Futex(s_futex, Word, FutexWaitPrivate, seen, &limit);
            GC.KeepAlive(_line);
            return;
        }

        lock (_monitor)
        {
            if (_line[0] == seen)
                Monitor.Wait(_monitor, timeoutMs);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial nint Futex(nint number, int* word, nint operation, nint value, TimeSpec* timeout);

    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
