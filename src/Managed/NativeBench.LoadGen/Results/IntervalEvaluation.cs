using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Results;

/// <summary>
/// What MultiStreamFixedInterval is judged by: the number of intervals that each query took (mlcommons/inference up to r1.1,
/// <c>loadgen/loadgen.cc</c>, whose words the recommendations are).
/// </summary>
internal static class IntervalEvaluation
{
    public const string DurationAdvice = "MultiStream should always meet the minimum duration. Please file a bug.";

    /// <summary>The figures of a finished series.</summary>
    /// <param name="series">Its records.</param>
    /// <param name="doneAt">When all samples of a query were done; 0 if they weren't.</param>
    public static IntervalFigures Of(Series series, Func<long, long> doneAt)
    {
        long queries = series.IssuedQueries;
        double percentile = series.Settings.TargetLatencyPercentile;
        long skipped = 0;
        for (long q = 0; q < queries; q++)
            skipped += Math.Max(Taken(q) - 1, 0);

        var all = new Distribution(Read, percentile);
        return new IntervalFigures
        {
            SkippedIntervals = skipped,
            OvertimeQueryCount = all.CountOver(1),
            AtTargetPercentile = all.At(percentile),
            Percentiles = [.. ReportedPercentiles.Of(all.Figures)],
        };

        long Taken(long q) => q + 1 < queries ? series.Ticks![q + 1] - series.Ticks[q] : TakenByLast(series, q, doneAt(q));

        int Read(ref long q, Span<long> block)
        {
            int n = 0;
            for (; q < queries && n < block.Length; q++)
                block[n++] = Taken(q);
            return n;
        }
    }

    /// <summary>
    /// The 99th percentile may not have skipped an interval. That is the element trunc(0.99 n) of the sorted list, so of n
    /// queries n - trunc(0.99 n) late ones are too many: with 200, two; with 270336, 2704.
    /// </summary>
    public static bool Constraint(IntervalFigures figures, List<string> recommendations)
    {
        if (figures.AtTargetPercentile < 2)
            return true;
        recommendations.Add("Reduce samples per query to improve latency.");
        return false;
    }

    /// <summary>No query follows the last one, so its latency says how many intervals it would have cost.</summary>
    private static long TakenByLast(Series series, long q, long doneAtNs)
    {
        // One that never completed isn't on time, whatever its latency would have been.
        if (doneAtNs == 0)
            return 2;
        long tick = series.Ticks![q];
        return new IntervalClock(series.Settings.IntervalNs).FirstFrom(doneAtNs - series.StartNs, tick) - tick;
    }
}
