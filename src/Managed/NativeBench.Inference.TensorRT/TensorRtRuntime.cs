using System.Globalization;
using NativeBench.Inference.TensorRT.Internal;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT;

/// <summary>CUDA and TensorRT, opened through the shim. Thread-safe.</summary>
public sealed unsafe class TensorRtRuntime : IDisposable
{
    private readonly ShimNative.nb_runtime_info _info;
    private readonly PinnedSampleMemory[] _memories;

    private TensorRtRuntime(RuntimeHandle handle)
    {
        Handle = handle;
        _info = new ShimNative.nb_runtime_info { size = (uint)sizeof(ShimNative.nb_runtime_info) };
        ShimText.Check(ShimNative.nb_runtime_query(ref _info, handle));
        Devices = [.. Enumerable.Range(0, (int)_info.device_count).Select(ReadDevice)];
        _memories = [.. Enumerable.Range(0, Devices.Count).Select(device => new PinnedSampleMemory(this, device))];
    }

    /// <summary>The majors of TensorRT that the shim holds an adapter for; without any it runs emulated engines only.</summary>
    /// <exception cref="InferenceException">There is no shim.</exception>
    public static IReadOnlyList<int> AdapterMajors
    {
        get
        {
            RequireShim();
            var bits = ShimNative.nb_tensorrt_majors();
            return [.. new[] { 8, 10, 11 }.Where(major => (bits & (1u << major)) != 0)];
        }
    }

    /// <summary>Anything of it is a stand-in for tests: the driver, TensorRT, or the engine. Nothing measured with it is a result.</summary>
    public bool IsEmulated => (_info.flags
        & (ShimNative.NB_RUNTIME_CUDA_EMULATED | ShimNative.NB_RUNTIME_TENSORRT_EMULATED | ShimNative.NB_RUNTIME_ENGINE_EMULATED)) != 0;

    /// <summary>Engines can be loaded and run.</summary>
    public bool CanRun => (_info.flags & (ShimNative.NB_RUNTIME_TENSORRT | ShimNative.NB_RUNTIME_ENGINE_EMULATED)) != 0;

    /// <summary>Engines can be built.</summary>
    public bool CanBuild => (_info.flags & ShimNative.NB_RUNTIME_BUILDER) != 0;

    /// <summary>TensorRT's version; null without it, as behind an emulated engine.</summary>
    public Version? TensorRtVersion => _info.tensorrt_version == 0 ? null : VersionOf(_info.tensorrt_version);

    /// <summary>Library and version as reports show it.</summary>
    public string Description => (TensorRtVersion is { } version ? $"TensorRT {version}" : "no TensorRT, emulated engine") + (IsEmulated ? " (emulated)" : "");

    /// <summary>Why engines can't be loaded: what is missing, where it was looked for; null if they can.</summary>
    public string? RunReason => Text(ShimNative.NB_RUNTIME_TEXT_TENSORRT_REASON);

    /// <summary>Why engines can't be built; null if they can.</summary>
    public string? BuildReason => Text(ShimNative.NB_RUNTIME_TEXT_BUILDER_REASON);

    /// <summary>The devices, by ordinal.</summary>
    public IReadOnlyList<TensorRtDevice> Devices { get; }

    internal RuntimeHandle Handle { get; }

    /// <summary>A device didn't finish a batch: nothing that it may still use can be freed any more.</summary>
    internal bool HasHangingDevice { get; set; }

