namespace NativeBench.Inference.TensorRT;

/// <summary>A device that the CUDA driver shows.</summary>
public sealed record CudaDevice
{
    /// <summary>Its number, as <c>--device</c> takes it.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Its name; empty if the driver didn't tell.</summary>
    public required string Name { get; init; }

    /// <summary>Its compute capability, e.g. 9.0.</summary>
    public required Version ComputeCapability { get; init; }

    /// <summary>All of its memory, in bytes.</summary>
    public required ulong MemoryBytes { get; init; }

    /// <summary>It shares its memory with the CPU, as on Jetson.</summary>
    public required bool IsIntegrated { get; init; }

    /// <summary>Its place on the PCI bus, e.g. <c>0000:3b:00.0</c>; empty if the driver didn't tell.</summary>
    public required string PciBusId { get; init; }

    /// <summary>What the driver failed to tell first, as a sentence; null if it told everything.</summary>
    public string? Problem { get; init; }
}
