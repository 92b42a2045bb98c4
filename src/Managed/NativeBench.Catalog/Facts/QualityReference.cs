namespace NativeBench.Catalog;

/// <summary>What the reference implementation reaches.</summary>
public sealed record QualityReference
{
    /// <summary>The figure's name.</summary>
    public required string Figure { get; init; }

    /// <summary>Its value.</summary>
    public required double Value { get; init; }

    /// <summary>The round it holds for; null for all.</summary>
    public string? Round { get; init; }

    /// <summary>The scenarios it holds for; null for all.</summary>
    public string? Scenario { get; init; }
}
