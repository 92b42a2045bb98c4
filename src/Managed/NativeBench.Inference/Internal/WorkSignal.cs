namespace NativeBench.Inference.Internal;

/// <summary>Lets the reaping thread sleep while nothing is in flight, at no cost to submitting while it is awake.</summary>
internal sealed class WorkSignal
{
    private readonly object _gate = new();
    private bool _sleeps;

    /// <summary>Sleeps until <paramref name="isThere"/> holds or the time is over; <see cref="Check"/> makes it look again.</summary>
    public void Sleep(Func<bool> isThere, TimeSpan timeout)
    {
        lock (_gate)
        {
            Volatile.Write(ref _sleeps, true);
            Interlocked.MemoryBarrier();
            if (!isThere())
                Monitor.Wait(_gate, timeout);
            Volatile.Write(ref _sleeps, false);
        }
    }

    /// <summary>What is waited for may have become true. Any thread.</summary>
    public void Check()
    {
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _sleeps))
            return;
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
