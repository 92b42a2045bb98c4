namespace NativeBench.Datasets.Composite;

/// <summary>What is logged for a sample.</summary>
/// <param name="Data">Address of its first byte.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct SampleResponse(nint Data, long Size);
