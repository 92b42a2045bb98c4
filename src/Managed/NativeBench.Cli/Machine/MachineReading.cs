namespace NativeBench.Cli.Machine;

/// <summary>What the machine did between two looks at it; null is what can't be read.</summary>
/// <param name="AtS">Seconds since the sampler began.</param>
/// <param name="CpuBusyPercent">Share of all processors' time that anybody used.</param>
/// <param name="CpuOwnPercent">The part of it that this process used.</param>
/// <param name="ClockMhz">Mean clock of the processors.</param>
/// <param name="PowerW">Power of the board or, where that isn't measured, of the processors' packages and GPUs.</param>
/// <param name="ResidentBytes">Memory of this process.</param>
internal sealed record MachineReading(double AtS, double? CpuBusyPercent, double? CpuOwnPercent, double? ClockMhz, double? PowerW, double? ResidentBytes)
{
    /// <summary>What the GPUs told.</summary>
    public GpuUse? Gpu { get; init; }
}
