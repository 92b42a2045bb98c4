using System.Globalization;
using NativeBench.Cuda.Internal;
using NativeBench.Cuda.Interop;

namespace NativeBench.Cuda;

/// <summary>A GPU as NVML sees it. Its numbers may differ from CUDA's ordinals: match by <see cref="PciBusId"/>.</summary>
public sealed unsafe class NvmlDevice
{
    private readonly Nvml _owner;
    private readonly NvmlApi _api;
    private readonly nint _handle;

    internal NvmlDevice(Nvml owner, NvmlApi api, int index, nint handle)
    {
        _owner = owner;
        _api = api;
        _handle = handle;
        Index = index;
        Name = Text(api.nvmlDeviceGetName) ?? "";
        Uuid = Text(api.nvmlDeviceGetUUID) ?? "";
        PciBusId = ReadPciBusId();
        PowerLimitMw = Number(api.nvmlDeviceGetEnforcedPowerLimit);
        MaxSmClockMhz = MaxClock(NvmlApi.NVML_CLOCK_SM);
        MaxMemoryClockMhz = MaxClock(NvmlApi.NVML_CLOCK_MEM);
        int mode;
        PersistenceMode = api.nvmlDeviceGetPersistenceMode != null && api.nvmlDeviceGetPersistenceMode(handle, &mode) == NvmlApi.NVML_SUCCESS
            ? mode != 0
            : null;
    }

    /// <summary>NVML's number.</summary>
    public int Index { get; }

    /// <summary>Its name; empty if it doesn't tell.</summary>
    public string Name { get; }

    /// <summary>Its UUID, <c>GPU-…</c>; empty if it doesn't tell.</summary>
    public string Uuid { get; }

    /// <summary>Its place on the PCI bus as CUDA writes it, <c>0000:3b:00.0</c>; empty if it doesn't tell.</summary>
    public string PciBusId { get; }

    /// <summary>The power that it may take, in mW.</summary>
    public long? PowerLimitMw { get; }

    /// <summary>The highest clock of its multiprocessors in MHz.</summary>
    public int? MaxSmClockMhz { get; }

    /// <summary>The highest clock of its memory in MHz.</summary>
    public int? MaxMemoryClockMhz { get; }

    /// <summary>Whether the driver stays loaded while nobody uses it.</summary>
    public bool? PersistenceMode { get; }

    /// <summary>What it tells now. Takes some ten µs, up to ms on some boards: not for the path of a query. Allocates nothing.</summary>
    public GpuReading Read()
    {
        ObjectDisposedException.ThrowIf(_owner.IsClosed, _owner);
        ulong energy, throttle;
        uint temperature;
        var utilization = default(NvmlApi.nvmlUtilization_t);
        var hasUtilization = _api.nvmlDeviceGetUtilizationRates != null
            && _api.nvmlDeviceGetUtilizationRates(_handle, &utilization) == NvmlApi.NVML_SUCCESS;
        return new GpuReading
        {
            PowerMw = Number(_api.nvmlDeviceGetPowerUsage),
            EnergyMj = _api.nvmlDeviceGetTotalEnergyConsumption != null
                && _api.nvmlDeviceGetTotalEnergyConsumption(_handle, &energy) == NvmlApi.NVML_SUCCESS ? (long)energy : null,
            GraphicsClockMhz = Clock(NvmlApi.NVML_CLOCK_GRAPHICS),
            SmClockMhz = Clock(NvmlApi.NVML_CLOCK_SM),
            MemoryClockMhz = Clock(NvmlApi.NVML_CLOCK_MEM),
            Throttle = _api.nvmlDeviceGetCurrentClocksThrottleReasons != null
                && _api.nvmlDeviceGetCurrentClocksThrottleReasons(_handle, &throttle) == NvmlApi.NVML_SUCCESS ? (ThrottleReasons)throttle : null,
            TemperatureC = _api.nvmlDeviceGetTemperature != null
                && _api.nvmlDeviceGetTemperature(_handle, NvmlApi.NVML_TEMPERATURE_GPU, &temperature) == NvmlApi.NVML_SUCCESS
                    ? (int)temperature : null,
            GpuUtilizationPercent = hasUtilization ? (int)utilization.gpu : null,
            MemoryUtilizationPercent = hasUtilization ? (int)utilization.memory : null,
        };
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"GPU {Index} ({Name})");

    private long? Number(delegate* unmanaged[Cdecl]<nint, uint*, int> function)
    {
        uint value;
        return function != null && function(_handle, &value) == NvmlApi.NVML_SUCCESS ? value : null;
    }

    private int? Clock(int which)
    {
        uint value;
        return _api.nvmlDeviceGetClockInfo != null && _api.nvmlDeviceGetClockInfo(_handle, which, &value) == NvmlApi.NVML_SUCCESS
            ? (int)value : null;
    }

    private int? MaxClock(int which)
    {
        uint value;
        return _api.nvmlDeviceGetMaxClockInfo != null && _api.nvmlDeviceGetMaxClockInfo(_handle, which, &value) == NvmlApi.NVML_SUCCESS
            ? (int)value : null;
    }

    private string? Text(delegate* unmanaged[Cdecl]<nint, byte*, uint, int> function)
    {
        var buffer = stackalloc byte[NvmlApi.TextSize];
        return function != null && function(_handle, buffer, NvmlApi.TextSize) == NvmlApi.NVML_SUCCESS
            ? OptionalLibrary.Text(new ReadOnlySpan<byte>(buffer, NvmlApi.TextSize)) : null;
    }

    private string ReadPciBusId()
    {
        NvmlApi.nvmlPciInfo_t info;
        return _api.nvmlDeviceGetPciInfo_v3 != null && _api.nvmlDeviceGetPciInfo_v3(_handle, &info) == NvmlApi.NVML_SUCCESS
            ? string.Create(CultureInfo.InvariantCulture, $"{info.domain:x4}:{info.bus:x2}:{info.device:x2}.0") : "";
    }
}
