namespace NativeBench.Cuda;

/// <summary>One file or name that was tried while looking for a library.</summary>
/// <param name="Name">The path, or a name for the operating system to find.</param>
/// <param name="Failure">Why it wasn't taken; null for the one that was.</param>
public sealed record LibraryAttempt(string Name, string? Failure);
