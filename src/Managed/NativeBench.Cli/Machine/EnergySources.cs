using NativeBench.Cuda;

namespace NativeBench.Cli.Machine;

/// <summary>Everything on this machine that tells energy, and why other things don't.</summary>
internal sealed class EnergySources : IDisposable
{
    private readonly Nvml? _nvml;

    private EnergySources(IReadOnlyList<IEnergySource> all, IReadOnlyList<string> notReadable, Nvml? nvml, IReadOnlyList<NvmlDevice>? watched = null)
    {
        All = all;
        NotReadable = notReadable;
        _nvml = nvml;
        Gpus = watched ?? [];
        var ofGpus = Gpus.Select(static gpu => NvmlSource.NameOf(gpu)).ToHashSet();
        PowerNames = all.FirstOrDefault(static s => s is HwmonSource) is { } board
            ? [board.Name]
            : [.. all.Select(static s => s.Name).Where(name => ofGpus.Contains(name) || name.StartsWith("rapl:package", StringComparison.Ordinal))];
    }

    /// <summary>Nothing at all, for runs whose energy nobody asks for.</summary>
    public static EnergySources None { get; } = new([], [], nvml: null);

    /// <summary>What can be read.</summary>
    public IReadOnlyList<IEnergySource> All { get; }

    /// <summary>What can't, each with the reason.</summary>
    public IReadOnlyList<string> NotReadable { get; }

    /// <summary>The GPUs whose use is watched; empty where none takes part.</summary>
    public IReadOnlyList<NvmlDevice> Gpus { get; }

    /// <summary>The sources whose power together is the machine's, as far as it's measured: parts of one another aren't added.</summary>
    public IReadOnlyList<string> PowerNames { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="root">Where the file system begins; tests bring their own.</param>
    /// <param name="gpus">Whether a GPU takes part in the run; NVML isn't opened otherwise.</param>
    /// <param name="usedGpus">The places on the PCI bus of the GPUs that are used; without any that NVML knows, all are watched.</param>
    public static EnergySources Open(string root = "/", bool gpus = false, IReadOnlyList<string>? usedGpus = null)
    {
        var notReadable = new List<string>();
        var all = new List<IEnergySource>();
        if (!OperatingSystem.IsLinux() && root == "/")
            notReadable.Add("rapl: only read on Linux");
        else
            all.AddRange([.. HwmonSource.Find(root), .. RaplSource.Find(root, notReadable)]);
        if (!gpus)
            return new EnergySources(all, notReadable, nvml: null);
        var nvml = Nvml.Open();
        if (nvml.Status.Available)
            all.InsertRange(0, NvmlSource.Find(nvml, notReadable));
        else
            notReadable.Add("nvml: " + nvml.Status.Reason);
        NvmlDevice[] used = [.. (usedGpus ?? []).Select(nvml.Find).OfType<NvmlDevice>()];
        return new EnergySources(all, notReadable, nvml, used.Length > 0 ? used : nvml.Devices);
    }

    public void Dispose()
    {
        foreach (var source in All)
            source.Dispose();
        _nvml?.Dispose();
    }
}
