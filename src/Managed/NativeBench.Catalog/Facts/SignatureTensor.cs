using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>A tensor of a <see cref="ModelSignature"/>. What the sources don't tell is left out, and then isn't compared.</summary>
public sealed record SignatureTensor
{
    /// <summary>Its name; null if it's unknown.</summary>
    public string? Name { get; init; }

    /// <summary>The element types that the benchmark's variants have, such as float32; empty if they're unknown.</summary>
    public ImmutableArray<string> Types { get => field.IsDefault ? [] : field; init; }

    /// <summary>All dimensions, the batch first; -1 for any number; empty if they're unknown.</summary>
    public ImmutableArray<long> Shape { get => field.IsDefault ? [] : field; init; }

    /// <summary>Whether some of the model's files lack it.</summary>
    public bool Optional { get; init; }
}
