using NativeBench.Cuda.Internal;

namespace NativeBench.Cuda;

/// <summary>
/// The power monitors of a Jetson board (INA3221, and INA238 on Thor) through the kernel's hwmon class. For telemetry: what
/// MLPerf calls power is measured by an external meter.
/// </summary>
public sealed class PowerRails
{
    private const int ChannelsOfIna3221 = 3;

    // A rail that carries everything. AGX Orin has none: VIN_SYS_5V0 is only its I/O, and which of its rails feed others
    // isn't told, so no sum of them is a total.
    private static readonly string[] s_totals = ["VIN", "VDD_IN", "POM_5V_IN"];

    private PowerRails(IReadOnlyList<PowerRail> rails, string? reason)
    {
        Rails = rails;
        Reason = reason;
        Total = s_totals.Select(name => rails.FirstOrDefault(rail => rail.Name == name)).FirstOrDefault(static rail => rail is not null);
    }

    /// <summary>The rails that can be read, by name.</summary>
    public IReadOnlyList<PowerRail> Rails { get; }

    /// <summary>The rail that carries the whole board; null where there is none, or no rails.</summary>
    public PowerRail? Total { get; }

    /// <summary>Why there are no rails, as a sentence; null if there are.</summary>
    public string? Reason { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="sysfs">Where the kernel shows its devices; tests bring their own.</param>
    public static PowerRails Find(string sysfs = "/sys")
    {
        var folder = Path.Combine(sysfs, "class", "hwmon");
        var rails = new List<PowerRail>();
        foreach (var monitor in SysFiles.Folders(folder))
        {
            switch (SysFiles.Line(Path.Combine(monitor, "name")))
            {
                case "ina3221":
                    for (var channel = 1; channel <= ChannelsOfIna3221; channel++)
                        rails.AddRange(Channel(monitor, channel));
                    break;
                case "ina238":
                    rails.AddRange(Ina238(monitor));
                    break;
            }
        }
        rails.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new PowerRails(rails, rails.Count > 0 ? null : $"No INA3221 or INA238 power monitor answers below {folder}: this is no Jetson, or its kernel hides them.");
    }

    private static IEnumerable<PowerRail> Channel(string monitor, int channel)
    {
        var label = SysFiles.Line(Path.Combine(monitor, FormattableString.Invariant($"in{channel}_label")));
        if (string.IsNullOrEmpty(label) || label == "NC")
            yield break;
        var rail = new PowerRail(
            label, "ina3221",
            Path.Combine(monitor, FormattableString.Invariant($"in{channel}_input")),
            Path.Combine(monitor, FormattableString.Invariant($"curr{channel}_input")), microwatts: null);
        if (rail.ReadMw() is not null)
            yield return rail;
    }

    private static IEnumerable<PowerRail> Ina238(string monitor)
    {
        var name = SysFiles.Line(Path.Combine(monitor, "label")) ?? SysFiles.Line(Path.Combine(monitor, "device", "of_node", "label")) ?? "VIN";
        var rail = new PowerRail(name, "ina238", millivolts: null, milliamperes: null, Path.Combine(monitor, "power1_input"));
        if (rail.ReadMw() is not null)
            yield return rail;
    }
}
