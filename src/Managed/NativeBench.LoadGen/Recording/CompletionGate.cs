using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Counts completed samples and lets the issuer wait for a count. The count itself is the condition: completing threads
/// touch nothing else unless somebody sleeps until the very count that they reach.
/// </summary>
internal sealed class CompletionGate
{
    /// <summary>Long enough for a hand-over between two running threads, short enough not to starve a worker.</summary>
    private const long SpinNs = 20_000;

    /// <summary>
    /// So many waits without a completion during the spin, and only one wait in so many is tried with a spin again: the system
    /// is slower than a spin is long, or it needs the core that the spin takes.
    /// </summary>
    private const int VainSpins = 4;
    private const int SpinAgainEvery = 64;

    /// <summary>A sleeping issuer looks around this often, for time-outs and interrupts.</summary>
    private const int LookAroundMs = 100;

    private readonly TestContext _test;
    private readonly TimeSource _time;
    private readonly EventCount _wakeUps = new();
    private long _completed;
    private long _dropped;
    private long _wakeAt = long.MaxValue;
    private int _vainSpins;
    private int _waits;

    public CompletionGate(TestContext test)
    {
        _test = test;
        _time = test.Time;
    }

    /// <summary>Samples completed since the last <see cref="Reset"/>.</summary>
    public long Completed => Volatile.Read(ref _completed);

    /// <summary>Starts counting anew, for the next series.</summary>
    public void Reset()
    {
        Volatile.Write(ref _completed, 0);
        Volatile.Write(ref _dropped, 0);
    }

    /// <summary>Makes a waiting issuer look around: something has happened besides completions.</summary>
    public void Wake() => _wakeUps.Signal();

    /// <summary>This many samples won't complete, and nobody has to wait for them.</summary>
    public void Drop(long count)
    {
        Interlocked.Add(ref _dropped, count);
        Wake();
    }

    /// <summary>Takes back completions that were counted twice.</summary>
    public void Take(long count) => Interlocked.Add(ref _completed, -count);

    public void Add(int count)
    {
        if (count == 0)
            return;

        // A full fence: either the waiter sees the new count, or this thread sees what it waits for.
        if (Interlocked.Add(ref _completed, count) >= Volatile.Read(ref _wakeAt))
            Wake();
    }

    /// <summary>
    /// Returns when <paramref name="count"/> samples have completed, or false when that won't happen any more: the system
    /// under test broke, or nothing completed for as long as the time-out allows.
    /// </summary>
    public bool WaitFor(long count)
    {
        if (Volatile.Read(ref _completed) >= count)
            return true;
        return WaitSlowly(count);
    }

    private bool WaitSlowly(long count)
    {
        if (_time.SpinsWhileWaiting && SpinFor(count))
            return true;

        long lastCount = -1;
        long lastProgressNs = 0;
        try
        {
            while (true)
            {
                int seen = _wakeUps.Current;
                Interlocked.Exchange(ref _wakeAt, count - Volatile.Read(ref _dropped));
                long completed = Volatile.Read(ref _completed);
                if (completed + Volatile.Read(ref _dropped) >= count)
                    return true;
                if (_test.Broken)
                    return false;
                if (completed != lastCount)
                    (lastCount, lastProgressNs) = (completed, _time.NowNs);
                else if (_test.CompletionTimeout is { } limit && _time.NowNs - lastProgressNs > limit.TotalNanoseconds)
                    return false;
                _wakeUps.Wait(seen, LookAroundMs);
            }
        }
        finally
        {
            Volatile.Write(ref _wakeAt, long.MaxValue);
        }
    }

    private bool SpinFor(long count)
    {
        if (_vainSpins >= VainSpins && ++_waits % SpinAgainEvery != 0)
            return false;
        long until = _time.NowNs + SpinNs;
        do
        {
            for (int i = 0; i < 16; i++)
            {
                if (Volatile.Read(ref _completed) >= count)
                {
                    _vainSpins = 0;
                    return true;
                }

                Thread.SpinWait(8);
            }
        }
        while (_time.NowNs < until);
        _vainSpins++;
        return false;
    }
}
