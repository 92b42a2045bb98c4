using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>The execution providers of GPUs: whether they are there, and how a session gets them.</summary>
internal static class OrtProviders
{
    /// <summary>Why a provider can't be had; null if the native library has it. Whether its own libraries load, only a session tells.</summary>
    public static string? WhyNot(OnnxRuntimeProvider provider)
    {
        if (provider == OnnxRuntimeProvider.Cpu)
            return null;
        string version;
        try
        {
            version = OrtLibrary.Initialize();
        }
        catch (Exception error) when (error is InvalidInputException or InferenceException)
        {
            return error.Message;
        }
        var has = OrtEnv.Instance().GetAvailableProviders();
        if (has.Contains(NameOf(provider)))
            return null;
        var loaded = OrtNativeFile.Named is { } file ? $"'{file}', which {OrtNativeFile.EnvironmentVariable} names," : "The library that comes with this program";
        return $"{loaded} is ONNX Runtime {version} with {string.Join(", ", has)} and lacks {NameOf(provider)}. Name libonnxruntime.so of a GPU build of "
            + $"ONNX Runtime (package Microsoft.ML.OnnxRuntime.Gpu.Linux) by {OrtNativeFile.EnvironmentVariable}; {FileOf(provider)} has to lie beside it.";
    }

    /// <summary>Adds the provider to a session's options.</summary>
    /// <exception cref="InferenceException">It isn't there, or its own libraries can't be loaded.</exception>
    public static void Append(SessionOptions session, OnnxRuntimeProvider provider, OnnxRuntimeDevice device)
    {
        if (provider == OnnxRuntimeProvider.Cpu)
            return;
        if (WhyNot(provider) is { } reason)
            throw new InferenceException($"{OnnxRuntimeDevice.BackendName(provider)} can't run. {reason}");
        try
        {
            if (provider == OnnxRuntimeProvider.TensorRt)
                AppendTensorRt(session, device);
            AppendCuda(session, device);
        }
        catch (Exception error) when (error is OnnxRuntimeException or DllNotFoundException or EntryPointNotFoundException)
        {
            var text = error is OnnxRuntimeException ort ? OrtLibrary.Explain(ort) : error.Message;
            throw new InferenceException(
                $"{OnnxRuntimeDevice.BackendName(provider)} can't run: ONNX Runtime says: {text}. It needs {FileOf(provider)} beside libonnxruntime.so, and "
                + $"{NeededBy(provider)} where the loader finds them (LD_LIBRARY_PATH).",
                error);
        }
    }

    private static void AppendCuda(SessionOptions session, OnnxRuntimeDevice device)
    {
        using var options = new OrtCUDAProviderOptions();
        var values = new Dictionary<string, string> { ["device_id"] = device.Ordinal.ToString(CultureInfo.InvariantCulture) };
        if (device.Tf32 is { } tf32)
            values["use_tf32"] = tf32 ? "1" : "0";
        options.UpdateOptions(values);
        session.AppendExecutionProvider_CUDA(options);
    }

    private static void AppendTensorRt(SessionOptions session, OnnxRuntimeDevice device)
    {
        using var options = new OrtTensorRTProviderOptions();
        var values = new Dictionary<string, string>
        {
            ["device_id"] = device.Ordinal.ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = device.Fp16 ? "1" : "0",
            ["trt_int8_enable"] = device.Int8 ? "1" : "0",
        };
        if (device.Bf16)
            values["trt_bf16_enable"] = "1";
        if (device.DlaCore is { } core)
        {
            values["trt_dla_enable"] = "1";
            values["trt_dla_core"] = core.ToString(CultureInfo.InvariantCulture);
        }
        if (device.EngineCacheFolder is { } folder)
        {
            values["trt_engine_cache_enable"] = "1";
            values["trt_engine_cache_path"] = folder;
        }
        options.UpdateOptions(values);
        session.AppendExecutionProvider_Tensorrt(options);
    }

    private static string NameOf(OnnxRuntimeProvider provider) =>
        provider == OnnxRuntimeProvider.TensorRt ? "TensorrtExecutionProvider" : "CUDAExecutionProvider";

    private static string FileOf(OnnxRuntimeProvider provider) => provider == OnnxRuntimeProvider.TensorRt
        ? "libonnxruntime_providers_tensorrt.so (and …_cuda.so, …_shared.so)"
        : "libonnxruntime_providers_cuda.so (and …_shared.so)";

    private static string NeededBy(OnnxRuntimeProvider provider) => provider == OnnxRuntimeProvider.TensorRt
        ? "TensorRT, cuDNN and CUDA's libraries"
        : "cuDNN and CUDA's libraries";
}
