using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Percentiles and rate of a running series, made by the thread that wants to see them; the running test does nothing for it. A
/// look takes a bounded number of the records that are new since the last one, one of every so many, and counts each for those
/// it stands for: what watching costs doesn't grow with the rate. The rate is from LoadGen's own count. For one thread at a time.
/// </summary>
/// <remarks>
/// Nothing of the series is read for a record but its columns: the counters that the issuing thread writes for each query lie in
/// the same cache line as the series' other fields, and would have to be handed back and forth.
/// </remarks>
internal sealed class LiveFigures : IDisposable
{
    /// <summary>Records that a look takes at most: a fraction of a millisecond's work, and with five seconds of looks enough for a p99 between p98.9 and p99.1.</summary>
    internal const int MostPerLook = 1 << 12;

    /// <summary>Records that are looked at again as they weren't done, at most.</summary>
    private const int MostOpen = 2 * MostPerLook;

    private const int RecentSeconds = 5;
    private const long RecentNs = RecentSeconds * 1_000_000_000L;

    /// <summary>Looks that are closer to one another than this are one to the rate: several displays may watch.</summary>
    private const long LeastBetweenNs = 50_000_000;

    private readonly NativeColumn<long> _issuedAt;
    private readonly NativeColumn<long> _completedAt;
    private readonly NativeColumn<long>? _ticks;
    private readonly QuerySchedule _schedule;
    private readonly TestScenario _scenario;
    private readonly IntervalClock _interval;
    private readonly long _startNs;
    private readonly LatencyHistogram _all = new();
    private readonly LatencyHistogram _recent = new();
    private readonly LatencyHistogram[] _bySecond = [.. Enumerable.Range(0, RecentSeconds + 1).Select(static _ => new LatencyHistogram())];
    private readonly long[] _secondOf = new long[RecentSeconds + 1];

    // Records that were issued and not done when they were looked at, and how many each stands for.
    private readonly List<(long Slot, long StandsFor)> _open = [];
    private readonly Queue<(long AtNs, long Completed)> _looks = new();
    private ulong _random = 0x9E3779B97F4A7C15;
    private long _lastLookNs;
    private long _next;

    /// <param name="series">A series that has started.</param>
    public LiveFigures(Series series)
    {
        _issuedAt = series.IssuedColumn;
        _completedAt = series.CompletedColumn;
        _ticks = series.Ticks;
        _schedule = series.Schedule;
        _scenario = series.Settings.Scenario;
        _interval = new IntervalClock(series.Settings.IntervalNs);
        _startNs = series.StartNs;
        _lastLookNs = _startNs;
        _looks.Enqueue((_startNs, 0));
    }

    /// <summary>Samples completed per second over <see cref="RecentS"/>, 0 if none.</summary>
    public double RecentPerS { get; private set; }

    /// <summary>Seconds that <see cref="RecentPerS"/> covers: from the oldest look of the last five seconds on, or from the last one if that is longer ago.</summary>
    public double RecentS { get; private set; }

    /// <summary>Looks at what was completed since the last time.</summary>
    /// <param name="slotEnd">One past the last slot that was issued.</param>
    /// <param name="completed">Samples completed so far.</param>
    /// <param name="nowNs">Now, on the test's clock.</param>
    public void Follow(long slotEnd, long completed, long nowNs)
    {
        Count(completed, nowNs);
        int kept = 0;
        for (int i = 0; i < _open.Count; i++)
        {
            if (!TryAdd(_open[i].Slot, _open[i].StandsFor, nowNs))
                _open[kept++] = _open[i];
        }

        _open.RemoveRange(kept, _open.Count - kept);
        long step = Math.Max(1, (slotEnd - _next + MostPerLook - 1) / MostPerLook);
        for (; _next < slotEnd; _next += step)
        {
            // Any one of each step's: what comes back regularly must not always be hit, or never.
            long standsFor = Math.Min(step, slotEnd - _next);
            long slot = step == 1 ? _next : _next + Draw(standsFor);
            if (!TryAdd(slot, standsFor, nowNs))
                _open.Add((slot, standsFor));
        }

        _next = slotEnd;
        while (_open.Count > MostOpen)
            ThinOut();
    }

