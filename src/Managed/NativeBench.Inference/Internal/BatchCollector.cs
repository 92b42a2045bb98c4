using System.Diagnostics;
using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// Forms batches out of the queue. One worker at a time collects; the others wait for their turn, so that a few samples
/// aren't spread over all workers. Issuing takes no lock unless the collector sleeps and has to be woken.
/// </summary>
internal sealed class BatchCollector : IDisposable
{
    private const long NobodySleeps = long.MaxValue;

    /// <summary>
    /// Samples of a long query that become takeable at once: workers begin with the first while the rest is still being put, and a
    /// query of fewer, as all but Offline's are, isn't cut apart.
    /// </summary>
    private const int PublishedTogether = 1024;

    /// <summary>How many times what one worker takes has to be there for all: none may run dry while another has more.</summary>
    private const int BacklogToTakeSeveral = 64;

    /// <summary>Long enough to catch the next query of a closed loop, short enough not to burn a core.</summary>
    private static readonly long s_spinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 50_000 : 0;

    /// <summary>The system sleeps in ms; a shorter rest of the window is waited for by yielding.</summary>
    private static readonly long s_sleepableTicks = Stopwatch.Frequency / 500;

    private readonly SampleQueue _queue;
    private readonly DeadlineBatcher? _batcher;
    private readonly Func<QuerySample, int>? _bucketOf;
    private readonly long _delayTicks;
    private readonly long _spinTicks;
    private readonly Lock _turn = new();
    private readonly object _gate = new();
    private long _wakeAtTail = NobodySleeps;
    private long _flushedTo;
    private long _fullQueueWaits;
    private int _idle;
    private long _discardTo;
    private long _boundNs;
    private volatile bool _testBegan;
    private volatile bool _stopped;
    private volatile bool _interrupted;
    private Action<long>? _dropped;

    /// <summary>Makes an empty one.</summary>
    /// <param name="queueCapacity">Samples that can wait.</param>
    /// <param name="batchDelayUs">How long an incomplete batch waits.</param>
    /// <param name="workers">Threads that call <see cref="Take"/>.</param>
    /// <param name="batcher">Who decides about batches instead of the fixed delay; null for nobody.</param>
    /// <param name="bucketOf">A sample's shape bucket; null if there's only one.</param>
    /// <param name="batchSize">The largest batch: long queries are cut at multiples of it.</param>
    public BatchCollector(
        int queueCapacity, int batchDelayUs, int workers = 1, DeadlineBatcher? batcher = null, Func<QuerySample, int>? bucketOf = null,
        int batchSize = 1)
    {
        _bucketOf = bucketOf;
        _queue = new SampleQueue(queueCapacity, (PublishedTogether + batchSize - 1) / batchSize * batchSize);
        _batcher = batcher;
        _delayTicks = (long)(batchDelayUs * (Stopwatch.Frequency / 1e6));
        // Where the workers alone fill the cores, one that spins keeps the issuing thread, or another worker, from its work.
        _spinTicks = batcher is null || workers < Environment.ProcessorCount ? s_spinTicks : 0;
    }

    public int Capacity => _queue.Capacity;

    public bool Stopped => _stopped;

    /// <summary>How often, in this test, a millisecond was waited for room in the queue.</summary>
    public long FullQueueWaits => Volatile.Read(ref _fullQueueWaits);

    /// <summary>Samples, in this test, that had to let others pass.</summary>
    public long LateSamples => _batcher is { } batcher && !_testBegan ? batcher.LateSamples : 0;

    /// <summary>Puts all samples into the queue, blocking while it's full; drops them once stopped. Any thread.</summary>
    public void Add(ReadOnlySpan<QuerySample> samples)
    {
        var arrived = _batcher is null ? 0 : NowNs;
        while (!samples.IsEmpty && !_stopped)
        {
            if (_interrupted)
            {
                _dropped?.Invoke(samples.Length);
                return;
            }
            var accepted = _queue.Enqueue(samples, arrived);
            if (accepted == 0)
            {
                Interlocked.Increment(ref _fullQueueWaits);
                // Tens of thousands of samples are queued, so the workers don't run dry in a millisecond, and polling faster
                // would take a core from them.
                Thread.Sleep(1);
                continue;
            }
            samples = samples[accepted..];
            // Pairs with the fence in Sleep: either we see the sleeper, or it sees our samples.
            Interlocked.MemoryBarrier();
            if (_queue.Tail >= Volatile.Read(ref _wakeAtTail))
                Wake();
        }
    }

