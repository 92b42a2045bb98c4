using NativeBench.Cuda;

namespace NativeBench.Cli.Machine;

/// <summary>A rail that a Jetson board measures itself, summed up over time.</summary>
internal sealed class HwmonSource(PowerRail rail) : IEnergySource
{
    public string Name { get; } = "hwmon:" + rail.Name;

    public bool IsCounter => false;

    /// <summary>The rails below <paramref name="root"/>, the one that carries the whole board first.</summary>
    public static IReadOnlyList<IEnergySource> Find(string root)
    {
        var rails = PowerRails.Find(Path.Combine(root, "sys"));
        return [.. rails.Rails.OrderByDescending(rail => rail == rails.Total).Select(static rail => new HwmonSource(rail))];
    }

    public double? Read() => rail.ReadMw() / 1e3;

    public void Dispose()
    {
        // It opens its files at every reading.
    }
}
