using NativeBench.Inference.OnnxRuntime.Internal;

namespace NativeBench.Inference.OnnxRuntime;

/// <summary>What an execution provider of a GPU is asked for.</summary>
public sealed record OnnxRuntimeDevice
{
    /// <summary>The GPU's number, as CUDA counts. Default 0.</summary>
    public int Ordinal { get; init; }

    /// <summary>Whether CUDA may multiply in TF32. Default: as ONNX Runtime does by itself.</summary>
    public bool? Tf32 { get; init; }

    /// <summary>Whether TensorRT may compute in FP16. Default false.</summary>
    public bool Fp16 { get; init; }

    /// <summary>Whether TensorRT may compute in BF16. Default false.</summary>
    public bool Bf16 { get; init; }

    /// <summary>Whether TensorRT may compute in INT8. Default false.</summary>
    public bool Int8 { get; init; }

    /// <summary>The core of the deep learning accelerator that TensorRT uses; null (default): none.</summary>
    public int? DlaCore { get; init; }

    /// <summary>Where TensorRT's engines are kept; null (default): nowhere.</summary>
    public string? EngineCacheFolder { get; init; }

    /// <summary>The name of a provider on the command line.</summary>
    public static string BackendName(OnnxRuntimeProvider provider) => provider switch
    {
        OnnxRuntimeProvider.Cuda => "ort-cuda",
        OnnxRuntimeProvider.TensorRt => "ort-tensorrt",
        _ => "ort-cpu",
    };

    /// <summary>Why the native library that is loaded can't run a provider, with what was looked at and what helps; null if it can.</summary>
    public static string? WhyNot(OnnxRuntimeProvider provider) => OrtProviders.WhyNot(provider);
}
