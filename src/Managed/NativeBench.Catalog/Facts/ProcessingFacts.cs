using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>Pre- or postprocessing as the official code does it.</summary>
public sealed record ProcessingFacts
{
    /// <summary>In order.</summary>
    public ImmutableArray<string> Steps { get => field.IsDefault ? [] : field; init; }

    /// <summary>What other official variants do.</summary>
    public string? Alternatives { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
