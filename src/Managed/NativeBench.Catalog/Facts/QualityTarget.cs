namespace NativeBench.Catalog;

/// <summary>What has to be reached.</summary>
public sealed record QualityTarget
{
    /// <summary>The figure's name.</summary>
    public required string Figure { get; init; }

    /// <summary>The value to reach or exceed; null where there's an upper bound only.</summary>
    public double? Threshold { get; init; }

    /// <summary>The value not to exceed.</summary>
    public double? Upper { get; init; }

    /// <summary>The reference value that the threshold follows from, where it isn't among the references.</summary>
    public double? Reference { get; init; }

    /// <summary>Threshold / reference, such as 0.99.</summary>
    public double? Fraction { get; init; }

    /// <summary>The round it holds for; null for all.</summary>
    public string? Round { get; init; }

    /// <summary>The scenarios it holds for; null for all.</summary>
    public string? Scenario { get; init; }

    /// <summary>The variant of the benchmark it holds for; null for all.</summary>
    public string? Variant { get; init; }

    /// <summary>The kind of system it holds for, edge or datacenter; null for both.</summary>
    public string? SystemType { get; init; }

    /// <summary>The unit of the figure where it isn't that of the benchmark's quality: tokens, characters, ….</summary>
    public string? Unit { get; init; }

    /// <summary>Whether it holds for a round and a kind of system.</summary>
    /// <param name="round">The round; null: only what holds for all of them.</param>
    /// <param name="systemType">edge or datacenter; null: whatever kind it is.</param>
    public bool IsFor(string? round, string? systemType) =>
        (Round is null || Round == round) && (systemType is null || SystemType is null || SystemType == systemType);
}
