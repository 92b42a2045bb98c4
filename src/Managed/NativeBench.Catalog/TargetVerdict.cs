namespace NativeBench.Catalog;

/// <summary>A figure against a target.</summary>
/// <param name="Target">What has to be reached.</param>
/// <param name="Value">What was reached, in <see cref="Unit"/>; null if the metric has no such figure.</param>
/// <param name="Unit">The target's unit, else that of the benchmark's quality.</param>
/// <param name="IsMet">Whether it is.</param>
/// <param name="Counts">
/// Whether it decides. Where a benchmark has variants with different targets for a figure, the first one does; the others are
/// shown.
/// </param>
public sealed record TargetVerdict(QualityTarget Target, double? Value, string Unit, bool IsMet, bool Counts)
{
    /// <summary>The threshold in percent; null if there's none, or it's in a unit of its own.</summary>
    public double? ThresholdPercent => Unit switch
    {
        "percent" => Target.Threshold,
        "fraction" => Target.Threshold * 100,
        _ => null,
    };
}
