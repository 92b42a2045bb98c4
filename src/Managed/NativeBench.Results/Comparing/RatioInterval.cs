namespace NativeBench.Results;

/// <summary>A ratio of two measurements and the interval that it lies in.</summary>
/// <param name="Ratio">Second over first.</param>
/// <param name="Low">Lower end at <see cref="Confidence"/>.</param>
/// <param name="High">Upper end at <see cref="Confidence"/>.</param>
public sealed record RatioInterval(double Ratio, double Low, double High)
{
    /// <summary>
    /// How often such an interval holds the true ratio: 99 %, rather than the usual 95 %, because a table has several of them
    /// and a gate in a build server is asked hundreds of times.
    /// </summary>
    public const double Confidence = 0.99;

    /// <summary>Whether both measurements could be the same.</summary>
    public bool HoldsOne => Low <= 1 && High >= 1;

    /// <summary>Half of the interval's width: smaller differences can't be told.</summary>
    public double Resolution => (High - Low) / 2;
}
