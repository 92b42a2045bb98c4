using NativeBench.Cuda.Internal;

namespace NativeBench.Cuda;

/// <summary>A Jetson board as a result needs it to be understood later. It is only read, never changed.</summary>
public sealed record JetsonBoard
{
    /// <summary>The board's name: <c>NVIDIA Jetson AGX Orin Developer Kit</c>.</summary>
    public required string Model { get; init; }

    /// <summary>NVIDIA's Linux on it, first line of its release file; null if not known.</summary>
    public string? Release { get; init; }

    /// <summary>The power mode that nvpmodel chose, its number as text; null if not known.</summary>
    public string? PowerMode { get; init; }

    /// <summary>The governors of its clocks, by device (GPU, DLA, memory); what isn't <c>performance</c> or <c>userspace</c> lets them vary.</summary>
    public IReadOnlyDictionary<string, string> Governors { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads the board; null if this is none.</summary>
    /// <param name="root">Where the file system begins; tests bring their own.</param>
    public static JetsonBoard? Read(string root = "/")
    {
        var model = SysFiles.Line(Path.Combine(root, "sys/firmware/devicetree/base/model"));
        if (model is null || !model.Contains("Jetson", StringComparison.OrdinalIgnoreCase))
            return null;
        var governors = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var device in SysFiles.Folders(Path.Combine(root, "sys/class/devfreq")))
            if (SysFiles.Line(Path.Combine(device, "governor")) is { Length: > 0 } governor)
                governors[Path.GetFileName(device)] = governor;
        var mode = SysFiles.Line(Path.Combine(root, "var/lib/nvpmodel/status"));
        return new JetsonBoard
        {
            Model = model,
            Release = SysFiles.Line(Path.Combine(root, "etc/nv_tegra_release"))?.TrimStart('#', ' '),
            PowerMode = mode is not null && mode.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? mode[(colon + 1)..].Trim() : mode,
            Governors = governors,
        };
    }
}
