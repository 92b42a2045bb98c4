using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>The dataset.</summary>
public sealed record DatasetFacts
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Samples of the whole set; null if unknown.</summary>
    public long? SampleCount { get; init; }

    /// <summary>What the number depends on.</summary>
    public string? SampleCountNote { get; init; }

    /// <summary>User-item pairs, for recommendation.</summary>
    public long? PairCount { get; init; }

    /// <summary>Folders and files as the official code expects them; <c>--data</c> takes the top one.</summary>
    public string? Layout { get; init; }

    /// <summary>Where the ground truth is.</summary>
    public string? Annotations { get; init; }

    /// <summary>The files.</summary>
    public ImmutableArray<CatalogFile> Files { get => field.IsDefault ? [] : field; init; }

    /// <summary>Its licence or terms of use, in a sentence; null if unknown.</summary>
    public string? Licence { get; init; }

    /// <summary>How to get it by hand, step by step.</summary>
    public ImmutableArray<string> Steps { get => field.IsDefault ? [] : field; init; }

    /// <summary>What the source says about checksums.</summary>
    public string? ChecksumsNote { get; init; }

    /// <summary>The calibration set.</summary>
    public string? Calibration { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
