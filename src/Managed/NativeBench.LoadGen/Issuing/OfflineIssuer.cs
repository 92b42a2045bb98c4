using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;

namespace NativeBench.LoadGen.Issuing;

/// <summary>Offline: everything in one query.</summary>
internal sealed class OfflineIssuer(TestContext test, Series series, ScheduleFeeder feeder) : QueryIssuer(test, series, feeder)
{
    public override void Run()
    {
        for (long q = 0; Feeder.WaitFor(q); q++)
        {
            if (Test.StopIssuing)
                return;
            var samples = Schedule.OfflineSamples;
            long now = Test.Time.NowNs;
            Series.RecordIssue(q, now, samples.Length);
            if (!Issue(samples, now))
                return;
            if (Ends(q + 1, now - Series.StartNs))
                return;
        }

        RanOut = Series.Mode != TestMode.AccuracyOnly;
    }
}
