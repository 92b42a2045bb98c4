using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// Decides which waiting samples run next and how many at once, knowing what batches cost, how fast samples come and until
/// when each has to be done. Knows no clock and no thread, so that it can be tried on virtual time. All times are ns of one
/// clock. One thread at a time.
/// </summary>
/// <remarks>
/// The aim is that as few samples as possible miss the latency bound. Three things bring that about. A batch is only as large
/// as pays (<see cref="BatchCosts.EfficientSize"/>) and as lets its oldest sample be in time. A worker waits for one more
/// sample only while the next is likely to come sooner than what it saves, and nobody becomes late by it. And a sample
/// that can't be in time any more lets those pass that can.
/// </remarks>
internal sealed class DeadlineBatcher
{
    /// <summary>A batch is planned to take so much longer than it usually does.</summary>
    private const double Reserve = 1.1;

    /// <summary>The longest window, as a share of the bound.</summary>
    private const int WindowShare = 8;

    /// <summary>Sharing samples out to a sleeping worker has to save this: waking it takes as long.</summary>
    private const double WakeUpNs = 50_000;

    /// <summary>Weight of a new gap between arrivals against all before.</summary>
    private const double Follow = 1.0 / 32;

    private readonly BatchCosts _costs;
    private readonly WaitingSamples _waiting;
    private readonly int _buckets;
    private readonly int _workers;
    private readonly bool _lateLast;
    private readonly long _longestWindowNs;
    private double _gapNs = double.PositiveInfinity;
    private long _lastArrivalNs = long.MinValue;
    private long _boundNs;

    /// <summary>Makes an empty one.</summary>
    /// <param name="costs">What batches cost.</param>
    /// <param name="capacity">Samples that can wait.</param>
    /// <param name="workers">Workers that run batches.</param>
    /// <param name="lateLast">Whether samples that can't be in time any more let the others pass.</param>
    /// <param name="longestWindowNs">The longest that a batch waits to be filled; 0: what the bound allows.</param>
    /// <param name="buckets">Shape buckets.</param>
    public DeadlineBatcher(BatchCosts costs, int capacity, int workers, bool lateLast, long longestWindowNs = 0, int buckets = 1)
    {
        _costs = costs;
        _buckets = buckets;
        _workers = workers;
        _lateLast = lateLast;
        _longestWindowNs = longestWindowNs;
        _waiting = new WaitingSamples(capacity, buckets + 1);
    }

    /// <summary>Samples that wait.</summary>
    public int Count => _waiting.Total;

    /// <summary>Samples that can be added.</summary>
    public int Room => _waiting.Room;

    /// <summary>Samples that had to let others pass, since <see cref="BeginTest"/>.</summary>
    public long LateSamples { get; private set; }

    private int LateList => _buckets;

    /// <summary>Forgets everything that waits. <paramref name="boundNs"/>: Server's latency bound, 0 for none.</summary>
    public void BeginTest(long boundNs)
    {
        _boundNs = boundNs;
        _waiting.Clear();
        _gapNs = double.PositiveInfinity;
        _lastArrivalNs = long.MinValue;
        LateSamples = 0;
    }

    /// <summary>
    /// Whether a worker without work may sleep for a time instead of waiting to be woken: several samples will have come by
    /// then, and the bound is many times as long.
    /// </summary>
    public bool MayNap(long ns) => _gapNs * 4 < ns && ns * 2 * WindowShare < _boundNs;

    public void Add(QuerySample sample, int bucket, long arrivedNs)
    {
        if (_lastArrivalNs != long.MinValue)
        {
            var gap = Math.Max(0, arrivedNs - _lastArrivalNs);
            _gapNs = double.IsFinite(_gapNs) ? _gapNs + ((gap - _gapNs) * Follow) : gap;
        }
        _lastArrivalNs = arrivedNs;
        _waiting.Add(bucket, sample, arrivedNs);
    }

    /// <summary>Drops everything that waits; how many samples that were.</summary>
    public int Drop()
    {
        var count = _waiting.Total;
        _waiting.Clear();
        return count;
    }

    /// <summary>Takes the next batch.</summary>
    /// <param name="nowNs">The time now.</param>
    /// <param name="idleWorkers">Other workers that have nothing to do.</param>
    /// <param name="flushed">Whether nothing more will come, so that waiting is in vain.</param>
    /// <param name="batch">As long as the largest batch; receives the samples.</param>
    /// <param name="waitUntilNs">If nothing is taken although samples wait: when to ask again, unless one comes before.</param>
    /// <returns>Samples taken.</returns>
    public int Next(long nowNs, int idleWorkers, bool flushed, Span<QuerySample> batch, out long waitUntilNs)
    {
        waitUntilNs = nowNs;
        if (_waiting.Total == 0)
            return 0;
        GiveUpTheLate(nowNs);
        var bucket = OldestBucket();
        if (bucket == LateList)
            return Take(LateList, LateSize(flushed, batch.Length), batch);
        var waiting = _waiting.Count(bucket);
        if (!_costs.IsKnown(bucket))
            return Take(bucket, Math.Min(waiting, batch.Length), batch);

        var size = Size(bucket, nowNs, Math.Min(waiting, batch.Length));
        if (size == waiting && size < batch.Length && !flushed && Window(bucket, size, nowNs) is var until && until > nowNs)
        {
            waitUntilNs = until;
            return 0;
        }
        if (idleWorkers > 0 && size > 1)
        {
            var share = (waiting + idleWorkers) / (idleWorkers + 1);
            if (share < size && _costs.TypicalNs(bucket, size) - _costs.TypicalNs(bucket, share) > WakeUpNs)
                size = share;
        }
        return Take(bucket, size, batch);
    }

