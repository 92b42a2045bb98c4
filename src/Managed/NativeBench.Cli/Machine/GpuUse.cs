using NativeBench.Cuda;

namespace NativeBench.Cli.Machine;

/// <summary>What the GPUs of a run told at one moment, as means over them; null is what they don't tell.</summary>
/// <param name="BusyPercent">Share of the driver's last sampling period in which a kernel ran.</param>
/// <param name="SmClockMhz">Clock of the multiprocessors.</param>
/// <param name="TemperatureC">The hottest one's temperature.</param>
/// <param name="IsThrottled">One of them is slowed by heat, a power brake or its supply; null if none tells.</param>
/// <param name="IsPowerCapped">One of them is held by its power limit; null if none tells.</param>
internal sealed record GpuUse(double? BusyPercent, double? SmClockMhz, double? TemperatureC, bool? IsThrottled, bool? IsPowerCapped)
{
    private const ThrottleReasons Slowed = ThrottleReasons.HardwareSlowdown | ThrottleReasons.ThermalSlowdown
        | ThrottleReasons.HardwareThermalSlowdown | ThrottleReasons.HardwarePowerBrake;

    /// <summary>Asks them; null if there are none, or they tell nothing.</summary>
    public static GpuUse? Read(IReadOnlyList<NvmlDevice> gpus)
    {
        if (gpus.Count == 0)
            return null;
        var readings = gpus.Select(static gpu => gpu.Read()).ToArray();
        return readings.All(static r => r.IsEmpty) ? null : new GpuUse(
            readings.Average(static r => (double?)r.GpuUtilizationPercent),
            readings.Average(static r => (double?)r.SmClockMhz),
            readings.Max(static r => (double?)r.TemperatureC),
            Any(readings, Slowed), Any(readings, ThrottleReasons.PowerCap));
    }

    private static bool? Any(GpuReading[] readings, ThrottleReasons reasons) =>
        readings.All(static r => r.Throttle is null) ? null : readings.Any(r => (r.Throttle.GetValueOrDefault() & reasons) != 0);
}
