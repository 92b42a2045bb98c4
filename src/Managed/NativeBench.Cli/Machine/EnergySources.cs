using NativeBench.Cuda;

namespace NativeBench.Cli.Machine;

/// <summary>Everything on this machine that tells energy, and why other things don't.</summary>
internal sealed class EnergySources : IDisposable
{
    private readonly Nvml? _nvml;

    private EnergySources(IReadOnlyList<IEnergySource> all, IReadOnlyList<string> notReadable, Nvml? nvml)
    {
        All = all;
        NotReadable = notReadable;
        _nvml = nvml;
    }

    /// <summary>Nothing at all, for runs whose energy nobody asks for.</summary>
    public static EnergySources None { get; } = new([], [], nvml: null);

    /// <summary>What can be read.</summary>
    public IReadOnlyList<IEnergySource> All { get; }

    /// <summary>What can't, each with the reason.</summary>
    public IReadOnlyList<string> NotReadable { get; }

    /// <summary>Looks for them.</summary>
    /// <param name="root">Where the file system begins; tests bring their own.</param>
    /// <param name="gpus">Whether a GPU takes part in the run; NVML isn't opened otherwise.</param>
    public static EnergySources Open(string root = "/", bool gpus = false)
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
        return new EnergySources(all, notReadable, nvml);
    }

    public void Dispose()
    {
        foreach (var source in All)
            source.Dispose();
        _nvml?.Dispose();
    }
}
