using NativeBench.Cuda.Internal;

namespace NativeBench.Cuda.Interop;

/// <summary>
/// The functions of NVML (nvml.h) that are used. Only the first group has to be there: older drivers and Jetson lack some of
/// the others, and what isn't there isn't told.
/// </summary>
internal sealed unsafe class NvmlApi
{
    public const int NVML_SUCCESS = 0;
    public const int NVML_ERROR_NOT_SUPPORTED = 3;
    public const int NVML_ERROR_NO_PERMISSION = 4;

    public const int NVML_CLOCK_GRAPHICS = 0;
    public const int NVML_CLOCK_SM = 1;
    public const int NVML_CLOCK_MEM = 2;

    public const int NVML_TEMPERATURE_GPU = 0;

    public const int TextSize = 96;

    public readonly delegate* unmanaged[Cdecl]<int> nvmlInit_v2;
    public readonly delegate* unmanaged[Cdecl]<int> nvmlShutdown;
    public readonly delegate* unmanaged[Cdecl]<int, byte*> nvmlErrorString;
    public readonly delegate* unmanaged[Cdecl]<uint*, int> nvmlDeviceGetCount_v2;
    public readonly delegate* unmanaged[Cdecl]<uint, nint*, int> nvmlDeviceGetHandleByIndex_v2;

    public readonly delegate* unmanaged[Cdecl]<byte*, uint, int> nvmlSystemGetDriverVersion;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, int> nvmlDeviceGetName;
    public readonly delegate* unmanaged[Cdecl]<nint, byte*, uint, int> nvmlDeviceGetUUID;
    public readonly delegate* unmanaged[Cdecl]<nint, nvmlPciInfo_t*, int> nvmlDeviceGetPciInfo_v3;
    public readonly delegate* unmanaged[Cdecl]<nint, uint*, int> nvmlDeviceGetPowerUsage;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong*, int> nvmlDeviceGetTotalEnergyConsumption;
    public readonly delegate* unmanaged[Cdecl]<nint, uint*, int> nvmlDeviceGetEnforcedPowerLimit;
    public readonly delegate* unmanaged[Cdecl]<nint, int, uint*, int> nvmlDeviceGetClockInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, int, uint*, int> nvmlDeviceGetMaxClockInfo;
    public readonly delegate* unmanaged[Cdecl]<nint, ulong*, int> nvmlDeviceGetCurrentClocksThrottleReasons;
    public readonly delegate* unmanaged[Cdecl]<nint, int, uint*, int> nvmlDeviceGetTemperature;
    public readonly delegate* unmanaged[Cdecl]<nint, nvmlUtilization_t*, int> nvmlDeviceGetUtilizationRates;
    public readonly delegate* unmanaged[Cdecl]<nint, int*, int> nvmlDeviceGetPersistenceMode;

    public NvmlApi(OptionalLibrary library)
    {
        nvmlInit_v2 = (delegate* unmanaged[Cdecl]<int>)Required(library, nameof(nvmlInit_v2));
        nvmlShutdown = (delegate* unmanaged[Cdecl]<int>)Required(library, nameof(nvmlShutdown));
        nvmlErrorString = (delegate* unmanaged[Cdecl]<int, byte*>)Required(library, nameof(nvmlErrorString));
        nvmlDeviceGetCount_v2 = (delegate* unmanaged[Cdecl]<uint*, int>)Required(library, nameof(nvmlDeviceGetCount_v2));
        nvmlDeviceGetHandleByIndex_v2 =
            (delegate* unmanaged[Cdecl]<uint, nint*, int>)Required(library, nameof(nvmlDeviceGetHandleByIndex_v2));

        nvmlSystemGetDriverVersion = (delegate* unmanaged[Cdecl]<byte*, uint, int>)library.Find(nameof(nvmlSystemGetDriverVersion));
        nvmlDeviceGetName = (delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)library.Find(nameof(nvmlDeviceGetName));
        nvmlDeviceGetUUID = (delegate* unmanaged[Cdecl]<nint, byte*, uint, int>)library.Find(nameof(nvmlDeviceGetUUID));
        nvmlDeviceGetPciInfo_v3 = (delegate* unmanaged[Cdecl]<nint, nvmlPciInfo_t*, int>)library.Find(nameof(nvmlDeviceGetPciInfo_v3));
        nvmlDeviceGetPowerUsage = (delegate* unmanaged[Cdecl]<nint, uint*, int>)library.Find(nameof(nvmlDeviceGetPowerUsage));
        nvmlDeviceGetTotalEnergyConsumption =
            (delegate* unmanaged[Cdecl]<nint, ulong*, int>)library.Find(nameof(nvmlDeviceGetTotalEnergyConsumption));
        nvmlDeviceGetEnforcedPowerLimit = (delegate* unmanaged[Cdecl]<nint, uint*, int>)library.Find(nameof(nvmlDeviceGetEnforcedPowerLimit));
        nvmlDeviceGetClockInfo = (delegate* unmanaged[Cdecl]<nint, int, uint*, int>)library.Find(nameof(nvmlDeviceGetClockInfo));
        nvmlDeviceGetMaxClockInfo = (delegate* unmanaged[Cdecl]<nint, int, uint*, int>)library.Find(nameof(nvmlDeviceGetMaxClockInfo));
        // Renamed in CUDA 12.x; both names mean the same.
        nvmlDeviceGetCurrentClocksThrottleReasons = (delegate* unmanaged[Cdecl]<nint, ulong*, int>)library.Find(
            "nvmlDeviceGetCurrentClocksEventReasons", nameof(nvmlDeviceGetCurrentClocksThrottleReasons));
        nvmlDeviceGetTemperature = (delegate* unmanaged[Cdecl]<nint, int, uint*, int>)library.Find(nameof(nvmlDeviceGetTemperature));
        nvmlDeviceGetUtilizationRates =
            (delegate* unmanaged[Cdecl]<nint, nvmlUtilization_t*, int>)library.Find(nameof(nvmlDeviceGetUtilizationRates));
        nvmlDeviceGetPersistenceMode = (delegate* unmanaged[Cdecl]<nint, int*, int>)library.Find(nameof(nvmlDeviceGetPersistenceMode));
    }

    private static nint Required(OptionalLibrary library, string name) =>
        library.Find(name) is not 0 and var address ? address : throw new EntryPointNotFoundException(name);

    public struct nvmlUtilization_t
    {
        public uint gpu;
        public uint memory;
    }

    public struct nvmlPciInfo_t
    {
        public fixed byte busIdLegacy[16];
        public uint domain;
        public uint bus;
        public uint device;
        public uint pciDeviceId;
        public uint pciSubSystemId;
        public fixed byte busId[32];
    }
}
