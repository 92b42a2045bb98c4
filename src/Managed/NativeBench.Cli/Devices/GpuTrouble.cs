using NativeBench.Cuda;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.Inference.TensorRT;

namespace NativeBench.Cli.Devices;

/// <summary>What keeps TensorRT from running here: what is missing, every place where it was looked for, what to do.</summary>
internal static class GpuTrouble
{
    /// <summary>Opens CUDA and TensorRT, ready to run engines.</summary>
    /// <exception cref="CannotRunException">Something is missing.</exception>
    public static TensorRtRuntime OpenOrExplain(string backend)
    {
        var probe = GpuProbe.Current;
        if (!probe.Shim.Available)
            throw Trouble(backend, probe.Shim.Reason, probe.Shim.Tried);
        if (!probe.Cuda.Available)
            throw Trouble(backend, probe.Cuda.Reason, probe.Cuda.Tried);
        if (probe.Cuda.IsEmulated)
            RequireOnnxRuntime(backend);
        TensorRtRuntime runtime;
        try
        {
            runtime = TensorRtRuntime.Open();
        }
        catch (InferenceException error)
        {
            throw Trouble(backend, error.Message, [.. probe.Cuda.Tried, .. probe.TensorRt.Tried]);
        }
        if (runtime.CanRun)
            return runtime;
        var reason = runtime.RunReason;
        runtime.Dispose();
        throw Trouble(backend, reason, probe.TensorRt.Tried);
    }

    /// <summary>Why auto doesn't take a GPU, as a clause; null if it does.</summary>
    public static string? WhyNotAuto(GpuProbe probe)
    {
        if (!probe.Shim.Available)
            return "the native shim isn't there";
        if (!probe.Cuda.Available)
            return probe.Cuda.Path is null ? "no CUDA driver" : "the CUDA driver can't be used";
        if (probe.Cuda.IsEmulated || probe.TensorRt.IsEmulated)
            return "the GPU is emulated, which only --backend tensorrt takes";
        if (!probe.TensorRt.Available)
            return probe.TensorRt.Path is null ? "no TensorRT" : "TensorRT can't be used";
        var majors = TensorRtRuntime.AdapterMajors;
        return majors.Contains(probe.TensorRt.Version!.Major)
            ? null
            : $"the shim was built without TensorRT {probe.TensorRt.Version.Major}'s headers";
    }

    /// <summary>An emulated engine computes with ONNX Runtime: with the named file, or with what this process has loaded.</summary>
    private static void RequireOnnxRuntime(string backend)
    {
        const string variable = "NATIVEBENCH_EMULATION_ONNXRUNTIME";
        if (Environment.GetEnvironmentVariable(variable) is not { Length: > 0 } file)
            _ = OnnxRuntimeEngine.LibraryVersion;
        else if (!File.Exists(file))
            throw Trouble(backend, $"The emulated engine computes with ONNX Runtime, and {variable} names '{file}', which isn't there.", []);
    }

    private static CannotRunException Trouble(string backend, string? reason, IReadOnlyList<LibraryAttempt> tried)
    {
        var attempts = tried.Where(static attempt => attempt.Failure is not null).Select(static attempt => $"{attempt.Name} ({attempt.Failure!.TrimEnd('.')})").ToArray();
        var list = attempts.Length == 0 ? "" : $" Tried: {string.Join("; ", attempts)}.";
        return new CannotRunException($"--backend {backend} can't run here. {reason}{list} 'nativebench devices' shows what this machine has.");
    }
}
