namespace NativeBench.LoadGen.Configuration;

/// <summary>Hexadecimal floating-point numbers, rounded once and to even, as <c>strtod</c> does.</summary>
internal static class HexadecimalReal
{
    private const int Precision = 53;
    private const int LeastExponent = -1074;
    private const int BitsKept = 60;

    /// <summary>The number whose digits begin at <paramref name="i"/>, behind the 0x; <paramref name="used"/> is 0 if there's none.</summary>
    public static double Parse(string text, int i, out int used)
    {
        // The leading digits that aren't zero; of all behind them it only matters whether one isn't zero.
        ulong kept = 0;
        bool rest = false;
        long exponent = 0;
        int digits = 0;
        bool point = false;
        for (; i < text.Length; i++)
        {
            if (text[i] == '.' && !point)
            {
                point = true;
                continue;
            }

            if (!char.IsAsciiHexDigit(text[i]))
                break;
            uint digit = CNumber.Digit(text[i]);
            digits++;
            bool room = kept >> (BitsKept - 4) == 0;
            if (room)
                kept = (kept << 4) | digit;
            else
                rest |= digit != 0;
            exponent += (room ? 0 : 4) - (point ? 4 : 0);
        }

        used = digits == 0 ? 0 : CNumber.ExponentEnd(text, i, 'p');
        if (kept == 0)
            return 0;
        if (used > i)
            exponent += Exponent(text.AsSpan(i + 1, used - i - 1));
        return Round(kept, rest, exponent);
    }

    private static long Exponent(ReadOnlySpan<char> text)
    {
        const long Enough = long.MaxValue / 1000;
        long value = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c))
                value = Math.Min((value * 10) + (c - '0'), Enough);
        }

        return text[0] == '-' ? -value : value;
    }

    /// <summary><paramref name="kept"/> * 2^<paramref name="exponent"/>, and a little more if there is a rest.</summary>
    private static double Round(ulong kept, bool rest, long exponent)
    {
        int bits = 64 - (int)ulong.LeadingZeroCount(kept);
        if (exponent + bits > 1024)
            return double.PositiveInfinity;
        long dropped = Math.Max(bits - Precision, LeastExponent - exponent);
        if (dropped > bits)
            return 0;
        if (dropped <= 0)
            return Math.ScaleB(kept, (int)exponent);

        ulong whole = kept >> (int)dropped;
        ulong half = 1UL << (int)(dropped - 1);
        ulong tail = kept & ((half << 1) - 1);
        if (tail > half || (tail == half && (rest || (whole & 1) == 1)))
            whole++;
        return Math.ScaleB(whole, (int)(exponent + dropped));
    }
}
