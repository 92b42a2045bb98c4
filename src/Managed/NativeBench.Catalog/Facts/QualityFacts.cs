using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>The quality metric and what has to be reached.</summary>
public sealed record QualityFacts
{
    /// <summary>Name of the metric's figure: top1, map, f1, auc, mean_dice, word_accuracy, miou, …; unknown if it is.</summary>
    public required string Metric { get; init; }

    /// <summary>The metric as the source calls it.</summary>
    public string? MetricText { get; init; }

    /// <summary>Unit of its values: percent (0 to 100), fraction (0 to 1) or score.</summary>
    public required string Unit { get; init; }

    /// <summary>What the reference reaches.</summary>
    public ImmutableArray<QualityReference> References { get => field.IsDefault ? [] : field; init; }

    /// <summary>What has to be reached; several where variants of a benchmark differ in it. The first one is the default.</summary>
    public ImmutableArray<QualityTarget> Targets { get => field.IsDefault ? [] : field; init; }

    /// <summary>The line that the official script prints.</summary>
    public string? OfficialLine { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
