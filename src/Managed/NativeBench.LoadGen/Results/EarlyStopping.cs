namespace NativeBench.LoadGen.Results;

/// <summary>
/// Early stopping (MLPerf Inference rules, appendix "Early Stopping Criterion"; mlcommons/inference
/// <c>loadgen/early_stopping.cc</c>): with how many queries over the latency bound may a run of a given length still
/// claim, at 99 % confidence, that the percentile holds?
/// </summary>
internal static class EarlyStopping
{
    /// <summary>1 - confidence as the official code computes it in double: 0.010000000000000009.</summary>
    private const double Doubt = 1 - 0.99;

    /// <summary>A term this small beside the sum ends the summation.</summary>
    private const double Negligible = 1e-17;

    /// <summary>
    /// P(at most <paramref name="late"/> of <paramref name="inTime"/> + <paramref name="late"/> queries are late) when
    /// each is late with probability 1 - <paramref name="percentile"/>: the regularised incomplete beta function
    /// I_p(inTime, late + 1).
    /// </summary>
    public static double Odds(long inTime, long late, double percentile)
    {
        // The largest term first, from a form without cancellation; the others by their ratios, until they don't count.
        double n = (double)inTime + late;
        double mode = Math.Min(late, Math.Floor((n + 1) * (1 - percentile)));
        double largest = Binomial.Density(mode, n, 1 - percentile);
        double ratio = percentile / (1 - percentile);
        double sum = largest;
        double term = largest;
        for (double k = mode; k > 0 && term > sum * Negligible; k--)
        {
            term *= k / (n - k + 1) * ratio;
            sum += term;
        }

        term = largest;
        for (double k = mode + 1; k <= late && term > sum * Negligible; k++)
        {
            term *= (n - k + 1) / k / ratio;
            sum += term;
        }

        return sum;
    }

    /// <summary>The smallest number of queries in time that lets <paramref name="late"/> late ones pass.</summary>
    public static long MinQueriesInTime(long late, double percentile)
    {
        long high = Math.Max(1, (long)(late * percentile / (1 - percentile)));
        long low = 0;
        while (!Passes(high, late, percentile))
        {
            low = high;
            high = checked(2 * high);
        }

        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (Passes(middle, late, percentile))
                high = middle;
            else
                low = middle;
        }

        return high;
    }

    /// <summary>Whether a run with <paramref name="late"/> of <paramref name="queries"/> over the bound may stop.</summary>
    public static bool IsMet(long queries, long late, double percentile)
        => late < queries && Passes(queries - late, late, percentile);

    /// <summary>
    /// The largest t (at least 1) so that t late queries among <paramref name="queries"/> would pass: the estimate is then
    /// sorted latency number queries - t. 0 if there are too few queries for any.
    /// </summary>
    public static long Discards(long queries, double percentile)
    {
        if (!IsMet(queries, 1, percentile))
            return 0;
        long low = 1;
        long high = queries;
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            if (IsMet(queries, middle, percentile))
                low = middle;
            else
                high = middle;
        }

        return low;
    }

    private static bool Passes(long inTime, long late, double percentile) => Odds(inTime, late, percentile) < Doubt;
}