    /// <summary>Opens the libraries and starts the driver.</summary>
    /// <exception cref="InferenceException">There is no shim, no usable CUDA driver or no device; a missing TensorRT is told by <see cref="RunReason"/>.</exception>
    public static TensorRtRuntime Open(TensorRtRuntimeOptions? options = null)
    {
        RequireShim();
        options ??= new TensorRtRuntimeOptions();
        fixed (byte* cuda = ShimText.NullTerminated(options.CudaLibrary))
        fixed (byte* tensorRt = ShimText.NullTerminated(options.TensorRtLibrary))
        fixed (byte* parser = ShimText.NullTerminated(options.ParserLibrary))
        fixed (byte* plugin = ShimText.NullTerminated(options.PluginLibrary))
        fixed (byte* onnxRuntime = ShimText.NullTerminated(options.EmulationOnnxRuntime))
        {
            var native = new ShimNative.nb_runtime_options
            {
                size = (uint)sizeof(ShimNative.nb_runtime_options),
                scheduling = options.SpinInDriver ? ShimNative.NB_SCHEDULE_SPIN : ShimNative.NB_SCHEDULE_AUTO,
                cuda_library = cuda,
                tensorrt_library = tensorRt,
                parser_library = parser,
                plugin_library = plugin,
                emulation_onnxruntime = onnxRuntime,
            };
            var status = ShimNative.nb_runtime_create(out var handle, native);
            if (status == ShimNative.NB_OK)
                return new TensorRtRuntime(handle);
            var reason = ShimText.LastError();
            handle.Dispose();
            throw new InferenceException(reason);
        }
    }

    /// <summary>
    /// Page-locked memory for samples, near a device where the machine has such places: what that device, and every other one,
    /// reads without a copy in between.
    /// </summary>
    public ISampleMemory SampleMemoryNear(int device) => _memories[device];

    /// <summary>Bytes of a device's memory that are free now; makes its context if there is none.</summary>
    public long FreeMemoryBytes(int device)
    {
        ShimText.CheckFor(ShimNative.nb_device_memory(out var free, out _, Handle, device), $"The memory of {DeviceName(device)} can't be asked");
        return (long)free;
    }

    /// <summary>
    /// After a device was lost, between runs: makes its context anew. What was loaded on it has to be disposed before, and
    /// loaded again afterwards; samples stay.
    /// </summary>
    public void Recover(int device)
    {
        ShimText.CheckFor(ShimNative.nb_device_recover(Handle, device), $"{DeviceName(device)} can't be recovered");
        HasHangingDevice = false;
    }

    /// <summary>A device for messages: <c>GPU 0 (NVIDIA H100)</c>.</summary>
    public string DeviceName(int device) => device < Devices.Count
        ? string.Create(CultureInfo.InvariantCulture, $"GPU {device} ({Devices[device].Name})")
        : string.Create(CultureInfo.InvariantCulture, $"GPU {device}");

    /// <summary>Ends its use; engines and memory keep what they need.</summary>
    public void Dispose() => Handle.Dispose();

    /// <summary>The version behind the number of <c>getInferLibVersion</c>, whose form changed with 10.</summary>
    internal static Version VersionOf(int number) => number < 10_000
        ? new Version(number / 1000, number % 1000 / 100, number % 100)
        : new Version(number / 10_000, number % 10_000 / 100, number % 100);

    private static void RequireShim()
    {
        var shim = ShimLibrary.Default.Status;
        if (!shim.Available)
            throw new InferenceException(shim.Reason!);
    }

    private string? Text(int which) => ShimText.Read(
        (Span<byte> buffer, uint capacity, out uint required) => ShimNative.nb_runtime_text(buffer, capacity, out required, Handle, which));

    private TensorRtDevice ReadDevice(int ordinal)
    {
        var native = new ShimNative.nb_device_properties { size = (uint)sizeof(ShimNative.nb_device_properties) };
        ShimText.Check(ShimNative.nb_device_query(ref native, Handle, ordinal));
        return new TensorRtDevice
        {
            Ordinal = ordinal,
            Name = ShimText.Fixed(native.name),
            ComputeCapability = new Version(Math.Max(native.compute_capability_major, 0), Math.Max(native.compute_capability_minor, 0)),
            MemoryBytes = (long)native.memory_bytes,
            IsIntegrated = native.integrated == 1,
            WritesCompletionWords = native.stream_write_value == 1,
            DlaCores = native.dla_cores < 0 ? null : native.dla_cores,
            NumaNode = native.numa_node < 0 ? null : native.numa_node,
            CpuList = ShimText.Fixed(native.cpu_list),
            PciBusId = ShimText.Fixed(native.pci_bus_id),
        };
    }
}
