using System.Numerics;

namespace NativeBench.Datasets.Metrics;

/// <summary>Area under the receiver operating characteristic.</summary>
public static class RocAuc
{
    /// <summary>
    /// The probability that a positive scores higher than a negative, ties counting one half: the ranks of the positives with
    /// mean ranks for ties. Equal to scikit-learn's <c>roc_auc_score</c>.
    /// </summary>
    /// <param name="scores">Any order, no NaN.</param>
    /// <param name="positive">As long; whether the item is a positive.</param>
    /// <returns>0 to 1; NaN if one of the kinds is absent.</returns>
    /// <exception cref="ArgumentException">The lengths differ, or a score is NaN.</exception>
    public static double Exact(ReadOnlySpan<float> scores, ReadOnlySpan<bool> positive) => OfRanks(scores, positive);

    /// <inheritdoc cref="Exact(ReadOnlySpan{float}, ReadOnlySpan{bool})"/>
    public static double Exact(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive) => OfRanks(scores, positive);

    /// <summary>
    /// MLPerf Tiny's simplified curve: 101 thresholds from the smallest score in steps of 1 % of the range, a score above
    /// the threshold counts as positive, the first point is forced to (1, 1), trapezoids between.
    /// </summary>
    /// <param name="scores">Any order, no NaN.</param>
    /// <param name="positive">As long; whether the item is an anomaly.</param>
    /// <returns>0 to 1; NaN if one of the kinds is absent.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Simplified(ReadOnlySpan<double> scores, ReadOnlySpan<bool> positive)
    {
        const int Steps = 101;
        if (scores.Length != positive.Length)
            throw new ArgumentException($"{scores.Length} scores and {positive.Length} labels.", nameof(positive));
        var positives = positive.Count(true);
        var negatives = positive.Length - positives;
        if (positives == 0 || negatives == 0)
            return double.NaN;
        double smallest = double.PositiveInfinity, largest = double.NegativeInfinity;
        foreach (var score in scores)
        {
            smallest = Math.Min(smallest, score);
            largest = Math.Max(largest, score);
        }
        var area = 0.0;
        double lastX = 1, lastY = 1;
        for (var step = 1; step < Steps; step++)
        {
            var threshold = smallest + (step * 0.01 * (largest - smallest));
            int trueOnes = 0, falseOnes = 0;
            for (var i = 0; i < scores.Length; i++)
                if (scores[i] > threshold)
                {
                    if (positive[i])
                        trueOnes++;
                    else
                        falseOnes++;
                }
            double x = falseOnes / (double)negatives, y = trueOnes / (double)positives;
            area += (lastX - x) * (y + lastY) / 2;
            (lastX, lastY) = (x, y);
        }
        return area;
    }

    private static double OfRanks<T>(ReadOnlySpan<T> scores, ReadOnlySpan<bool> positive)
        where T : struct, IFloatingPointIeee754<T>
    {
        if (scores.Length != positive.Length)
            throw new ArgumentException($"{scores.Length} scores and {positive.Length} labels.", nameof(positive));
        var sorted = scores.ToArray();
        if (ContainsNaN(scores))
            throw new ArgumentException("A score is NaN.", nameof(scores));
        var labels = positive.ToArray();
        // Sorting the labels along is much faster than sorting indices: DLRM has 89 million pairs.
        Array.Sort(sorted, labels);
        long positives = 0;
        // Twice the sum of the ranks (1-based, so that mean ranks of ties stay whole).
        Int128 twiceRanks = 0;
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            long here = 0;
            for (end = start; end < sorted.Length && sorted[end] == sorted[start]; end++)
                here += labels[end] ? 1 : 0;
            positives += here;
            twiceRanks += (Int128)here * (start + 1L + end);
        }
        var negatives = sorted.Length - positives;
        if (positives == 0 || negatives == 0)
            return double.NaN;
        return (double)(twiceRanks - ((Int128)positives * (positives + 1))) / 2 / positives / negatives;
    }

    private static bool ContainsNaN<T>(ReadOnlySpan<T> values)
        where T : struct, IFloatingPointIeee754<T>
    {
        foreach (var value in values)
            if (T.IsNaN(value))
                return true;
        return false;
    }
}
