namespace NativeBench.LoadGen.RandomNumbers;

/// <summary>
/// The distributions of libstdc++ (GCC 11 and newer) over <see cref="Mt19937"/>. The standard fixes the engine but not
/// these, so a LoadGen built with another standard library issues other samples; MLPerf's results come from this one.
/// </summary>
internal static class Distributions
{
    /// <summary>An integer in [0, <paramref name="n"/> - 1], by Lemire's multiplication; n = 1 still draws one number.</summary>
    public static uint Below(this Mt19937 engine, uint n)
    {
        ulong product = (ulong)engine.Next() * n;
        uint low = (uint)product;
        if (low < n)
        {
            uint threshold = unchecked(0u - n) % n;
            while (low < threshold)
            {
                product = (ulong)engine.Next() * n;
                low = (uint)product;
            }
        }

        return (uint)(product >> 32);
    }

    /// <summary>A real in [0, 1) from two draws.</summary>
    public static double Real(this Mt19937 engine)
    {
        double low = engine.Next();
        double high = engine.Next();
        double u = (low + (high * 4294967296.0)) / 18446744073709551616.0;
        return u < 1.0 ? u : Math.BitDecrement(1.0);
    }

    /// <summary>An exponentially distributed real with mean 1 / <paramref name="rate"/>.</summary>
    public static double Exponential(this Mt19937 engine, double rate) => -Math.Log(1.0 - engine.Real()) / rate;

    /// <summary><c>std::shuffle</c>: two swaps a draw while both positions fit into one 32-bit number.</summary>
    public static void Shuffle<T>(this Mt19937 engine, Span<T> v)
    {
        int n = v.Length;
        if (n == 0)
            return;
        if (!TwoSwapsADraw(n))
        {
            for (int i = 1; i < n; i++)
                Swap(v, i, (int)engine.Below((uint)i + 1));
            return;
        }

        int k = 1;
        if (n % 2 == 0)
            Swap(v, k++, (int)engine.Below(2));
        for (; k < n; k += 2)
        {
            uint second = (uint)k + 2;
            uint x = engine.Below(((uint)k + 1) * second);
            Swap(v, k, (int)(x / second));
            Swap(v, k + 1, (int)(x % second));
        }
    }

    /// <summary>Draws what <see cref="Shuffle"/> of <paramref name="n"/> elements would draw, and moves nothing.</summary>
    public static void SkipShuffle(this Mt19937 engine, int n)
    {
        if (n == 0)
            return;
        if (!TwoSwapsADraw(n))
        {
            for (int i = 1; i < n; i++)
                engine.Below((uint)i + 1);
            return;
        }

        int k = 1;
        if (n % 2 == 0)
        {
            engine.Below(2);
            k++;
        }

        for (; k < n; k += 2)
            engine.Below(((uint)k + 1) * ((uint)k + 2));
    }

    private static bool TwoSwapsADraw(int n) => uint.MaxValue / (uint)n >= (uint)n;

    private static void Swap<T>(Span<T> v, int i, int j) => (v[i], v[j]) = (v[j], v[i]);
}
