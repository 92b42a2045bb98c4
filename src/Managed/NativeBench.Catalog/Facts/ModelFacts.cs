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

    /// <summary>In what the synthetic model differs from the benchmark's, in a sentence; null if it doesn't.</summary>
    public string? SyntheticNote { get; init; }

    /// <summary>The networks of a model that is several files, in the order in which a task takes them; empty for a single file.</summary>
    public ImmutableArray<NetworkFacts> Networks { get => field.IsDefault ? [] : field; init; }

    /// <summary>The inputs and outputs of its files, one entry a kind of file; empty where the sources don't tell them.</summary>
    public ImmutableArray<ModelSignature> Signatures { get => field.IsDefault ? [] : field; init; }

    /// <summary>Where these facts are from.</summary>
    public ImmutableArray<string> Source { get => field.IsDefault ? [] : field; init; }
}
