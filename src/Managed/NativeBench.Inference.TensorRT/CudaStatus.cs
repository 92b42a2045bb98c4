using NativeBench.Cuda;

namespace NativeBench.Inference.TensorRT;

/// <summary>The CUDA driver of this machine and its devices.</summary>
public sealed record CudaStatus
{
    /// <summary>The driver works and shows at least one device.</summary>
    public bool Available { get; init; }

    /// <summary>It is a stand-in for tests; nothing measured with it is a result.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>The file that was opened; null if none was.</summary>
    public string? Path { get; init; }

    /// <summary>The newest CUDA version that the driver supports, e.g. 12.4; null if not known.</summary>
    public Version? DriverVersion { get; init; }

    /// <summary>What starting the driver (<c>cuInit</c>) answered, in words; null if it didn't come to that.</summary>
    public string? InitResult { get; init; }

    /// <summary>The devices, by ordinal.</summary>
    public IReadOnlyList<CudaDevice> Devices { get; init; } = [];

    /// <summary>Why CUDA isn't available and what helps, as a sentence; null if it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything that was tried, in order.</summary>
    public IReadOnlyList<LibraryAttempt> Tried { get; init; } = [];
}
