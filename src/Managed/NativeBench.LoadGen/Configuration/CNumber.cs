using System.Globalization;

namespace NativeBench.LoadGen.Configuration;

/// <summary>Numbers as C's <c>strtoull</c> (base 0) and <c>strtod</c> read them: the grammar of the configuration files.</summary>
internal static class CNumber
{
    /// <summary>Whether one of the two eats all of <paramref name="text"/>.</summary>
    public static bool IsNumber(string text)
        => text.Length > 0 && (ParseUnsigned(text, out int integer) is var _ && integer == text.Length || ParseDouble(text, out int real) is var _ && real == text.Length);

    /// <summary>The leading integer: 0x is hexadecimal, 0 octal, a minus wraps around; 0 if there is none.</summary>
    public static ulong Unsigned(string text) => ParseUnsigned(text, out _);

    /// <summary>The leading real number; 0 if there is none.</summary>
    public static double Double(string text) => ParseDouble(text, out _);

    private static ulong ParseUnsigned(string text, out int used)
    {
        int i = 0;
        bool negative = text.StartsWith('-');
        if (negative || text.StartsWith('+'))
            i++;
        uint radix = 10;
        if (i < text.Length && text[i] == '0')
        {
            radix = 8;
            if (i + 2 < text.Length && text[i + 1] is 'x' or 'X' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 2]))
            {
                radix = 16;
                i += 2;
            }
        }

        int first = i;
        UInt128 value = 0;
        for (; i < text.Length && Digit(text[i]) is var digit && digit < radix; i++)
            value = UInt128.Min((value * radix) + digit, (UInt128)ulong.MaxValue + 1);
        used = i == first ? 0 : i;
        if (value > ulong.MaxValue)
            return ulong.MaxValue;
        return negative ? unchecked(0UL - (ulong)value) : (ulong)value;
    }

    internal static uint Digit(char c) => c switch
    {
        >= '0' and <= '9' => (uint)(c - '0'),
        >= 'a' and <= 'f' => (uint)(c - 'a' + 10),
        >= 'A' and <= 'F' => (uint)(c - 'A' + 10),
        _ => uint.MaxValue,
    };

    private static double ParseDouble(string text, out int used)
    {
        int i = text.StartsWith('-') || text.StartsWith('+') ? 1 : 0;
        double sign = text.StartsWith('-') ? -1 : 1;
        if (HasWord(text, i, "infinity", out used) || HasWord(text, i, "inf", out used))
            return sign * double.PositiveInfinity;
        if (HasWord(text, i, "nan", out used))
        {
            used = PayloadEnd(text, used);
            return double.CopySign(double.NaN, sign);
        }

        if (i + 1 < text.Length && text[i] == '0' && text[i + 1] is 'x' or 'X')
        {
            double hexadecimal = HexadecimalReal.Parse(text, i + 2, out used);
            if (used > 0)
                return sign * hexadecimal;
        }

        int end = DecimalEnd(text, i);
        used = end;
        return end == 0 ? 0 : double.Parse(text.AsSpan(0, end), NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private static bool HasWord(string text, int at, string word, out int used)
    {
        bool has = string.Compare(text, at, word, 0, word.Length, StringComparison.OrdinalIgnoreCase) == 0;
        used = has ? at + word.Length : 0;
        return has;
    }

    /// <summary>Where the longest decimal number that begins at <paramref name="begin"/> ends, 0 if there's none.</summary>
    private static int DecimalEnd(string text, int begin)
    {
        int i = begin;
        int digits = 0;
        while (i < text.Length && char.IsAsciiDigit(text[i]))
            (i, digits) = (i + 1, digits + 1);
        if (i < text.Length && text[i] == '.')
        {
            i++;
            while (i < text.Length && char.IsAsciiDigit(text[i]))
                (i, digits) = (i + 1, digits + 1);
        }

        if (digits == 0)
            return 0;
        return ExponentEnd(text, i, 'e');
    }

    /// <summary>Where the <c>(…)</c> ends that glibc takes as a part of a nan.</summary>
    private static int PayloadEnd(string text, int begin)
    {
        if (begin >= text.Length || text[begin] != '(')
            return begin;
        int i = begin + 1;
        while (i < text.Length && (char.IsAsciiLetterOrDigit(text[i]) || text[i] == '_'))
            i++;
        return i < text.Length && text[i] == ')' ? i + 1 : begin;
    }

    /// <summary>Where the exponent at <paramref name="i"/> ends; <paramref name="i"/> if there's none.</summary>
    internal static int ExponentEnd(string text, int i, char marker)
    {
        if (i >= text.Length || char.ToLowerInvariant(text[i]) != marker)
            return i;
        int j = i + 1;
        if (j < text.Length && text[j] is '+' or '-')
            j++;
        int firstDigit = j;
        while (j < text.Length && char.IsAsciiDigit(text[j]))
            j++;
        return j == firstDigit ? i : j;
    }
}
