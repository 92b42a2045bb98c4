namespace NativeBench.Datasets.Composite;

/// <summary>What is logged for a sample.</summary>
/// <param name="Data">Address of its first byte.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Tokens">Tokens that were generated, for benchmarks that count them.</param>
public readonly record struct SampleResponse(nint Data, long Size, long Tokens = 0);
