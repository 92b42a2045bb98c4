namespace NativeBench.Results;

/// <summary>Quantiles of Student's t distribution.</summary>
internal static class StudentT
{
    private const double Normal995 = 2.5758293035489004;

    // Two-sided 99 % for 1 to 10 degrees of freedom; any table of the distribution has them.
    private static readonly double[] s_few = [63.6567, 9.9248, 5.8409, 4.6041, 4.0321, 3.7074, 3.4995, 3.3554, 3.2498, 3.1693];

    /// <summary>The 99.5th percentile.</summary>
    public static double Quantile995(int degrees)
    {
        if (degrees <= s_few.Length)
            return s_few[degrees - 1];

        // Cornish and Fisher's expansion around the normal quantile; from 11 degrees on exact to three digits.
        var z = Normal995;
        var z2 = z * z;
        double n = degrees;
        return z + (z * (z2 + 1) / (4 * n)) + (z * ((5 * z2 * z2) + (16 * z2) + 3) / (96 * n * n));
    }
}