    /// <summary>Nothing that was added so far waits for the batching window any more. Any thread.</summary>
    public void Flush()
    {
        Volatile.Write(ref _flushedTo, _queue.Tail);
        Wake();
    }

    /// <summary>Begins a test: what is in the queue now will never be run, since it belongs to one that was given up.</summary>
    /// <param name="dropped">Told how many samples an <see cref="Interrupt"/> has cost.</param>
    /// <param name="boundNs">The latency bound, 0 for none.</param>
    public void BeginTest(Action<long> dropped, long boundNs = 0)
    {
        Volatile.Write(ref _discardTo, _queue.Tail);
        Volatile.Write(ref _fullQueueWaits, 0);
        _boundNs = boundNs;
        // Whoever collects clears the batcher: it may be asleep, with the batcher its own.
        _testBegan = true;
        _dropped = dropped;
        _interrupted = false;
    }

    /// <summary>From now on samples that wait or come are dropped and counted, until the next test. Any thread.</summary>
    public void Interrupt()
    {
        _interrupted = true;
        Wake();
    }

    /// <summary>Ends all waiting, for good.</summary>
    public void Stop()
    {
        _stopped = true;
        Wake();
    }

    /// <summary>Waits for samples and takes a batch.</summary>
    /// <param name="batch">As long as the largest batch.</param>
    /// <returns>Samples taken; 0 once stopped.</returns>
    public int Take(Span<QuerySample> batch)
    {
        if (_batcher is not null)
            return TakePlanned(_batcher, batch);
        lock (_turn)
        {
            int count;
            while ((count = DequeueCurrent(batch)) == 0)
            {
                if (_stopped)
                    return 0;
                WaitForFirst();
            }
            if (count < batch.Length && _delayTicks > 0)
                count = FillWithinWindow(batch, count);
            return _stopped ? 0 : count;
        }
    }

    /// <summary>
    /// Takes several batches at once if many times as many samples wait, else one: short runs otherwise spend their time on
    /// waiting for their turn.
    /// </summary>
    /// <param name="room">As long as the batches.</param>
    /// <param name="batchSize">Samples of one.</param>
    /// <returns>Samples taken; 0 once stopped.</returns>
    public int TakeSeveral(Span<QuerySample> room, int batchSize)
        => Take(_queue.Tail - _queue.Head >= (long)room.Length * BacklogToTakeSeveral ? room : room[..batchSize]);

    public void Dispose() => _queue.Dispose();

    /// <summary>The same, with batches that the batcher plans.</summary>
    private int TakePlanned(DeadlineBatcher batcher, Span<QuerySample> batch)
    {
        Interlocked.Increment(ref _idle);
        try
        {
            lock (_turn)
            {
                var mayNap = true;
                while (!_stopped)
                {
                    MoveToBatcher(batcher, batch);
                    if (batcher.Count == 0)
                    {
                        if (mayNap && Nap.IsSupported && batcher.MayNap(Nap.LengthNs))
                        {
                            mayNap = false; // Once: if nothing came, the flow has ended.
                            Nap.Take();
                        }
                        else
                        {
                            WaitForFirst();
                        }
                        continue;
                    }
                    var now = NowNs;
                    // The others that wait for their turn.
                    var idle = Volatile.Read(ref _idle) - 1;
                    var count = batcher.Next(now, idle, IsFlushed(), batch, out var waitUntil);
                    if (count > 0)
                        return count;
                    WaitForMore(waitUntil - now);
                }
            }
            return 0;
        }
        finally
        {
            Interlocked.Decrement(ref _idle);
        }
    }

