using System.Collections.Immutable;
using NativeBench.Catalog;
using NativeBench.Cli.Output;
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

    /// <summary>Samples of the whole accuracy set; null if nobody knows.</summary>
    public long? SetSize { get; init; }

    /// <summary>
    /// Why no target was judged, such as <c>500 of 1000 samples</c>: targets are on the whole accuracy set, and a part of it is easier or
    /// harder. Null where they were, or where there's none.
    /// </summary>
    public string? NotJudged => SetSize is { } all && all != Total && Targets.Any(static t => t.Counts) ? Units.Invariant($"{Total} of {all} samples") : null;

    /// <summary>Whether all targets that count were judged and are met; true without one.</summary>
    public bool TargetMet => NotJudged is null && Targets.All(static t => t.IsMet || !t.Counts);

    /// <summary>Whether a target was judged and missed.</summary>
    public bool TargetMissed => NotJudged is null && !TargetMet;
}
