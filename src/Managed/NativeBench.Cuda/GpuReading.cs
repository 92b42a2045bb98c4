namespace NativeBench.Cuda;

/// <summary>What a GPU told at one moment. Null is what it doesn't tell; that is never 0.</summary>
public readonly record struct GpuReading
{
    /// <summary>Power in mW, averaged by the driver (about a second on recent boards).</summary>
    public long? PowerMw { get; init; }

    /// <summary>Energy since the driver was loaded in mJ; a difference of two readings is exact to the counter's own step.</summary>
    public long? EnergyMj { get; init; }

    /// <summary>Graphics clock in MHz.</summary>
    public int? GraphicsClockMhz { get; init; }

    /// <summary>Clock of the multiprocessors in MHz.</summary>
    public int? SmClockMhz { get; init; }

    /// <summary>Memory clock in MHz.</summary>
    public int? MemoryClockMhz { get; init; }

    /// <summary>What holds the clocks down.</summary>
    public ThrottleReasons? Throttle { get; init; }

    /// <summary>Temperature of the GPU in °C.</summary>
    public int? TemperatureC { get; init; }

    /// <summary>Percent of the last sampling period in which a kernel ran.</summary>
    public int? GpuUtilizationPercent { get; init; }

    /// <summary>Percent of the last sampling period in which memory was read or written.</summary>
    public int? MemoryUtilizationPercent { get; init; }

    /// <summary>Whether it told nothing at all, as on Jetson, whose rails are read with <see cref="PowerRails"/>.</summary>
    public bool IsEmpty => this == default;
}
