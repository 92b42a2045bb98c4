using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;

namespace NativeBench.LoadGen.Issuing;

/// <summary>Server: each query at its time, whether or not earlier ones are done.</summary>
/// <remarks>With several threads, thread k of n issues queries k, k + n, k + 2n and so on.</remarks>
internal sealed class ServerIssuer(TestContext test, Series series, ScheduleFeeder feeder, int thread, int threads) : QueryIssuer(test, series, feeder)
{
    private NativeArray<QuerySample> _query = new(1024);

    protected override int Thread => thread;

    public override void Dispose()
    {
        _query.Dispose();
        base.Dispose();
    }

    public override void Run()
    {
        ulong firstId = (ulong)Series.FirstSampleId + 1;
        bool coalesce = Series.Settings.Requested.ServerCoalesceQueries;
        var time = Test.Time;
        var trace = Test.Trace;
        long start = Series.StartNs;
        long available = Schedule.Available;

        long issued = 0;
        for (long q = thread; ;)
        {
            if (q >= available)
            {
                if (!Feeder.WaitFor(q))
                    return;
                available = Schedule.Available;
            }

            long loopBegin = trace?.NowNs ?? 0;
            long due = start + Schedule.OffsetNs(q);
            long now = time.NowNs;
            while (now < due && !Test.StopIssuing)
            {
                time.SleepUntil(Math.Min(due, now + time.LongestSleepNs));
                now = time.NowNs;
            }

            if (Test.StopIssuing)
                return;
            trace?.Span("Scheduling", loopBegin);

            int count = 1;
            _query.Span[0] = new QuerySample(firstId + (ulong)q, Schedule.SampleIndex(q));
            Record(q, now);
            if (coalesce)
                count = Coalesce(q, now, firstId);
            if (!Issue(_query.Span[..count], loopBegin))
                return;
            q += (long)count * threads;
            issued += count;
            if (Ends(issued, now - start))
                return;
        }
    }

    protected override long Share(long count) => (count / threads) + (thread < count % threads ? 1 : 0);

    /// <summary>Takes in every following query that is due by now; each keeps its own schedule.</summary>
    private int Coalesce(long first, long now, ulong firstId)
    {
        int count = 1;
        for (long q = first + threads; ; q += threads, count++)
        {
            if (q >= Schedule.Available && !Feeder.WaitFor(q))
                return count;
            if (Series.StartNs + Schedule.OffsetNs(q) > now)
                return count;
            if (count == _query.Span.Length)
                GrowQuery();
            _query.Span[count] = new QuerySample(firstId + (ulong)q, Schedule.SampleIndex(q));
            Record(q, now);
        }
    }

    private void Record(long q, long now)
    {
        if (threads == 1)
            Series.RecordIssue(q, now, 1);
        else
            Series.RecordSharedIssue(q, now);
    }

    private void GrowQuery()
    {
        var larger = new NativeArray<QuerySample>(2 * _query.Span.Length);
        _query.Span.CopyTo(larger.Span);
        _query.Dispose();
        _query = larger;
    }
}
