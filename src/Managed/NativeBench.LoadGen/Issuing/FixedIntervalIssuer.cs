using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Issuing;

/// <summary>
/// MultiStreamFixedInterval: a query at every tick at which the last one is done; other ticks are skipped, and what is left
/// moves back by an interval (mlcommons/inference up to r1.1, <c>loadgen/issue_query_controller.cc</c>, MultiStream with one
/// outstanding query).
/// </summary>
/// <remarks>
/// The old LoadGen waited for the completion and then took the first tick not yet past, so that its own hand-over between
/// threads could cost an interval. Here the issuer sleeps from tick to tick and compares the time of completion with the
/// tick: a query that is done by a tick is followed by one at that tick, as the rule says.
/// </remarks>
internal sealed class FixedIntervalIssuer(TestContext test, Series series, ScheduleFeeder feeder) : QueryIssuer(test, series, feeder)
{
    private readonly IntervalClock _clock = new(series.Settings.IntervalNs);

    public override void Run()
    {
        int perQuery = checked((int)Schedule.SamplesPerQuery);
        using var samples = new NativeArray<QuerySample>(perQuery);
        var query = samples.Span;
        ulong firstId = (ulong)Series.FirstSampleId + 1;
        var trace = Test.Trace;
        long tick = 0;

        for (long q = 0; Feeder.WaitFor(q); q++)
        {
            Schedule.FillSamples(q, firstId + (ulong)(q * perQuery), query);
            long loopBegin = trace?.NowNs ?? 0;
            tick = WaitForTick(tick, q);
            if (tick == 0)
                return;
            trace?.Span("Scheduling", loopBegin);

            long now = Test.Time.NowNs;
            Series.Ticks![q] = tick;
            Series.RecordIssue(q, now, perQuery);
            if (!Issue(query, loopBegin))
                return;
            if (Ends(q + 1, now - Series.StartNs))
                return;
        }

        RanOut = Series.Mode != TestMode.AccuracyOnly;
    }

    /// <summary>Sleeps to the tick of query <paramref name="q"/> and returns its number; 0 when there's nothing left to wait for.</summary>
    private long WaitForTick(long last, long q)
    {
        long issued = q * Schedule.SamplesPerQuery;
        long progressNs = Test.Time.NowNs;
        long completed = -1;

        // A system that computes in IssueQuery may have kept this thread for several intervals.
        long tick = _clock.FirstFrom(progressNs - Series.StartNs, last + 1);
        while (SleepUntil(Series.StartNs + _clock.OffsetNs(tick)))
        {
            if (Test.Gate.Completed >= issued && IsDone(q - 1, Series.StartNs + _clock.OffsetNs(tick)))
                return tick;
            long now = Test.Time.NowNs;
            if (Test.Gate.Completed != completed)
                (completed, progressNs) = (Test.Gate.Completed, now);
            else if (Test.CompletionTimeout is { } limit && now - progressNs > limit.TotalNanoseconds)
                return 0;
            tick = _clock.FirstFrom(now - Series.StartNs, tick + 1);
        }

        return 0;
    }

    private bool SleepUntil(long dueNs)
    {
        long now = Test.Time.NowNs;
        while (now < dueNs && !Test.StopIssuing)
        {
            Test.Time.SleepUntil(Math.Min(dueNs, now + Test.Time.LongestSleepNs));
            now = Test.Time.NowNs;
        }

        return !Test.StopIssuing;
    }

    /// <summary>Whether the completed query <paramref name="q"/> was done by a time: the sleep may have lasted a little longer.</summary>
    private bool IsDone(long q, long byNs)
    {
        long begin = Math.Max(q, 0) * Schedule.SamplesPerQuery;
        long end = (q + 1) * Schedule.SamplesPerQuery;
        for (long slot = begin; slot < end; slot++)
        {
            if (Series.CompletedAt(slot) > byNs)
                return false;
        }

        return true;
    }
}
