using System.Runtime.InteropServices;
using NativeBench.Cuda;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT;

/// <summary>
/// What this machine offers for running on a GPU, and for everything missing the reason. Asking never throws: a machine
/// without a GPU is an answer.
/// </summary>
public sealed class GpuProbe
{
    private static readonly Lazy<GpuProbe> s_current = new(() => Run(new GpuProbeOptions()));

    private GpuProbe(ShimStatus shim, CudaStatus cuda, TensorRtStatus tensorRt) => (Shim, Cuda, TensorRt) = (shim, cuda, tensorRt);

    /// <summary>
    /// This machine as found on first use, once per process. That first use starts the CUDA driver, which can take a second
    /// where there are many devices.
    /// </summary>
    public static GpuProbe Current => s_current.Value;

    /// <summary>NativeBench's own native library; without it, nothing is known about the other two.</summary>
    public ShimStatus Shim { get; }

    /// <summary>The CUDA driver and its devices.</summary>
    public CudaStatus Cuda { get; }

    /// <summary>The TensorRT library.</summary>
    public TensorRtStatus TensorRt { get; }

    /// <summary>Looks again, at the files given.</summary>
    public static GpuProbe Run(GpuProbeOptions options) => Run(options, ShimLibrary.Default.Status);

    internal static GpuProbe Run(GpuProbeOptions options, ShimStatus shim)
    {
        if (!shim.Available)
            return Unknown(shim, $"Not known, because the native shim can't be used. {shim.Reason}");
        try
        {
            using var probe = Create(options);
            return new(shim, ReadCuda(probe), ReadTensorRt(probe));
        }
        catch (ShimException exception)
        {
            return Unknown(shim, $"Not known, because the native shim failed with status {exception.Status}: {exception.Message}");
        }
    }

    private static GpuProbe Unknown(ShimStatus shim, string reason) =>
        new(shim, new CudaStatus { Reason = reason }, new TensorRtStatus { Reason = reason });

    private static unsafe ProbeHandle Create(GpuProbeOptions options)
    {
        fixed (byte* cuda = ShimText.NullTerminated(options.CudaLibrary))
        fixed (byte* tensorRt = ShimText.NullTerminated(options.TensorRtLibrary))
        {
            var native = new ShimNative.nb_probe_options
            {
                size = (uint)sizeof(ShimNative.nb_probe_options),
                cuda_library = cuda,
                tensorrt_library = tensorRt,
            };
            var status = ShimNative.nb_probe_create(out var probe, native);
            if (status != ShimNative.NB_OK)
                probe.Dispose();
            ShimText.Check(status);
            return probe;
        }
    }

    private static CudaStatus ReadCuda(ProbeHandle probe)
    {
        var info = ReadLibrary(probe, ShimNative.NB_CUDA);
        var devices = new CudaDevice[info.device_count];
        for (var i = 0u; i < devices.Length; i++)
            devices[i] = ReadDevice(probe, i);
        return new CudaStatus
        {
            Available = info.state == ShimNative.NB_LIBRARY_USABLE,
            IsEmulated = (info.flags & ShimNative.NB_LIBRARY_EMULATED) != 0,
            Path = Text(probe, ShimNative.NB_CUDA, ShimNative.NB_TEXT_PATH),
            DriverVersion = info.version == 0 ? null : new Version(info.version_major, info.version_minor),
            InitResult = Text(probe, ShimNative.NB_CUDA, ShimNative.NB_TEXT_INIT_RESULT),
            Devices = devices,
            Reason = Text(probe, ShimNative.NB_CUDA, ShimNative.NB_TEXT_REASON),
            Tried = ReadAttempts(probe, ShimNative.NB_CUDA, info.attempt_count),
        };
    }

    private static TensorRtStatus ReadTensorRt(ProbeHandle probe)
    {
        var info = ReadLibrary(probe, ShimNative.NB_TENSORRT);
        return new TensorRtStatus
        {
            Available = info.state == ShimNative.NB_LIBRARY_USABLE,
            IsEmulated = (info.flags & ShimNative.NB_LIBRARY_EMULATED) != 0,
            Path = Text(probe, ShimNative.NB_TENSORRT, ShimNative.NB_TEXT_PATH),
            Version = info.version == 0 ? null : new Version(info.version_major, info.version_minor, info.version_patch),
            Reason = Text(probe, ShimNative.NB_TENSORRT, ShimNative.NB_TEXT_REASON),
            Tried = ReadAttempts(probe, ShimNative.NB_TENSORRT, info.attempt_count),
        };
    }

    private static unsafe ShimNative.nb_library_info ReadLibrary(ProbeHandle probe, int which)
    {
        var info = new ShimNative.nb_library_info { size = (uint)sizeof(ShimNative.nb_library_info) };
        ShimText.Check(ShimNative.nb_probe_library(ref info, probe, which));
        return info;
    }

    private static unsafe CudaDevice ReadDevice(ProbeHandle probe, uint index)
    {
        var info = new ShimNative.nb_device_info { size = (uint)sizeof(ShimNative.nb_device_info) };
        ShimText.Check(ShimNative.nb_probe_device(ref info, probe, index));
        return new CudaDevice
        {
            Ordinal = info.ordinal,
            Name = Marshal.PtrToStringUTF8((nint)info.name) ?? "",
            ComputeCapability = new Version(info.compute_capability_major, info.compute_capability_minor),
            MemoryBytes = info.memory_bytes,
            IsIntegrated = info.integrated != 0,
            PciBusId = Marshal.PtrToStringUTF8((nint)info.pci_bus_id) ?? "",
            Problem = Text(probe, ShimNative.NB_CUDA, ShimNative.NB_TEXT_DEVICE_PROBLEM, index),
        };
    }

    private static LibraryAttempt[] ReadAttempts(ProbeHandle probe, int which, uint count)
    {
        var attempts = new LibraryAttempt[count];
        for (var i = 0u; i < count; i++)
        {
            var name = Text(probe, which, ShimNative.NB_TEXT_ATTEMPT_NAME, i) ?? "";
            attempts[i] = new(name, Text(probe, which, ShimNative.NB_TEXT_ATTEMPT_FAILURE, i));
        }
        return attempts;
    }

    private static string? Text(ProbeHandle probe, int which, int text, uint index = 0) => ShimText.Read(
        (Span<byte> buffer, uint capacity, out uint required) => ShimNative.nb_probe_text(buffer, capacity, out required, probe, which, text, index));
}
