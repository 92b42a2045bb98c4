namespace NativeBench.Datasets.Internal;

/// <summary>
/// A stream of random 64-bit numbers: a counter in steps of an odd constant, each value scrambled by multiplications and
/// shifts (the SplitMix64 construction of Steele, Lea and Flood, 2014). Written out here because the values must not change
/// with the .NET version.
/// </summary>
internal struct RandomStream
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _counter;

    /// <summary>Streams with different keys are unrelated.</summary>
    public RandomStream(ulong seed, ulong tensor, ulong sample)
        => _counter = Scramble(Scramble(Scramble(seed + Step) ^ tensor) + Step ^ sample);

    public ulong Next() => Scramble(_counter += Step);

    /// <summary>Uniform in [0, 1).</summary>
    public double NextShare() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Bell-shaped with mean 0 and deviation 1, within ±3.47: the sum of the four 16-bit parts, less its mean, by its deviation.</summary>
    public double NextBell()
    {
        const double mean = 131070, deviation = 37837.227266;
        var bits = Next();
        return ((bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48) - mean) / deviation;
    }

    private static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
