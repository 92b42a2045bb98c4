using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Cuda.Internal;
using NativeBench.Cuda.Interop;

namespace NativeBench.Cuda;

/// <summary>
/// NVIDIA's management library, opened at run time: power, energy, clocks, temperature. Where it isn't there, there are no
/// devices and <see cref="Status"/> says why. Asking never throws for what is merely missing. Thread-safe.
/// </summary>
public sealed unsafe class Nvml : IDisposable
{
    /// <summary>Names the file; when it is set, no other is tried.</summary>
    public const string EnvironmentVariable = "NATIVEBENCH_NVML_LIBRARY";

    private readonly NvmlApi? _api;
    private int _closed;

    private Nvml(LibraryStatus status, NvmlApi? api = null)
    {
        Status = status;
        _api = api;
    }

    /// <summary>What became of looking for it.</summary>
    public LibraryStatus Status { get; }

    /// <summary>The GPUs, by NVML's number.</summary>
    public IReadOnlyList<NvmlDevice> Devices { get; private set; } = [];

    internal bool IsClosed => Volatile.Read(ref _closed) != 0;

    /// <summary>Opens it and lists the devices.</summary>
    /// <param name="file">A file to open instead of looking for the usual names; null: what NATIVEBENCH_NVML_LIBRARY holds, else those.</param>
    public static Nvml Open(string? file = null)
    {
        // libnvidia-ml.so belongs to the development package, whose stub can't do anything: not tried.
        string[] usual = OperatingSystem.IsWindows() ? ["nvml.dll"] : ["libnvidia-ml.so.1"];
        var candidates = OptionalLibrary.Candidates(file, EnvironmentVariable, usual);
        if (!OptionalLibrary.TryOpen(candidates, out var library, out var tried))
        {
            return new Nvml(new LibraryStatus
            {
                Reason = $"NVML ({string.Join(", ", candidates)}) isn't there; it comes with NVIDIA's driver. {EnvironmentVariable} may name the file.",
                Tried = tried,
            });
        }
        var status = new LibraryStatus { Path = library.Name, Tried = tried, IsEmulated = library.IsEmulated };
        NvmlApi api;
        try
        {
            api = new NvmlApi(library);
        }
        catch (EntryPointNotFoundException error)
        {
            return new Nvml(status with { Reason = $"'{library.Name}' lacks {error.Message}: it is no NVML that can be used." });
        }
        var result = api.nvmlInit_v2();
        if (result != NvmlApi.NVML_SUCCESS)
            return new Nvml(status with { Reason = $"NVML doesn't start: nvmlInit answered {Describe(api, result)}." });
        var nvml = new Nvml(status with { Available = true, Version = DriverVersion(api) }, api);
        nvml.Devices = nvml.ReadDevices();
        return nvml;
    }

    /// <summary>The device at a place on the PCI bus as CUDA tells it (upper or lower case), or null.</summary>
    public NvmlDevice? Find(string pciBusId) =>
        Devices.FirstOrDefault(device => device.PciBusId.Length > 0 && device.PciBusId.Equals(pciBusId, StringComparison.OrdinalIgnoreCase));

    /// <summary>Ends its use; devices can't be read any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0 && _api is { } api)
            _ = api.nvmlShutdown();
    }

    private static string? DriverVersion(NvmlApi api)
    {
        var buffer = stackalloc byte[NvmlApi.TextSize];
        return api.nvmlSystemGetDriverVersion != null && api.nvmlSystemGetDriverVersion(buffer, NvmlApi.TextSize) == NvmlApi.NVML_SUCCESS
            ? OptionalLibrary.Text(new ReadOnlySpan<byte>(buffer, NvmlApi.TextSize)) : null;
    }

    private static string Describe(NvmlApi api, int result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result}: {Marshal.PtrToStringUTF8((nint)api.nvmlErrorString(result))}");

    private List<NvmlDevice> ReadDevices()
    {
        var devices = new List<NvmlDevice>();
        uint count;
        if (_api!.nvmlDeviceGetCount_v2(&count) != NvmlApi.NVML_SUCCESS)
            return devices;
        for (var i = 0u; i < count; i++)
        {
            // A device that the user has no permission for is left out, as nvidia-smi does.
            nint handle;
            if (_api.nvmlDeviceGetHandleByIndex_v2(i, &handle) == NvmlApi.NVML_SUCCESS)
                devices.Add(new NvmlDevice(this, _api, (int)i, handle));
        }
        return devices;
    }
}
