namespace NativeBench.ModelSynthesis.Internal;

/// <summary>
/// Bell-shaped numbers with mean 0 and deviation 1, made by integer arithmetic and one multiplication, so that every machine
/// makes the same bits: the sum of the four 16-bit parts of a scrambled counter (SplitMix64 of Steele, Lea and Flood, 2014).
/// None is beyond ±3.47.
/// </summary>
internal struct WeightStream
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    // Mean of the sum, 4 · 65535/2, and its deviation, √(4 · (65536² − 1)/12).
    private const int Mean = 131070;
    private const double Deviation = 37837.227266;

    private ulong _counter;

    /// <summary>Streams of different tensors are unrelated.</summary>
    public WeightStream(ulong seed, int tensor) => _counter = Scramble(Scramble(seed + Step) ^ (uint)tensor);

    /// <summary>Fills a row with the next numbers, times <paramref name="std"/>.</summary>
    public void Fill(Span<float> row, double std)
    {
        var scale = (float)(std / Deviation);
        foreach (ref var value in row)
            value = Next() * scale;
    }

    /// <summary>The same with the row's own mean taken off, so that it sums to zero.</summary>
    public void FillCentred(Span<float> row, double std)
    {
        var before = this;
        long sum = 0;
        for (var i = 0; i < row.Length; i++)
            sum += Next();
        var mean = (double)sum / row.Length;
        var scale = std / Deviation;
        this = before;
        foreach (ref var value in row)
            value = (float)((Next() - mean) * scale);
    }

    private int Next()
    {
        var bits = Scramble(_counter += Step);
        return (int)(bits & 0xFFFF) + (int)((bits >> 16) & 0xFFFF) + (int)((bits >> 32) & 0xFFFF) + (int)(bits >> 48) - Mean;
    }

    private static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
