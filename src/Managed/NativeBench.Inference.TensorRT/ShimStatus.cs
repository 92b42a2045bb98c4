using NativeBench.Cuda;

namespace NativeBench.Inference.TensorRT;

/// <summary>NativeBench's own native library, through which CUDA and TensorRT are reached.</summary>
public sealed record ShimStatus
{
    /// <summary>It is loaded and fits this assembly.</summary>
    public bool Available { get; init; }

    /// <summary>The file that was loaded, also if it was then refused; null if none was. Only a name if the operating system found it.</summary>
    public string? Path { get; init; }

    /// <summary>The product version that it was built from; null if nothing was loaded.</summary>
    public string? Version { get; init; }

    /// <summary>Why it isn't available and what helps, as a sentence; null if it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything that was tried, in order.</summary>
    public IReadOnlyList<LibraryAttempt> Tried { get; init; } = [];
}
