using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace NativeBench.Fuzz;

/// <summary>The C library's own number parsers, in the C locale whatever the environment says. glibc only.</summary>
internal static unsafe partial class CLibrary
{
    private const int NumericMask = 1 << 1;
    private const double LeastNormal = 2.2250738585072014e-308;

    private static readonly nint s_locale = OperatingSystem.IsLinux() ? NewLocale(NumericMask, "C", 0) : 0;

    public static bool IsThere => s_locale != 0;

    /// <summary>strtoull with base 0.</summary>
    /// <param name="text">Bytes that end with a NUL.</param>
    /// <param name="used">How many bytes it ate.</param>
    public static ulong Unsigned(ReadOnlySpan<byte> text, out int used)
    {
        fixed (byte* begin = text)
        {
            ulong value = StrToULL(begin, out byte* end, 0);
            used = (int)(end - begin);
            return value;
        }
    }

    /// <summary>
    /// strtod, but for hexadecimal numbers below the normal range: glibc (2.36 at least) drops the digits of some long ones
    /// instead of rounding, so these are computed from their definition.
    /// </summary>
    /// <param name="text">Bytes that end with a NUL.</param>
    /// <param name="used">How many bytes it ate.</param>
    public static double Double(ReadOnlySpan<byte> text, out int used)
    {
        fixed (byte* begin = text)
        {
            double value = StrToD(begin, out byte* end, s_locale);
            used = (int)(end - begin);
            string number = Encoding.ASCII.GetString(text[..used]);
            return Math.Abs(value) <= LeastNormal && number.Contains('x', StringComparison.OrdinalIgnoreCase)
                ? double.CopySign(Subnormal(number), value)
                : value;
        }
    }

    /// <summary>The nearest multiple of 2^-1074, ties to even; its bits are the number of them.</summary>
    private static double Subnormal(string number)
    {
        string[] parts = number.ToUpperInvariant().TrimStart('+', '-')[2..].Split('P');
        int point = parts[0].IndexOf('.', StringComparison.Ordinal);
        var digits = BigInteger.Parse("0" + parts[0].Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var exponent = parts.Length > 1 ? BigInteger.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
        var shift = exponent + 1074 - (point < 0 ? 0 : 4 * (parts[0].Length - point - 1));
        if (digits.IsZero || shift < -1_000_000)
            return 0;
        if (shift >= 0)
            return BitConverter.Int64BitsToDouble((long)(digits << (int)shift));
        var whole = digits >> (int)-shift;
        int half = ((digits - (whole << (int)-shift)) * 2).CompareTo(BigInteger.One << (int)-shift);
        return BitConverter.Int64BitsToDouble((long)(half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole));
    }

    [LibraryImport("libc", EntryPoint = "newlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NewLocale(int mask, string name, nint @base);

    [LibraryImport("libc", EntryPoint = "strtoull")]
    private static partial ulong StrToULL(byte* text, out byte* end, int radix);

    [LibraryImport("libc", EntryPoint = "strtod_l")]
    private static partial double StrToD(byte* text, out byte* end, nint locale);
}
