using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>The reference model and the files it comes in.</summary>
public sealed record ModelFacts
{
    /// <summary>Its name and architecture.</summary>
    public required string Name { get; init; }

    /// <summary>Whether there's an official ONNX file; null where that is unclear.</summary>
    public bool? Onnx { get; init; }

    /// <summary>What else is known about an ONNX file.</summary>
    public string? OnnxNote { get; init; }

    /// <summary>The files.</summary>
    public ImmutableArray<CatalogFile> Files { get => field.IsDefault ? [] : field; init; }

    /// <summary>What the source says about checksums.</summary>
    public string? ChecksumsNote { get; init; }

    /// <summary>The architecture that <c>model synth</c> makes for <c>--weights synthetic</c>; null if it has none.</summary>
    public string? Synthetic { get; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
