namespace NativeBench.Cli.Overhead;

/// <summary>The median of a few numbers.</summary>
internal static class Median
{
    /// <summary>The middle one; the lower of two.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[(sorted.Length - 1) / 2];
    }
}
