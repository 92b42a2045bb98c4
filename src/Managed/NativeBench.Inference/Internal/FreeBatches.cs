using System.Diagnostics;

namespace NativeBench.Inference.Internal;

/// <summary>
/// The batches that aren't in flight: the reaping thread gives them back, the submitting one takes them and waits if there
/// is none. That wait is the back-pressure of a busy device.
/// </summary>
internal sealed class FreeBatches
{
    private static readonly long s_spinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 50_000 : 0;

    private readonly int[] _ring;
    private readonly object _gate = new();
    private long _given;
    private long _taken;
    private bool _sleeps;
    private volatile bool _stopped;

    /// <summary>All tokens from 0 to <paramref name="count"/> - 1 are free.</summary>
    public FreeBatches(int count)
    {
        _ring = new int[count];
        for (var i = 0; i < count; i++)
            _ring[i] = i;
        _given = count;
    }

    /// <summary>Takes a token without waiting; -1 if none is free. The submitting thread's.</summary>
    public int TryTake()
    {
        var taken = _taken;
        if (Volatile.Read(ref _given) == taken)
            return -1;
        _taken = taken + 1;
        return _ring[taken % _ring.Length];
    }

    /// <summary>Takes a token, waiting for one; -1 once stopped. The submitting thread's.</summary>
    public int Take()
    {
        var until = Stopwatch.GetTimestamp() + s_spinTicks;
        while (!_stopped)
        {
            if (TryTake() is >= 0 and var token)
                return token;
            if (Stopwatch.GetTimestamp() < until)
                Thread.SpinWait(10);
            else
                Sleep();
        }
        return -1;
    }

    /// <summary>Gives a token back. The reaping thread's.</summary>
    public void Give(int token)
    {
        var given = _given;
        // Never full: there are as many places as tokens.
        _ring[given % _ring.Length] = token;
        Volatile.Write(ref _given, given + 1);
        // Pairs with the fence in Sleep: either we see the sleeper, or it sees the token.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeps))
            Wake();
    }

    /// <summary>Ends all waiting, for good. Any thread.</summary>
    public void Stop()
    {
        _stopped = true;
        Wake();
    }

    private void Sleep()
    {
        lock (_gate)
        {
            Volatile.Write(ref _sleeps, true);
            Interlocked.MemoryBarrier();
            if (Volatile.Read(ref _given) == _taken && !_stopped)
                Monitor.Wait(_gate);
            Volatile.Write(ref _sleeps, false);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.PulseAll(_gate);
    }
}
