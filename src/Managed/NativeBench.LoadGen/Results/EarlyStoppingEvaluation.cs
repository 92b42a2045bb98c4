using System.Globalization;
using NativeBench.LoadGen.Logging;

namespace NativeBench.LoadGen.Results;

/// <summary>Early stopping's verdict on a series, with the official words.</summary>
internal sealed record EarlyStoppingEvaluation(bool Met, string Text, long EstimateNs, long Estimate99Ns)
{
    /// <summary>SingleStream reports an estimate at this percentile too, whatever its own is.</summary>
    private const double SecondPercentile = 0.99;

    /// <summary>The ranks of a list of <paramref name="queries"/> times that <see cref="ForStream"/> will read.</summary>
    public static long[] Ranks(long queries, double percentile)
        => [queries - EarlyStopping.Discards(queries, percentile), queries - EarlyStopping.Discards(queries, SecondPercentile)];

    /// <summary>SingleStream and MultiStream: an estimate of the percentile from what was measured, if that's enough.</summary>
    public static EarlyStoppingEvaluation ForStream(TestScenario scenario, Distribution latencies, long queries, double percentile)
    {
        long needed = EarlyStopping.MinQueriesInTime(1, percentile) + 1;
        if (queries < needed)
        {
            return new EarlyStoppingEvaluation(
                false, Invariant($" * Only processed {queries} queries.\n * Need to process at least {needed} queries for early stopping."), 0, 0);
        }

        long discards = EarlyStopping.Discards(queries, percentile);
        long estimate = latencies.At(queries - discards);
        string text = Invariant($" * Processed at least {needed} queries ({queries}).\n * Would discard {discards - 1} highest latency queries.\n * Early stopping {Percent(percentile)}th percentile estimate: {estimate}");
        if (scenario != TestScenario.SingleStream)
            return new EarlyStoppingEvaluation(true, text, estimate, 0);

        long neededSecond = EarlyStopping.MinQueriesInTime(1, SecondPercentile) + 1;
        if (queries < neededSecond)
        {
            text += Invariant($"\n * Not enough queries processed for {Percent(SecondPercentile)}th percentile\n early stopping estimate (would need to process at\n least {neededSecond} total queries).");
            return new EarlyStoppingEvaluation(true, text, estimate, 0);
        }

        long second = latencies.At(queries - EarlyStopping.Discards(queries, SecondPercentile));
        text += Invariant($"\n * Early stopping {Percent(SecondPercentile)}th percentile estimate: {second}");
        return new EarlyStoppingEvaluation(true, text, estimate, second);
    }

    /// <summary>Server: are there few enough late queries for so many?</summary>
    public static EarlyStoppingEvaluation ForServer(long late, long queries, double percentile)
    {
        if (EarlyStopping.IsMet(queries, late, percentile))
            return new EarlyStoppingEvaluation(true, " * Run successful.", 0, 0);
        long more = EarlyStopping.MinQueriesInTime(late, percentile) + late - queries;
        return new EarlyStoppingEvaluation(
            false,
            Invariant($" * Run unsuccessful.\n * Processed {queries} queries.\n * Would need to run at least {more} more queries,\n with the run being successful if every additional\n query were under latency."),
            0,
            0);
    }

    private static string Percent(double fraction) => CFormat.Fixed(fraction * 100, 1);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
