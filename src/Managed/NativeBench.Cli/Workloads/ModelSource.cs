namespace NativeBench.Cli.Workloads;

/// <summary>A model to be loaded: a file, or bytes that have a name.</summary>
/// <param name="Path">The file; with bytes, what messages and reports call it.</param>
/// <param name="Bytes">The bytes of an .onnx file that isn't one on disk; null for a file.</param>
internal sealed record ModelSource(string Path, ReadOnlyMemory<byte>? Bytes = null);
