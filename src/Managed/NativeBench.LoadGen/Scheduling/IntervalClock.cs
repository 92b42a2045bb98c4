namespace NativeBench.LoadGen.Scheduling;

/// <summary>
/// The ticks of a fixed interval. Tick n is n intervals after the start of the series, cut to a nanosecond; the first
/// query is for tick 1 (mlcommons/inference up to r1.1, <c>loadgen/issue_query_controller.cc</c>).
/// </summary>
/// <param name="IntervalNs">Time from tick to tick; not always a whole number, as with 15 queries a second.</param>
internal readonly record struct IntervalClock(double IntervalNs)
{
    /// <summary>When a tick is, in ns after the start.</summary>
    public long OffsetNs(long tick) => (long)(tick * IntervalNs);

    /// <summary>The first tick that isn't before <paramref name="offsetNs"/>, and not before <paramref name="earliest"/>.</summary>
    public long FirstFrom(long offsetNs, long earliest)
    {
        if (OffsetNs(earliest) >= offsetNs)
            return earliest;
        long tick = (long)(offsetNs / IntervalNs);
        while (OffsetNs(tick) < offsetNs)
            tick++;
        return tick;
    }
}
