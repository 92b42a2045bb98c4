using System.Collections.Immutable;
using NativeBench.Catalog;
using NativeBench.Datasets;

namespace NativeBench.Cli.Workloads;

/// <summary>What a metric says and what it's held against.</summary>
/// <param name="Quality">The metric's figures.</param>
/// <param name="Targets">The benchmark's targets; empty without any.</param>
internal sealed record AccuracyScore(QualityScore Quality, ImmutableArray<TargetVerdict> Targets)
{
    /// <summary>The main figure's name.</summary>
    public string Metric => Quality.Main.Name;

    /// <summary>Samples that are right; null where samples aren't right or wrong.</summary>
    public long? Correct => Quality.Correct;

    /// <summary>Samples scored.</summary>
    public long Total => Quality.SampleCount;

    /// <summary>The main figure in percent; null if it's in a unit of its own.</summary>
    public double? Percent => QualityTargets.ToPercent(Quality.Main);

    /// <summary>What the main figure has to reach in percent, or null.</summary>
    public double? TargetPercent => Targets.FirstOrDefault(t => t.Counts && t.Target.Figure == Metric)?.ThresholdPercent;

    /// <summary>Whether all targets that count are met; true without one.</summary>
    public bool TargetMet => Targets.All(static t => t.IsMet || !t.Counts);
}
