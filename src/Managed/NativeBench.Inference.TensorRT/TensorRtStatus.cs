using NativeBench.Cuda;

namespace NativeBench.Inference.TensorRT;

/// <summary>The TensorRT library of this machine.</summary>
public sealed record TensorRtStatus
{
    /// <summary>It is there in a version that NativeBench can work with. Whether a device is there, <see cref="CudaStatus"/> tells.</summary>
    public bool Available { get; init; }

    /// <summary>It is a stand-in for tests; nothing measured with it is a result.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>The file that was opened; null if none was.</summary>
    public string? Path { get; init; }

    /// <summary>Its version, e.g. 10.13.1; null if not known.</summary>
    public Version? Version { get; init; }

    /// <summary>Why TensorRT isn't available and what helps, as a sentence; null if it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything that was tried, in order.</summary>
    public IReadOnlyList<LibraryAttempt> Tried { get; init; } = [];
}
