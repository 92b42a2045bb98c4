using System.Globalization;
using NativeBench.Cuda;

namespace NativeBench.Cli.Machine;

/// <summary>A GPU's energy counter or, on boards without one, its power, from NVML.</summary>
internal sealed class NvmlSource(NvmlDevice device, bool isCounter) : IEnergySource
{
    public string Name { get; } = NameOf(device);

    public bool IsCounter => isCounter;

    /// <summary>What the source of a GPU is called.</summary>
    public static string NameOf(NvmlDevice device) => "nvml:" + device.Index.ToString(CultureInfo.InvariantCulture);

    /// <summary>The GPUs that tell energy or power; the library stays open as long as <paramref name="nvml"/>.</summary>
    public static IReadOnlyList<IEnergySource> Find(Nvml nvml, List<string> notReadable)
    {
        var sources = new List<IEnergySource>();
        foreach (var device in nvml.Devices)
        {
            var reading = device.Read();
            if (reading.EnergyMj is not null)
                sources.Add(new NvmlSource(device, isCounter: true));
            else if (reading.PowerMw is not null)
                sources.Add(new NvmlSource(device, isCounter: false));
            else
                notReadable.Add($"nvml:{device.Index.ToString(CultureInfo.InvariantCulture)}: '{device.Name}' tells neither energy nor power");
        }

        return sources;
    }

    public double? Read()
    {
        var reading = device.Read();
        return (isCounter ? reading.EnergyMj : reading.PowerMw) / 1e3;
    }

    public void Dispose()
    {
        // The library belongs to whoever opened it.
    }
}
