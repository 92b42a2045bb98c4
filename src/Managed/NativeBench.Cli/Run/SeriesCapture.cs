using NativeBench.LoadGen;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>
/// Copies the times of the series that a result is about, when it's over; slices and histogram are made of them after the test.
/// </summary>
internal sealed class SeriesCapture
{
    /// <summary>More samples (16 bytes each) are left to LoadGen's own figures.</summary>
    public const long MostSamples = 50_000_000;

    private readonly List<(long Items, long LastNs, DateTimeOffset StartUtc, MeasuredSeries Series)> _kept = [];
    private readonly List<RatePointData> _rates = [];
    private readonly bool _keepAll;

    /// <summary>A search makes several series and reports one of them: <paramref name="keepAll"/>.</summary>
    public SeriesCapture(bool keepAll) => _keepAll = keepAll;

    /// <summary>What each Server series of a search gave, in order.</summary>
    public IReadOnlyList<RatePointData> Rates => _rates;

    /// <summary>Takes a copy; to be given to LoadGen.</summary>
    public void Take(SeriesRecords records)
    {
        if (records.Mode == TestMode.AccuracyOnly || records.Count > MostSamples)
            return;
        var queries = records.Scenario is TestScenario.MultiStream or TestScenario.MultiStreamFixedInterval;
        var per = queries ? records.SamplesPerQuery : 1;
        var done = new long[records.Count / per];
        var latency = new long[done.Length];
        var n = 0;
        long last = 0;
        for (long item = 0; item < done.Length; item++)
        {
            var times = records[item * per];
            var end = times.CompletedNs;
            for (var i = 1; i < per && end != SampleTimes.Never; i++)
            {
                var other = records[(item * per) + i].CompletedNs;
                end = other == SampleTimes.Never ? other : Math.Max(end, other);
            }

            if (end == SampleTimes.Never)
                continue;
            (done[n], latency[n]) = (end, end - times.ScheduledNs);
            last = Math.Max(last, end);
            n++;
        }

        Array.Resize(ref done, n);
        Array.Resize(ref latency, n);
        if (!_keepAll)
            _kept.Clear();
        else if (records.Scenario == TestScenario.Server && n > 1)
            _rates.Add(RatePoint(records, latency, last));
        _kept.Add((records.Count, last, records.StartUtc, new MeasuredSeries(done, latency) { ItemsAreQueries = queries, SamplesPerItem = per }));
    }

    /// <summary>Percentile p is element trunc(n p) of the sorted list, as LoadGen has it.</summary>
    private static RatePointData RatePoint(SeriesRecords records, long[] latency, long lastNs)
    {
        var sorted = (long[])latency.Clone();
        Array.Sort(sorted);
        return new RatePointData
        {
            ScheduledSamplesPerS = Math.Round(records.Count / (Math.Max(1, records[records.Count - 1].ScheduledNs) / 1e9), 3),
            CompletedSamplesPerS = Math.Round(sorted.Length / (Math.Max(1, lastNs) / 1e9), 3),
            LatencyP50Ns = At(0.5),
            LatencyP90Ns = At(0.9),
            LatencyP99Ns = At(0.99),
        };

        long At(double percentile) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * percentile))];
    }

    /// <summary>The series that a result's figures are of, and when it began; null if it wasn't kept.</summary>
    public (MeasuredSeries Series, DateTimeOffset StartUtc)? Of(TestResult result)
    {
        if (result.Performance is not { } performance)
            return null;
        foreach (var (items, lastNs, startUtc, series) in _kept)
        {
            if (items == performance.SampleCount && lastNs / 1e9 == performance.DurationS)
                return (series.At(performance.TargetPercentile.Fraction), startUtc);
        }

        return null;
    }
}
