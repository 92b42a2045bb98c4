namespace NativeBench.LoadGen.Recording;

/// <summary>
/// Percentiles of a running series, made by the thread that wants to see them: it looks at each record once, and adds its
/// latency to a histogram. The running test does nothing for it. Of a series of more than a million expected samples an even
/// spread is looked at. For one thread at a time.
/// </summary>
internal sealed class LiveFigures(Series series)
{
    private const long MostFollowed = 1 << 20;
    private const int RecentSeconds = 5;

    private readonly LatencyHistogram _all = new();
    private readonly LatencyHistogram _recent = new();
    private readonly LatencyHistogram[] _bySecond = [.. Enumerable.Range(0, RecentSeconds + 1).Select(static _ => new LatencyHistogram())];
    private readonly long[] _secondOf = new long[RecentSeconds + 1];
    private readonly List<long> _open = [];
    private long _step;
    private long _next;

    /// <summary>Looks at what was completed since the last time.</summary>
    /// <param name="nowNs">Now, on the test's clock.</param>
    public void Follow(long nowNs)
    {
        if (_step == 0)
            _step = Math.Max(1, Expected() / MostFollowed);
        int kept = 0;
        for (int i = 0; i < _open.Count; i++)
        {
            if (!TryAdd(_open[i], nowNs))
                _open[kept++] = _open[i];
        }

        _open.RemoveRange(kept, _open.Count - kept);
        for (long end = series.SlotEnd; _next < end; _next += _step)
        {
            if (!TryAdd(_next, nowNs) && _open.Count < MostFollowed)
                _open.Add(_next);
        }
    }

    /// <summary>Samples that the series is meant to have: more than are generated when a long one begins.</summary>
    private long Expected()
    {
        var settings = series.Settings;
        double byTime = settings.TargetDurationMs / 1000.0 * settings.TargetQps;
        double queries = Math.Max(Math.Max(byTime, settings.MinQueryCount), series.Schedule.Available);
        return (long)Math.Min(queries * series.Schedule.SamplesPerQuery, long.MaxValue / 2);
    }

    /// <summary>Percentile over all samples completed so far, in ns; 0 if none.</summary>
    public long At(double fraction) => _all.At(fraction);

    /// <summary>Percentile over the samples completed in the last five seconds, in ns; 0 if none.</summary>
    public long RecentAt(double fraction, long nowNs)
    {
        _recent.Clear();
        long second = SecondOf(nowNs);
        for (int i = 0; i < _bySecond.Length; i++)
        {
            if (_secondOf[i] > second - RecentSeconds)
                _recent.Add(_bySecond[i]);
        }

        return _recent.At(fraction);
    }

    /// <summary>Samples completed in the last five seconds; where only a spread of them is looked at, as many as it stands for.</summary>
    public long RecentCount(long nowNs)
    {
        long second = SecondOf(nowNs);
        long count = 0;
        for (int i = 0; i < _bySecond.Length; i++)
        {
            if (_secondOf[i] > second - RecentSeconds)
                count += _bySecond[i].Count;
        }

        return count * Math.Max(1, _step);
    }

    /// <summary>What "recent" covers after <paramref name="elapsedS"/> seconds: the second that has begun and the four before it.</summary>
    public static double RecentSpanS(double elapsedS) =>
        Math.Min(elapsedS, RecentSeconds - 1 + (elapsedS - Math.Floor(elapsedS)));

    private bool TryAdd(long slot, long nowNs)
    {
        long done = series.CompletedAt(slot);
        if (done == 0)
            return false;
        long latency = done - series.ScheduledAt(series.QueryOf(slot));
        _all.Add(latency);
        long second = SecondOf(done);
        if (second <= SecondOf(nowNs) - RecentSeconds)
            return true;
        int i = (int)(second % _bySecond.Length);
        if (_secondOf[i] != second)
        {
            _bySecond[i].Clear();
            _secondOf[i] = second;
        }

        _bySecond[i].Add(latency);
        return true;
    }

    /// <summary>From 1, so that 0 means a second that never was.</summary>
    private long SecondOf(long ns) => Math.Max((ns - series.StartNs) / 1_000_000_000, 0) + 1;
}
