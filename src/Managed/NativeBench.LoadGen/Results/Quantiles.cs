namespace NativeBench.LoadGen.Results;

/// <summary>Where a percentile is in a sorted list.</summary>
internal static class Quantiles
{
    /// <summary>The rank of percentile <paramref name="fraction"/> in a list of <paramref name="count"/>: trunc(n p), as the official LoadGen has it.</summary>
    public static long Rank(long count, double fraction) => Math.Clamp((long)(count * fraction), 0, Math.Max(count - 1, 0));
}
