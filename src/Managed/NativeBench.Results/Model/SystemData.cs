using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>The machine as it was when the session began; null is what can't be read here.</summary>
public sealed record SystemData
{
    /// <summary>Name of the processor.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? CpuModel { get; init; }

    /// <summary>Processors that this process may use.</summary>
    public required int CpuLogicalCores { get; init; }

    /// <summary>Cores without their hardware threads.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? CpuPhysicalCores { get; init; }

    /// <summary>Processors of the machine, those that this process may not use included.</summary>
    public int? CpuOnline { get; init; }

    /// <summary>The features of the processor that inference libraries choose their kernels by, as the kernel names them.</summary>
    public IReadOnlyList<string>? CpuFlags { get; init; }

    /// <summary>NUMA nodes with memory or processors.</summary>
    public int? NumaNodes { get; init; }

    /// <summary>Memory of the machine in bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Most memory that the control group allows, in bytes; null without a limit.</summary>
    public long? ContainerMemoryLimitBytes { get; init; }

    /// <summary>Processors' worth of time that the control group allows; null without a limit.</summary>
    public double? ContainerCpuLimit { get; init; }

    /// <summary>The operating system.</summary>
    public required string Os { get; init; }

    /// <summary>Release of the kernel.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? Kernel { get; init; }

    /// <summary>Architecture of the process.</summary>
    public required string Architecture { get; init; }

    /// <summary>Whether the processor says that a hypervisor is below it.</summary>
    public bool? VirtualMachine { get; init; }

    /// <summary>How the kernel chooses clock rates.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? CpuGovernor { get; init; }

    /// <summary>Load average over the minute before the session.</summary>
    [JsonPropertyName("load_average_1min_before")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public double? LoadAverage1MinBefore { get; init; }

    /// <summary>The GPUs that the session could see; absent when it didn't look.</summary>
    public IReadOnlyList<GpuData>? Gpus { get; init; }
}

/// <summary>A GPU and what runs it.</summary>
public sealed record GpuData
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Ordinal of the device.</summary>
    public int? Device { get; init; }

    /// <summary>Compute capability, such as 9.0.</summary>
    public string? ComputeCapability { get; init; }

    /// <summary>Memory in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Place on the PCI bus.</summary>
    public string? PciBusId { get; init; }

    /// <summary>Power that it may take, in W.</summary>
    public double? PowerLimitW { get; init; }

    /// <summary>The highest clock of its multiprocessors, in MHz.</summary>
    public int? MaxSmClockMhz { get; init; }

    /// <summary>The highest clock of its memory, in MHz.</summary>
    public int? MaxMemoryClockMhz { get; init; }

    /// <summary>It is a stand-in for tests: no hardware.</summary>
    public bool Emulated { get; init; }

    /// <summary>Version of the driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Version of CUDA.</summary>
    public string? Cuda { get; init; }

    /// <summary>Version of TensorRT.</summary>
    [JsonPropertyName("tensorrt")]
    public string? TensorRt { get; init; }
}
