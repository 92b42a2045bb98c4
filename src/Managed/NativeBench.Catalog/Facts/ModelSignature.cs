using System.Collections.Immutable;

namespace NativeBench.Catalog;

/// <summary>The inputs and outputs that one of the reference model's files has; a model has one for each kind of file.</summary>
public sealed record ModelSignature
{
    /// <summary>The inputs in the file's order.</summary>
    public ImmutableArray<SignatureTensor> Inputs { get => field.IsDefault ? [] : field; init; }

    /// <summary>The outputs in the file's order.</summary>
    public ImmutableArray<SignatureTensor> Outputs { get => field.IsDefault ? [] : field; init; }
}