    /// <summary>
    /// Who can hardly be in time any more (a slow run would be too slow, which is no matter where nobody else waits)
    /// goes behind those who can. In a list the first is always the first to be late.
    /// </summary>
    private void GiveUpTheLate(long nowNs)
    {
        if (!_lateLast || _boundNs == 0)
            return;
        for (var bucket = 0; bucket < _buckets; bucket++)
            while (_waiting.Count(bucket) > 0 && _waiting.OldestNs(bucket) + _boundNs - nowNs < _costs.SlowNs(bucket))
                MoveToLate(bucket);
    }

    private void MoveToLate(int bucket)
    {
        _waiting.Move(bucket, LateList);
        LateSamples++;
    }

    private int OldestBucket()
    {
        var oldest = LateList;
        for (var bucket = 0; bucket < _buckets; bucket++)
            if (_waiting.Count(bucket) > 0 && (oldest == LateList || _waiting.OldestNs(bucket) < _waiting.OldestNs(oldest)))
                oldest = bucket;
        return oldest;
    }

    /// <summary>
    /// How many of a bucket's samples to run at once. If the efficient size would make the oldest late, fewer, provided that
    /// those behind can still be done in time after that; if they can't, the oldest are given up instead.
    /// </summary>
    private int Size(int bucket, long nowNs, int most)
    {
        var efficient = EfficientSize(bucket, most);
        if (_boundNs == 0 || efficient == 1)
            return efficient;
        var slack = SlackNs(bucket, nowNs);
        if (_costs.TypicalNs(bucket, efficient) * Reserve <= slack)
            return efficient;
        var inTime = efficient;
        while (inTime > 1 && _costs.TypicalNs(bucket, inTime) * Reserve > slack)
            inTime--;
        if (!_lateLast)
            return _costs.TypicalNs(bucket, inTime) * Reserve <= slack ? inTime : efficient;

        var drained = _costs.TypicalNs(bucket, efficient) / efficient * _waiting.Count(bucket) / _workers;
        if (_waiting.NewestNs(bucket) + _boundNs - nowNs >= (_costs.TypicalNs(bucket, inTime) + drained) * Reserve)
            return inTime;
        while (_waiting.Count(bucket) > efficient && SlackNs(bucket, nowNs) < _costs.TypicalNs(bucket, efficient))
            MoveToLate(bucket);
        return efficient;
    }

    /// <summary>The size that pays most, as far as who comes right after its start, and isn't alone then, can be in time too.</summary>
    private int EfficientSize(int bucket, int most)
    {
        var size = _costs.EfficientSize(bucket, most);
        while (size > 1 && _boundNs > 0 && 3 * _costs.TypicalNs(bucket, size) > _boundNs)
            size--;
        return size;
    }

    private long SlackNs(int bucket, long nowNs) => _waiting.OldestNs(bucket) + _boundNs - nowNs;

    /// <summary>Until when the worker waits for one more sample; <paramref name="nowNs"/> if it doesn't.</summary>
    private long Window(int bucket, int size, long nowNs)
    {
        if (_boundNs == 0 || EfficientSize(bucket, size + 1) != size + 1)
            return nowNs;
        var saved = _costs.TypicalNs(bucket, size) + _costs.TypicalNs(bucket, 1) - _costs.TypicalNs(bucket, size + 1);
        if (!(_gapNs < saved))
            return nowNs;
        var longest = _longestWindowNs > 0 ? Math.Min(_longestWindowNs, _boundNs / WindowShare) : _boundNs / WindowShare;
        var until = Math.Min(
            _lastArrivalNs + (long)saved,
            Math.Min(
                _waiting.OldestNs(bucket) + longest,
                _waiting.OldestNs(bucket) + _boundNs - (long)(2 * Reserve * _costs.TypicalNs(bucket, size + 1))));
        return Math.Max(until, nowNs);
    }

    /// <summary>Late ones run when nobody else waits, a few at a time, so that who comes meanwhile doesn't become late by them.</summary>
    private int LateSize(bool flushed, int most)
    {
        most = Math.Min(most, _waiting.Count(LateList));
        var bucket = _buckets - 1;
        if (!_costs.IsKnown(bucket))
            return most;
        var size = _costs.EfficientSize(bucket, most);
        while (!flushed && size > 1 && _costs.TypicalNs(bucket, size) * WindowShare > _boundNs)
            size--;
        return size;
    }

    private int Take(int list, int size, Span<QuerySample> batch)
    {
        _waiting.Take(list, batch[..size]);
        return size;
    }
}
