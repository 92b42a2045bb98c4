using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>A tensor as the source describes it.</summary>
public sealed record TensorFacts
{
    /// <summary>Its name in the graph; null if unknown.</summary>
    public string? Name { get; init; }

    /// <summary>Element type, or several.</summary>
    public string? Type { get; init; }

    /// <summary>Order of the dimensions and of the colour channels.</summary>
    public string? Layout { get; init; }

    /// <summary>Dimensions and their meaning.</summary>
    public string? Shape { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
