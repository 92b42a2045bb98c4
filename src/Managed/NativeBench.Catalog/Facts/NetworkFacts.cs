namespace NativeBench.Catalog;

/// <summary>One of several networks that make up a model.</summary>
public sealed record NetworkFacts
{
    /// <summary>What it does: encoder, joint, ….</summary>
    public required string Name { get; init; }

    /// <summary>Its file in the folder that <c>--model</c> names.</summary>
    public required string File { get; init; }

    /// <summary>The architecture that <c>model synth</c> makes for <c>--weights synthetic</c>; null if it has none.</summary>
    public string? Synthetic { get; init; }
}
