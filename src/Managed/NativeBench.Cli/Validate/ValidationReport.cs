namespace NativeBench.Cli.Validate;

/// <summary>A benchmark's quality on both sides.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Unit">Of the figures: percent, fraction or one of its own.</param>
/// <param name="Reference">The reference's figure, in words.</param>
/// <param name="Candidate">The candidate's.</param>
/// <param name="ReferenceValue">The figure.</param>
/// <param name="CandidateValue">The figure.</param>
internal sealed record QualityPair(string Metric, string Unit, string Reference, string Candidate, double ReferenceValue, double CandidateValue);

/// <summary>Everything that a comparison found.</summary>
internal sealed record ValidationReport
{
    public required string Benchmark { get; init; }

    public required ValidationSide Reference { get; init; }

    public required ValidationSide Candidate { get; init; }

    public required Tolerances Tolerances { get; init; }

    /// <summary>Why these tolerances.</summary>
    public required string ToleranceReason { get; init; }

    public required long SamplesCompared { get; init; }

    public required long SamplesAvailable { get; init; }

    public required IReadOnlyList<OutputDifference> Outputs { get; init; }

    /// <summary>Quality on both sides; null where there's none to be had, for the reason in <see cref="QualityNote"/>.</summary>
    public QualityPair? Quality { get; init; }

    public string? QualityNote { get; init; }

    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The samples that are farthest off over all outputs, the worst first.</summary>
    public required IReadOnlyList<WorstSample> Worst { get; init; }

    /// <summary>Whether it broke off before all samples were compared.</summary>
    public bool IsInterrupted { get; init; }

    public bool IsWithin => !IsInterrupted && Outputs.All(static o => o.Findings().Count == 0);
}
