namespace NativeBench.Cli.Machine;

/// <summary>
/// A domain of Intel's (and AMD's) running average power limit, from the kernel's powercap interface: a counter in µJ that
/// wraps (Documentation/power/powercap/powercap.rst of the Linux kernel).
/// </summary>
internal sealed class RaplSource : IEnergySource
{
    private readonly SystemFile _counter;
    private readonly double _range;
    private double _wrapped;
    private long _last;

    private RaplSource(string name, SystemFile counter, long range)
    {
        Name = name;
        _counter = counter;
        _range = range;
    }

    public string Name { get; }

    public bool IsCounter => true;

    /// <summary>The domains below <paramref name="root"/>; the first is a package, whose energy holds that of its parts.</summary>
    public static IReadOnlyList<IEnergySource> Find(string root, List<string> notReadable)
    {
        var sources = new List<IEnergySource>();
        var folder = Path.Combine(root, "sys/class/powercap");
        foreach (var domain in SystemFile.Folders(folder, "intel-rapl:*"))
        {
            var name = "rapl:" + (SystemFile.Line(Path.Combine(domain, "name")) ?? Path.GetFileName(domain));
            if (SystemFile.Open(Path.Combine(domain, "energy_uj"), out var reason, size: 64) is { } counter)
                sources.Add(new RaplSource(name, counter, SystemFile.Number(Path.Combine(domain, "max_energy_range_uj")) ?? 0));
            else
                notReadable.Add($"{name}: {reason}");
        }

        if (sources.Count == 0 && notReadable.Count == 0)
            notReadable.Add("rapl: this machine's kernel has no powercap domains (a virtual machine, or a processor without them)");
        return sources;
    }

    public double? Read()
    {
        if (_counter.ReadNumber() is not { } now)
            return null;
        if (now < _last)
            _wrapped += _range;
        _last = now;
        return (_wrapped + now) / 1e6;
    }

    public void Dispose() => _counter.Dispose();
}