    private void MoveToBatcher(DeadlineBatcher batcher, Span<QuerySample> scratch)
    {
        if (_testBegan)
        {
            _testBegan = false;
            batcher.BeginTest(_boundNs);
        }
        while (Volatile.Read(ref _discardTo) > _queue.Head && _queue.TryDequeue(out _, out _)) { }
        if (_interrupted)
        {
            if (batcher.Drop() is > 0 and var dropped)
                _dropped?.Invoke(dropped);
            DropQueued(scratch);
            return;
        }
        while (batcher.Room > 0 && _queue.TryDequeue(out var sample, out var arrived))
            batcher.Add(sample, _bucketOf?.Invoke(sample) ?? 0, arrived);
    }

    /// <summary>Until a sample comes, or the time is over.</summary>
    private void WaitForMore(long ns)
    {
        var ticks = (long)(ns * (Stopwatch.Frequency / 1e9));
        if (ticks >= s_sleepableTicks)
        {
            Sleep(_queue.Head + 1, (int)(ns / 1_000_000) - 1);
            return;
        }
        var until = Stopwatch.GetTimestamp() + ticks;
        while (!_queue.HasSample && !_stopped && !IsFlushed() && Stopwatch.GetTimestamp() < until)
            if (_spinTicks == 0)
                Thread.Yield();
            else
                Thread.SpinWait(4);
    }

    private static long NowNs => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private int DequeueCurrent(Span<QuerySample> batch)
    {
        while (Volatile.Read(ref _discardTo) - _queue.Head is > 0 and var stale)
            if (_queue.Dequeue(batch[..(int)Math.Min(batch.Length, stale)]) == 0)
                return 0;
        if (_interrupted)
            DropQueued(batch);
        return _interrupted ? 0 : _queue.Dequeue(batch);
    }

    /// <summary>Empties the queue; <paramref name="scratch"/> is overwritten.</summary>
    private void DropQueued(Span<QuerySample> scratch)
    {
        long count = 0;
        while (_queue.Dequeue(scratch) is > 0 and var some)
            count += some;
        if (count > 0)
            _dropped?.Invoke(count);
    }

    private int FillWithinWindow(Span<QuerySample> batch, int count)
    {
        var deadline = Stopwatch.GetTimestamp() + _delayTicks;
        while (count < batch.Length && !_stopped)
        {
            var more = _queue.Dequeue(batch[count..]);
            count += more;
            if (more > 0)
                continue;
            var rest = deadline - Stopwatch.GetTimestamp();
            if (rest <= 0 || IsFlushed())
                break;
            if (rest >= s_sleepableTicks)
                Sleep(_queue.Head + batch.Length - count, (int)(rest * 1000 / Stopwatch.Frequency) - 1);
            else
                Thread.Yield();
        }
        return count;
    }

    private bool IsFlushed() => _queue.Head <= Volatile.Read(ref _flushedTo);

    private void WaitForFirst()
    {
        var until = Stopwatch.GetTimestamp() + _spinTicks;
        do
        {
            if (_queue.HasSample || _stopped)
                return;
            // Who issues is at it and may need this very core.
            if (_queue.Tail > _queue.Head)
                Thread.Yield();
            else
                Thread.SpinWait(10);
        }
        while (Stopwatch.GetTimestamp() < until);
        Sleep(_queue.Head + 1, Timeout.Infinite);
    }

    /// <summary>Sleeps until the queue's tail is there; a flush ends it too if there is a time-out (a window is open then).</summary>
    private void Sleep(long wakeAtTail, int timeoutMs)
    {
        lock (_gate)
        {
            Volatile.Write(ref _wakeAtTail, wakeAtTail);
            Interlocked.MemoryBarrier();
            if (_queue.Tail < wakeAtTail && !_stopped && !(timeoutMs >= 0 && IsFlushed()))
                Monitor.Wait(_gate, timeoutMs);
            Volatile.Write(ref _wakeAtTail, NobodySleeps);
        }
    }

    private void Wake()
    {
        lock (_gate)
            Monitor.Pulse(_gate);
    }
}
