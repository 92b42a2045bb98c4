using System.Globalization;
using System.Numerics;

namespace NativeBench.LoadGen.Logging;

/// <summary>
/// Numbers as C and C++ streams write them: rounded from the exact binary value, ties to even, whatever the culture.
/// .NET's own formatting rounds ties away from zero, which would show in a log.
/// </summary>
internal static class CFormat
{
    /// <summary>C's <c>%g</c>: six significant digits, trailing zeros dropped.</summary>
    public static string General(double value)
    {
        const int Digits = 6;
        if (!double.IsFinite(value))
            return NotFinite(value);
        string sign = double.IsNegative(value) ? "-" : "";
        value = Math.Abs(value);
        if (value == 0)
            return sign + "0";

        int exponent = (int)Math.Floor(Math.Log10(value));
        BigInteger scaled = RoundScaled(value, Digits - 1 - exponent);
        if (scaled >= BigInteger.Pow(10, Digits))
            scaled = RoundScaled(value, Digits - 1 - ++exponent);
        else if (scaled < BigInteger.Pow(10, Digits - 1))
            scaled = RoundScaled(value, Digits - 1 - --exponent);

        string digits = scaled.ToString(CultureInfo.InvariantCulture);
        if (exponent is < -4 or >= Digits)
        {
            string fraction = digits[1..].TrimEnd('0');
            string mantissa = fraction.Length == 0 ? digits[..1] : $"{digits[0]}.{fraction}";
            return $"{sign}{mantissa}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)}";
        }

        if (exponent < 0)
            return $"{sign}0.{new string('0', -exponent - 1)}{digits.TrimEnd('0')}";
        string tail = digits[(exponent + 1)..].TrimEnd('0');
        return tail.Length == 0 ? sign + digits[..(exponent + 1)] : $"{sign}{digits[..(exponent + 1)]}.{tail}";
    }

    /// <summary>C's <c>%.Nf</c>.</summary>
    public static string Fixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
            return NotFinite(value);
        string sign = double.IsNegative(value) ? "-" : "";
        string digits = RoundScaled(Math.Abs(value), decimals).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        return decimals == 0 ? sign + digits : $"{sign}{digits[..^decimals]}.{digits[^decimals..]}";
    }

    /// <summary>Nanoseconds as milliseconds with six decimals, or as microseconds with three.</summary>
    public static string FixedPoint(long value, int decimals)
    {
        long unit = 1;
        for (int i = 0; i < decimals; i++)
            unit *= 10;
        string fraction = Math.Abs(value % unit).ToString(CultureInfo.InvariantCulture).PadLeft(decimals, '0');
        string whole = (value / unit).ToString(CultureInfo.InvariantCulture);
        return value is < 0 && value / unit == 0 ? $"-{whole}.{fraction}" : $"{whole}.{fraction}";
    }

    private static string NotFinite(double value)
        => (double.IsNegative(value) ? "-" : "") + (double.IsNaN(value) ? "nan" : "inf");

    /// <summary><paramref name="value"/> * 10^<paramref name="scale"/>, to the nearest integer, ties to even; exact.</summary>
    private static BigInteger RoundScaled(double value, int scale)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7ff);
        long mantissa = bits & 0xfffffffffffffL;
        if (exponent == 0)
            exponent++;
        else
            mantissa |= 1L << 52;
        exponent -= 1075;

        BigInteger numerator = mantissa;
        BigInteger denominator = BigInteger.One;
        if (exponent > 0)
            numerator <<= exponent;
        else
            denominator <<= -exponent;
        if (scale > 0)
            numerator *= BigInteger.Pow(10, scale);
        else
            denominator *= BigInteger.Pow(10, -scale);

        var quotient = BigInteger.DivRem(numerator, denominator, out var remainder);
        int half = (remainder * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