    /// <summary>Percentile over all samples completed so far, in ns; 0 if none.</summary>
    public long At(double fraction) => _all.At(fraction);

    /// <summary>Median and 99th percentile over the samples completed in the last five seconds, in ns; 0 if none.</summary>
    public (long P50, long P99) RecentAt(long nowNs)
    {
        _recent.Clear();
        long second = SecondOf(nowNs);
        for (int i = 0; i < _bySecond.Length; i++)
        {
            if (_secondOf[i] > second - RecentSeconds)
                _recent.Add(_bySecond[i]);
        }

        return (_recent.At(0.50), _recent.At(0.99));
    }

    public void Dispose()
    {
        _all.Dispose();
        _recent.Dispose();
        foreach (var second in _bySecond)
            second.Dispose();
    }

    /// <summary>Lets one of every two records that aren't done speak for the other too.</summary>
    private void ThinOut()
    {
        int kept = 0;
        for (int i = 0; i < _open.Count; i += 2)
        {
            int both = Math.Min(2, _open.Count - i);
            long slot = _open[i + (int)Draw(both)].Slot;
            _open[kept++] = (slot, _open[i].StandsFor + (both > 1 ? _open[i + 1].StandsFor : 0));
        }

        _open.RemoveRange(kept, _open.Count - kept);
    }

    /// <summary>A number from 0 to below <paramref name="end"/>, any as likely (xorshift, Marsaglia 2003).</summary>
    private long Draw(long end)
    {
        _random ^= _random << 13;
        _random ^= _random >> 7;
        _random ^= _random << 17;
        return (long)(((UInt128)_random * (ulong)end) >> 64);
    }

    private void Count(long completed, long nowNs)
    {
        while (_looks.Count > 1 && nowNs - _looks.Peek().AtNs > RecentNs)
            _looks.Dequeue();
        var (sinceNs, before) = _looks.Peek();
        RecentS = (nowNs - sinceNs) / 1e9;
        RecentPerS = nowNs > sinceNs ? Math.Max(0, completed - before) / RecentS : 0;
        if (nowNs - _lastLookNs < LeastBetweenNs)
            return;
        _looks.Enqueue((nowNs, completed));
        _lastLookNs = nowNs;
    }

    private bool TryAdd(long slot, long standsFor, long nowNs)
    {
        long done = _completedAt[slot];
        if (done is 0 or Series.NeverDone)
            return false;
        long latency = done - DueAt(slot);
        _all.Add(latency, standsFor);
        long second = SecondOf(done);
        if (second <= SecondOf(nowNs) - RecentSeconds)
            return true;
        int i = (int)(second % _bySecond.Length);
        if (_secondOf[i] != second)
        {
            _bySecond[i].Clear();
            _secondOf[i] = second;
        }

        _bySecond[i].Add(latency, standsFor);
        return true;
    }

    /// <summary>As <see cref="Series.ScheduledAt"/>.</summary>
    private long DueAt(long slot)
    {
        long query = _schedule.SamplesPerQuery == 1 ? slot : slot / _schedule.SamplesPerQuery;
        return _scenario switch
        {
            TestScenario.Server => _startNs + _schedule.OffsetNs(query),
            TestScenario.Offline => _startNs,
            TestScenario.MultiStreamFixedInterval => _startNs + _interval.OffsetNs(_ticks![query]),
            _ => _issuedAt[query],
        };
    }

    /// <summary>From 1, so that 0 means a second that never was.</summary>
    private long SecondOf(long ns) => Math.Max((ns - _startNs) / 1_000_000_000, 0) + 1;
}
