using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>Sizes of the sample library (QSL).</summary>
public sealed record SampleLibraryFacts
{
    /// <summary>Samples that a performance run loads; null if unknown.</summary>
    public long? PerformanceSampleCount { get; init; }

    /// <summary>Samples of the library; null if unknown.</summary>
    public long? TotalSampleCount { get; init; }

    /// <summary>Samples of an accuracy run where they are others; else null.</summary>
    public long? AccuracySampleCount { get; init; }

    /// <summary>What the total depends on.</summary>
    public string? TotalNote { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
