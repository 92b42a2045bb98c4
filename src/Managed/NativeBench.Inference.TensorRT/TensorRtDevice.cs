namespace NativeBench.Inference.TensorRT;

/// <summary>A device as the shim runs on it.</summary>
public sealed record TensorRtDevice
{
    /// <summary>Its number, as <c>--device</c> takes it.</summary>
    public required int Ordinal { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its compute capability, e.g. 9.0.</summary>
    public required Version ComputeCapability { get; init; }

    /// <summary>All of its memory, in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>It shares its memory with the CPU: nothing is copied.</summary>
    public required bool IsIntegrated { get; init; }

    /// <summary>It writes completion words itself; otherwise a function on the host does.</summary>
    public required bool WritesCompletionWords { get; init; }

    /// <summary>Cores of its deep learning accelerator; null if not known.</summary>
    public required int? DlaCores { get; init; }

    /// <summary>The NUMA node that it is near; null if not known.</summary>
    public required int? NumaNode { get; init; }

    /// <summary>The CPUs near it as Linux writes it, <c>0-15,32-47</c>; empty if not known.</summary>
    public required string CpuList { get; init; }

    /// <summary>Its place on the PCI bus; empty if not known.</summary>
    public required string PciBusId { get; init; }
}
