namespace NativeBench.LoadGen.RandomNumbers;

/// <summary>
/// <c>std::mt19937</c>: the 32-bit Mersenne twister of ISO C++ [rand.predef]. Seeds are 64 bits wide in MLPerf and only
/// the low 32 are used, as the official LoadGen passes them to this engine.
/// </summary>
internal sealed class Mt19937
{
    /// <summary>The seed of a default-constructed engine.</summary>
    public const uint DefaultSeed = 5489;

    private const int N = 624;
    private const int M = 397;

    private readonly uint[] _state = new uint[N];
    private int _next = N;

    public Mt19937(ulong seed)
    {
        uint x = unchecked((uint)seed);
        _state[0] = x;
        for (uint i = 1; i < N; i++)
        {
            x = unchecked((1812433253u * (x ^ (x >> 30))) + i);
            _state[i] = x;
        }
    }

    public uint Next()
    {
        if (_next == N)
            Refill();
        uint y = _state[_next++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>Moves on as if <paramref name="count"/> numbers had been drawn.</summary>
    public void Discard(long count)
    {
        while (count > 0)
        {
            if (_next == N)
                Refill();
            int step = (int)Math.Min(count, N - _next);
            _next += step;
            count -= step;
        }
    }

    private void Refill()
    {
        var x = _state;
        for (int i = 0; i < N - M; i++)
            x[i] = x[i + M] ^ Twist(x[i], x[i + 1]);
        for (int i = N - M; i < N - 1; i++)
            x[i] = x[i + M - N] ^ Twist(x[i], x[i + 1]);
        x[N - 1] = x[M - 1] ^ Twist(x[N - 1], x[0]);
        _next = 0;
    }

    private static uint Twist(uint high, uint low)
    {
        uint y = (high & 0x80000000u) | (low & 0x7fffffffu);
        return (y >> 1) ^ (unchecked(0u - (low & 1)) & 0x9908b0dfu);
    }
}
