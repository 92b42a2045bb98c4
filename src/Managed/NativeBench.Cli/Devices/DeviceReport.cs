using NativeBench.Inference.OnnxRuntime;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Cli.Devices;

/// <summary>A backend and whether it can be chosen.</summary>
/// <param name="Name">As --backend takes it.</param>
/// <param name="Usable">Whether it can.</param>
/// <param name="Reason">Why, in one sentence.</param>
internal sealed record BackendStatus(string Name, bool Usable, string Reason);

/// <summary>What this machine can run on.</summary>
internal sealed record DeviceReport
{
    public required SystemDescription System { get; init; }

    public required IReadOnlyList<string> CpuFeatures { get; init; }

    public required string OnnxRuntimeVersion { get; init; }

    public required IReadOnlyList<string> OnnxRuntimeProviders { get; init; }

    public required GpuProbe Gpu { get; init; }

    public required IReadOnlyList<BackendStatus> Backends { get; init; }

    /// <summary>Asks everything; nothing here throws for what is merely missing.</summary>
    public static DeviceReport Read() => new()
    {
        System = SystemDescription.Read(),
        CpuFeatures = Devices.CpuFeatures.Read(),
        OnnxRuntimeVersion = OnnxRuntimeEngine.LibraryVersion,
        OnnxRuntimeProviders = Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders(),
        Gpu = GpuProbe.Current,
        Backends =
        [
            new BackendStatus("ort-cpu", true, "ONNX Runtime on the CPU."),
            new BackendStatus("null", true, "Answers at once and computes nothing: LoadGen's own speed."),
            new BackendStatus("tensorrt", false, "Not in this build yet."),
            new BackendStatus("ort-cuda", false, "Not in this build yet."),
            new BackendStatus("ort-tensorrt", false, "Not in this build yet."),
        ],
    };
}
