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

    /// <summary>The majors of TensorRT that the shim was built for; none: it runs emulated engines only.</summary>
    public required IReadOnlyList<int> AdapterMajors { get; init; }

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
            TensorRt(),
            OnnxRuntime(OnnxRuntimeProvider.Cuda),
            OnnxRuntime(OnnxRuntimeProvider.TensorRt),
        ],
        AdapterMajors = GpuProbe.Current.Shim.Available ? TensorRtRuntime.AdapterMajors : [],
    };

    private static BackendStatus TensorRt()
    {
        try
        {
            using var runtime = GpuTrouble.OpenOrExplain("tensorrt");
            var build = runtime.CanBuild ? "" : $" It runs plans only: {runtime.BuildReason}";
            return new BackendStatus("tensorrt", true, $"{runtime.Description} on {runtime.DeviceName(0)}.{build}");
        }
        catch (CannotRunException error)
        {
            return new BackendStatus("tensorrt", false, error.Message);
        }
    }

    private static BackendStatus OnnxRuntime(OnnxRuntimeProvider provider)
    {
        var name = OnnxRuntimeDevice.BackendName(provider);
        return OnnxRuntimeDevice.WhyNot(provider) is { } reason
            ? new BackendStatus(name, false, reason)
            : new BackendStatus(name, true, "ONNX Runtime's library has the provider; whether its own libraries load, a run tells.");
    }
}
