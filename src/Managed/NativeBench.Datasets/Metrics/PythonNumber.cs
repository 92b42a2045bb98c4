using System.Globalization;

namespace NativeBench.Datasets.Metrics;

/// <summary>Numbers as the official scripts print them.</summary>
internal static class PythonNumber
{
    /// <summary>As Python's <c>str(float)</c>: the shortest digits that give the number back, always with a point.</summary>
    public static string Text(double value)
    {
        if (double.IsNaN(value))
            return "nan";
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        var magnitude = Math.Abs(value);
        if (magnitude is not 0 and (< 1e-4 or >= 1e16))
        {
            // 1.5E-05 → 1.5e-05
            var digits = value.ToString("R", CultureInfo.InvariantCulture);
            var e = digits.IndexOf('E', StringComparison.Ordinal);
            var mantissa = e < 0 ? digits : digits[..e];
            var exponent = e < 0 ? (int)Math.Floor(Math.Log10(magnitude)) : int.Parse(digits.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return mantissa + string.Create(CultureInfo.InvariantCulture, $"e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }
        // Up to 17 significant digits behind the four leading zeros that this range allows.
        var text = value.ToString("0.0####################", CultureInfo.InvariantCulture);
        var shortest = value.ToString("R", CultureInfo.InvariantCulture);
        return shortest.Contains('E', StringComparison.Ordinal) ? text : shortest.Contains('.', StringComparison.Ordinal) ? shortest : shortest + ".0";
    }
}
