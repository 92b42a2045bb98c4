using System.Collections.Immutable;

namespace NativeBench.Cli.Workloads;

/// <summary>A model to be loaded: a file, or bytes that have a name.</summary>
/// <param name="Path">The file; with bytes, what messages and reports call it.</param>
/// <param name="Bytes">The bytes of an .onnx file that isn't one on disk; null for a file.</param>
internal sealed record ModelSource(string Path, ReadOnlyMemory<byte>? Bytes = null)
{
    /// <summary>
    /// The inputs that its benchmark's files have, by name (null: whatever it is) and dimensions (-1: any number): values for what the file
    /// leaves open, as bert's does with the length of a sequence.
    /// </summary>
    public ImmutableArray<(string? Name, ImmutableArray<long> Dimensions)> ExpectedInputs { get; init; } = [];
}
