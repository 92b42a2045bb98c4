namespace NativeBench.Datasets.Metrics;

/// <summary>What the integers of a quantised tensor stand for: (value − zero point) × scale.</summary>
/// <param name="Scale">Above 0; 0 is read as 1, so that the default changes nothing.</param>
/// <param name="ZeroPoint">The integer that stands for 0.</param>
public readonly record struct Quantization(double Scale, int ZeroPoint)
{
    /// <summary>The number that an integer stands for.</summary>
    public double ToReal(int value) => (value - ZeroPoint) * (Scale == 0 ? 1 : Scale);

    /// <summary>
    /// The integer that stands for a number, as MLPerf Tiny's firmware computes it: a quotient of float32, halves rounded away from
    /// zero, cut to the range.
    /// </summary>
    /// <param name="value">The number.</param>
    /// <param name="lowest">The smallest integer there is.</param>
    /// <param name="highest">The largest integer there is.</param>
    public int ToInteger(float value, int lowest, int highest)
    {
        var steps = MathF.Round(value / (Scale == 0 ? 1 : (float)Scale), MidpointRounding.AwayFromZero) + ZeroPoint;
        return (int)Math.Clamp(steps, lowest, highest);
    }
}
