namespace NativeBench.Results;

/// <summary>
/// The interval of a ratio of two means by the studentised bootstrap (Efron and Tibshirani 1993, chapter 12): slices are drawn
/// again with replacement, and how far the drawn ratio lies from the real one, in its own standard errors, says how far that may
/// lie from the truth. Unlike the plain percentile bootstrap it keeps its word with a dozen slices.
/// </summary>
public static class RatioEstimator
{
    /// <summary>With fewer values on a side there's no interval.</summary>
    public const int LeastValues = 8;

    private const int Resamples = 2000;

    /// <summary>The interval of mean(<paramref name="second"/>) / mean(<paramref name="first"/>), or null if there are too few values.</summary>
    /// <param name="first">Values of the slices of the first measurement; positive.</param>
    /// <param name="second">Values of the slices of the second.</param>
    /// <param name="ratio">The ratio of the figures that the slices are parts of; the interval is put around it.</param>
    public static RatioInterval? FromSlices(ReadOnlySpan<double> first, ReadOnlySpan<double> second, double ratio)
    {
        if (first.Length < LeastValues || second.Length < LeastValues || !double.IsFinite(ratio) || ratio <= 0)
            return null;
        var a = Moments.Of(first);
        var b = Moments.Of(second);
        if (a.Mean <= 0 || b.Mean <= 0)
            return null;
        var centre = Math.Log(b.Mean / a.Mean);
        var distances = new double[Resamples];
        var random = new Draws(0x9E3779B97F4A7C15);
        var count = 0;
        for (var i = 0; i < Resamples; i++)
        {
            var drawnA = Moments.OfDrawn(first, ref random);
            var drawnB = Moments.OfDrawn(second, ref random);
            if (drawnA.Mean <= 0 || drawnB.Mean <= 0)
                continue;
            var error = Error(drawnA, drawnB);
            distances[count++] = error > 0 ? (Math.Log(drawnB.Mean / drawnA.Mean) - centre) / error : 0;
        }

        if (count == 0)
            return null;
        Array.Sort(distances, 0, count);
        var tail = (1 - RatioInterval.Confidence) / 2;

        // Neighbouring slices are alike (heat, other work), so their mean is less certain than as many independent ones'.
        var width = Error(a with { Variance = a.Variance * Dependence(first, a) }, b with { Variance = b.Variance * Dependence(second, b) });
        return new RatioInterval(
            ratio,
            ratio * Math.Exp(-At(distances, count, 1 - tail) * width),
            ratio * Math.Exp(-At(distances, count, tail) * width));
    }

    /// <summary>The interval from pairs of runs made in turn, by Student's t on the logarithms; null with fewer than three pairs.</summary>
    /// <param name="ratios">Second over first, one a pair; positive.</param>
    public static RatioInterval? FromPairs(ReadOnlySpan<double> ratios)
    {
        if (ratios.Length < 3)
            return null;
        var logs = new double[ratios.Length];
        for (var i = 0; i < logs.Length; i++)
        {
            if (!(ratios[i] > 0) || !double.IsFinite(ratios[i]))
                return null;
            logs[i] = Math.Log(ratios[i]);
        }

        var moments = Moments.Of(logs);
        var half = StudentT.Quantile995(logs.Length - 1) * Math.Sqrt(moments.Variance / logs.Length);
        return new RatioInterval(Math.Exp(moments.Mean), Math.Exp(moments.Mean - half), Math.Exp(moments.Mean + half));
    }

    /// <summary>Variance of a slice's value that a mean's error follows from: neighbours that are alike widen it.</summary>
    internal static double VarianceWithDependence(ReadOnlySpan<double> values)
    {
        var moments = Moments.Of(values);
        return moments.Variance * Dependence(values, moments);
    }

    /// <summary>Standard error of the logarithm of the ratio.</summary>
    private static double Error(Moments a, Moments b) =>
        Math.Sqrt((a.Variance / (a.Count * a.Mean * a.Mean)) + (b.Variance / (b.Count * b.Mean * b.Mean)));

    private static double At(double[] sorted, int count, double fraction) => sorted[Math.Clamp((int)(count * fraction), 0, count - 1)];

    /// <summary>By how much neighbours' likeness widens the variance of a mean (Newey and West 1987), at least 1.</summary>
    private static double Dependence(ReadOnlySpan<double> values, Moments moments)
    {
        if (moments.Variance <= 0)
            return 1;
        var lags = (int)Math.Floor(4 * Math.Pow(values.Length / 100.0, 2.0 / 9));
        double sum = 1;
        for (var lag = 1; lag <= lags && lag < values.Length; lag++)
        {
            double product = 0;
            for (var i = lag; i < values.Length; i++)
                product += (values[i] - moments.Mean) * (values[i - lag] - moments.Mean);
            sum += 2 * (1 - (lag / (lags + 1.0))) * product / ((values.Length - 1) * moments.Variance);
        }

        return Math.Max(1, sum);
    }

    private readonly record struct Moments(int Count, double Mean, double Variance)
    {
        public static Moments Of(ReadOnlySpan<double> values)
        {
            double sum = 0;
            double squares = 0;
            foreach (var value in values)
                sum += value;
            var mean = sum / values.Length;
            foreach (var value in values)
                squares += (value - mean) * (value - mean);
            return new Moments(values.Length, mean, squares / (values.Length - 1));
        }

        public static Moments OfDrawn(ReadOnlySpan<double> values, ref Draws random)
        {
            // Around the first value, so that the difference of the sums keeps its digits.
            var origin = values[0];
            double sum = 0;
            double squares = 0;
            for (var i = 0; i < values.Length; i++)
            {
                var value = values[random.Next(values.Length)] - origin;
                sum += value;
                squares += value * value;
            }

            var mean = sum / values.Length;
            return new Moments(values.Length, origin + mean, Math.Max(0, (squares - (values.Length * mean * mean)) / (values.Length - 1)));
        }
    }

    /// <summary>xorshift64*: the same draws on every machine, so the same files give the same interval.</summary>
    private struct Draws(ulong state)
    {
        private ulong _state = state;

        public int Next(int below)
        {
            _state ^= _state >> 12;
            _state ^= _state << 25;
            _state ^= _state >> 27;
            return (int)(((_state * 0x2545F4914F6CDD1DUL >> 32) * (ulong)below) >> 32);
        }
    }
}
