namespace NativeBench.Cuda;

/// <summary>A device as the CUDA driver tells it.</summary>
public sealed record CudaDeviceInfo
{
    /// <summary>Its number, as <c>--device</c> takes it.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its compute capability, e.g. 9.0.</summary>
    public required Version ComputeCapability { get; init; }

    /// <summary>All of its memory, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Its multiprocessors.</summary>
    public required int Multiprocessors { get; init; }

    /// <summary>It shares its memory with the CPU, as on Jetson.</summary>
    public required bool IsIntegrated { get; init; }

    /// <summary>Its place on the PCI bus, e.g. <c>0000:3b:00.0</c>; empty if the driver doesn't tell.</summary>
    public required string PciBusId { get; init; }
}
