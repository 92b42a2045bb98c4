using System.Text.Json.Serialization;

namespace NativeBench.Results;

/// <summary>What the machine did during a run, read about once a second beside it; columns have one element a reading.</summary>
public sealed record MachineActivityData
{
    /// <summary>When each reading was taken, in s after the run's start.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> TimeS { get; init; }

    /// <summary>Share of all processors' time that was used by anybody since the reading before, in per cent.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> CpuBusyPercent { get; init; }

    /// <summary>The part of it that this process used.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public required IReadOnlyList<double?> CpuOwnPercent { get; init; }

    /// <summary>Mean clock rate of the processors.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public IReadOnlyList<double?>? CpuClockMhz { get; init; }

    /// <summary>Power of the whole board where it's measured, else of the processors' packages and the GPUs.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public IReadOnlyList<double?>? PowerW { get; init; }

    /// <summary>Share of the time in which a kernel ran on the GPU, in per cent; the mean over several.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public IReadOnlyList<double?>? GpuBusyPercent { get; init; }

    /// <summary>Clock of the GPU's multiprocessors.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public IReadOnlyList<double?>? GpuSmClockMhz { get; init; }

    /// <summary>Temperature of the GPU in °C; the hottest of several.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public IReadOnlyList<double?>? GpuTemperatureC { get; init; }

    /// <summary>Share of the readings in which heat, a power brake or the supply slowed the GPU, in per cent.</summary>
    public double? GpuThrottledPercent { get; init; }

    /// <summary>Share of the readings in which its power limit held the GPU back, in per cent.</summary>
    public double? GpuPowerCappedPercent { get; init; }

    /// <summary>Memory of this process.</summary>
    [JsonConverter(typeof(ColumnConverter))]
    public IReadOnlyList<double?>? ResidentBytes { get; init; }

    /// <summary>Share of the whole machine's time over the run that other processes used, in per cent.</summary>
    public double? OtherProcessesCpuPercent { get; init; }

    /// <summary>Share of the whole machine's time over the run that this process used, in per cent.</summary>
    public double? OwnCpuPercent { get; init; }

    /// <summary>Share of the run in which the hypervisor ran something else, in per cent.</summary>
    public double? StealPercent { get; init; }

    /// <summary>Times that a processor throttled because it was hot.</summary>
    public long? ThermalThrottleCount { get; init; }

    /// <summary>Times that the control group's processor limit stopped the process.</summary>
    public long? ContainerThrottleCount { get; init; }
}

/// <summary>Energy of a run. Each source has its own entry: their domains overlap, so they are never added.</summary>
public sealed record EnergyData
{
    /// <summary>What could be read.</summary>
    public required IReadOnlyList<EnergySourceData> Sources { get; init; }

    /// <summary>What could not, each with the reason.</summary>
    public required IReadOnlyList<string> NotReadable { get; init; }
}

/// <summary>The energy that one counter saw.</summary>
public sealed record EnergySourceData
{
    /// <summary>Its name, such as rapl:package-0, nvml:0 or hwmon:VDD_IN.</summary>
    public required string Name { get; init; }

    /// <summary>counter (an energy counter's difference) or power (a power reading's integral over time).</summary>
    public required string Kind { get; init; }

    /// <summary>Energy from the first query to the last completion, idle included.</summary>
    public required double EnergyJ { get; init; }

    /// <summary>Seconds that it covers.</summary>
    public required double DurationS { get; init; }

    /// <summary>Mean power.</summary>
    public required double MeanPowerW { get; init; }

    /// <summary>Power of the idle machine just before; null when it wasn't measured.</summary>
    public double? IdlePowerW { get; init; }

    /// <summary>Energy without what the idle machine would have used.</summary>
    public double? EnergyAboveIdleJ { get; init; }

    /// <summary>Energy per completed sample, idle included.</summary>
    public double? JoulesPerSample { get; init; }

    /// <summary>Completed samples per energy, idle included.</summary>
    public double? SamplesPerJoule { get; init; }
}
