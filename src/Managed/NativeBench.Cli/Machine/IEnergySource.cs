namespace NativeBench.Cli.Machine;

/// <summary>Something that tells energy or power. Read by one thread, beside the run.</summary>
internal interface IEnergySource : IDisposable
{
    /// <summary>As result.json names it: rapl:package-0, nvml:0, hwmon:VDD_IN.</summary>
    string Name { get; }

    /// <summary>Whether it counts energy itself; else its power is summed up over time.</summary>
    bool IsCounter { get; }

    /// <summary>Joules since some moment (a counter), or watts now; null when it can't be read just now.</summary>
    double? Read();
}
