using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;

namespace NativeBench.LoadGen.Issuing;

/// <summary>SingleStream and MultiStream: the next query when all samples of the last one are done.</summary>
internal sealed class ClosedLoopIssuer(TestContext test, Series series, ScheduleFeeder feeder) : QueryIssuer(test, series, feeder)
{
    public override void Run()
    {
        int perQuery = checked((int)Schedule.SamplesPerQuery);
        using var samples = new NativeArray<QuerySample>(perQuery);
        var query = samples.Span;
        ulong firstId = (ulong)Series.FirstSampleId + 1;
        long available = Schedule.Available;
        long issuedSamples = 0;
        var trace = Test.Trace;

        for (long q = 0; ; q++)
        {
            if (q >= available)
            {
                if (!Feeder.WaitFor(q))
                    break;
                available = Schedule.Available;
            }

            // The next query is made while the last one runs.
            if (perQuery == 1)
                query[0] = new QuerySample(firstId + (ulong)issuedSamples, Schedule.SampleIndex(q));
            else
                Schedule.FillSamples(q, firstId + (ulong)issuedSamples, query);

            long loopBegin = trace?.NowNs ?? 0;
            if (!Test.Gate.WaitFor(issuedSamples) || Test.StopIssuing)
                return;
            trace?.Span("Waiting", loopBegin);

            long now = Test.Time.NowNs;
            issuedSamples += perQuery;
            Series.RecordIssue(q, now, perQuery);
            if (!Issue(query, loopBegin))
                return;
            if (Ends(q + 1, now - Series.StartNs))
                return;
        }

        RanOut = Series.Mode != TestMode.AccuracyOnly;
    }
}
