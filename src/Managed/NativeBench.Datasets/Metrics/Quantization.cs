namespace NativeBench.Datasets.Metrics;

/// <summary>What the integers of a quantised tensor stand for: (value − zero point) × scale.</summary>
/// <param name="Scale">Above 0; 0 is read as 1, so that the default changes nothing.</param>
/// <param name="ZeroPoint">The integer that stands for 0.</param>
public readonly record struct Quantization(double Scale, int ZeroPoint)
{
    /// <summary>The number that an integer stands for.</summary>
    public double ToReal(int value) => (value - ZeroPoint) * (Scale == 0 ? 1 : Scale);
}
