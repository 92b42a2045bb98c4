namespace NativeBench.Results;

/// <summary>Everything that a quality metric said about an accuracy log.</summary>
public sealed record QualityData
{
    /// <summary>Name of the main figure, such as top1, map, f1, auc.</summary>
    public required string Metric { get; init; }

    /// <summary>Different samples that were scored.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Log entries of samples already seen, which weren't scored.</summary>
    public required long RepeatedEntries { get; init; }

    /// <summary>All figures, the main one first.</summary>
    public required IReadOnlyList<QualityFigureData> Figures { get; init; }

    /// <summary>The benchmark's targets; empty without any.</summary>
    public required IReadOnlyList<QualityTargetData> Targets { get; init; }

    /// <summary>Whether all targets that decide are met; true without one, false where none was judged.</summary>
    public required bool TargetMet { get; init; }

    /// <summary>Why no target was judged, such as 500 of 1000 samples; absent where they were.</summary>
    public string? NotJudged { get; init; }

    /// <summary>The line that the official script prints as accuracy.txt.</summary>
    public required string OfficialLine { get; init; }
}

/// <summary>One figure of a quality metric.</summary>
public sealed record QualityFigureData
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its value in <see cref="Unit"/>.</summary>
    public required double Value { get; init; }

    /// <summary>percent, fraction, or a unit of its own.</summary>
    public required string Unit { get; init; }
}

/// <summary>A target and whether it's reached.</summary>
public sealed record QualityTargetData
{
    /// <summary>The figure's name.</summary>
    public required string Figure { get; init; }

    /// <summary>What was reached; absent if the metric has no such figure.</summary>
    public double? Value { get; init; }

    /// <summary>What has to be reached; absent if there's only an upper bound.</summary>
    public double? Threshold { get; init; }

    /// <summary>What must not be exceeded; absent if there's none.</summary>
    public double? Upper { get; init; }

    /// <summary>percent, fraction or score.</summary>
    public required string Unit { get; init; }

    /// <summary>Whether it's judged and reached.</summary>
    public required bool Met { get; init; }

    /// <summary>Whether it decides; others belong to variants of the benchmark and are told beside it.</summary>
    public required bool Decides { get; init; }
}
