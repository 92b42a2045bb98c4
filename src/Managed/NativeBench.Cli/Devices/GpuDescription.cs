using NativeBench.Cuda;
using NativeBench.Inference.TensorRT;
using NativeBench.Results;

namespace NativeBench.Cli.Devices;

/// <summary>The GPUs of this machine as result.json tells them: CUDA's devices with what NVML knows of the same ones.</summary>
internal static class GpuDescription
{
    /// <summary>Asks the CUDA driver and NVML; empty where there's no GPU. Starts the driver, which can take a second.</summary>
    public static IReadOnlyList<GpuData> Read()
    {
        using var nvml = Nvml.Open();
        return Read(GpuProbe.Current, nvml);
    }

    /// <summary>The same from what was found already.</summary>
    public static IReadOnlyList<GpuData> Read(GpuProbe probe, Nvml nvml) =>
        [.. probe.Cuda.Devices.Select(device => Describe(device, probe, nvml))];

    private static GpuData Describe(CudaDevice device, GpuProbe probe, Nvml nvml)
    {
        // CUDA and NVML number devices differently; where CUDA doesn't tell the place, nothing of NVML's is taken for its.
        var known = nvml.Find(device.PciBusId);
        return new GpuData
        {
            Name = device.Name,
            Device = device.Ordinal,
            ComputeCapability = device.ComputeCapability.ToString(),
            MemoryBytes = (long)device.MemoryBytes,
            PciBusId = device.PciBusId.Length > 0 ? device.PciBusId : null,
            PowerLimitW = known?.PowerLimitMw / 1e3,
            MaxSmClockMhz = known?.MaxSmClockMhz,
            MaxMemoryClockMhz = known?.MaxMemoryClockMhz,
            Emulated = probe.Cuda.IsEmulated,
            Driver = nvml.Status.Version,
            Cuda = probe.Cuda.DriverVersion?.ToString(),
            TensorRt = probe.TensorRt.Version?.ToString(),
        };
    }
}
