namespace NativeBench.Cuda;

/// <summary>Why a GPU doesn't run as fast as it could; NVML's bits (nvmlClocksEventReasons).</summary>
[Flags]
public enum ThrottleReasons : ulong
{
    /// <summary>Nothing holds it back.</summary>
    None = 0,

    /// <summary>It has nothing to do.</summary>
    Idle = 0x1,

    /// <summary>Its clocks were set by somebody.</summary>
    ApplicationClocks = 0x2,

    /// <summary>It would take more power than its limit allows.</summary>
    PowerCap = 0x4,

    /// <summary>The hardware slows it down: heat, power brake, or a dip of the supply.</summary>
    HardwareSlowdown = 0x8,

    /// <summary>It keeps in step with the others of its group.</summary>
    SyncBoost = 0x10,

    /// <summary>It is too warm for the driver.</summary>
    ThermalSlowdown = 0x20,

    /// <summary>It is too warm for the hardware.</summary>
    HardwareThermalSlowdown = 0x40,

    /// <summary>The system's power brake is on.</summary>
    HardwarePowerBrake = 0x80,

    /// <summary>A display sets its clocks.</summary>
    DisplayClocks = 0x100,
}
