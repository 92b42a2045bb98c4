namespace NativeBench.LoadGen.Results;

/// <summary>
/// The binomial distribution's density to full double precision, by the saddle-point expansion of Loader (2000), "Fast and
/// accurate computation of binomial probabilities". Differences of log-gammas would lose half of the digits at the
/// query counts of a benchmark.
/// </summary>
internal static class Binomial
{
    /// <summary>P(exactly <paramref name="x"/> of <paramref name="n"/>) with probability <paramref name="p"/> each.</summary>
    public static double Density(double x, double n, double p)
    {
        double q = 1 - p;
        if (x == 0)
            return Math.Exp(n * LogOnePlus(-p));
        if (x == n)
            return Math.Exp(n * Math.Log(p));
        double exponent = StirlingError(n) - StirlingError(x) - StirlingError(n - x) - Deviance(x, n * p) - Deviance(n - x, n * q);
        return Math.Exp(exponent) * Math.Sqrt(n / (2 * Math.PI * x * (n - x)));
    }

    /// <summary>ln(1 + x) without losing a small x.</summary>
    private static double LogOnePlus(double x)
    {
        double u = 1 + x;
        return u == 1 ? x : Math.Log(u) * (x / (u - 1));
    }

    /// <summary>ln(n!) - ln(sqrt(2 pi n) (n/e)^n).</summary>
    private static double StirlingError(double n)
    {
        if (n < 16)
        {
            double logFactorial = 0;
            for (double i = 2; i <= n; i++)
                logFactorial += Math.Log(i);
            return logFactorial - ((n + 0.5) * Math.Log(n)) + n - (0.5 * Math.Log(2 * Math.PI));
        }

        double nn = n * n;
        return ((1.0 / 12) - (((1.0 / 360) - (((1.0 / 1260) - (((1.0 / 1680) - (1.0 / 1188 / nn)) / nn)) / nn)) / nn)) / n;
    }

    /// <summary>x ln(x/m) + m - x, by a series where x is near m.</summary>
    private static double Deviance(double x, double m)
    {
        if (Math.Abs(x - m) >= 0.1 * (x + m))
            return (x * Math.Log(x / m)) + m - x;
        double v = (x - m) / (x + m);
        double sum = (x - m) * v;
        double term = 2 * x * v;
        double vv = v * v;
        for (int j = 1; ; j++)
        {
            term *= vv;
            double next = sum + (term / ((2 * j) + 1));
            if (next == sum)
                return sum;
            sum = next;
        }
    }
}
