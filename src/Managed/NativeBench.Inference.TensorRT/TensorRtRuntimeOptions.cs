namespace NativeBench.Inference.TensorRT;

/// <summary>Files to open instead of looking for the libraries by their usual names.</summary>
public sealed record TensorRtRuntimeOptions
{
    /// <summary>The CUDA driver. Default null: the file that NATIVEBENCH_CUDA_LIBRARY names, else <c>libcuda.so.1</c>.</summary>
    public string? CudaLibrary { get; init; }

    /// <summary>TensorRT. Default null: the file that NATIVEBENCH_TENSORRT_LIBRARY names, else <c>libnvinfer.so.11</c>, <c>.10</c> or <c>.8</c>.</summary>
    public string? TensorRtLibrary { get; init; }

    /// <summary>Its ONNX parser. Default null: the file that NATIVEBENCH_TENSORRT_PARSER_LIBRARY names, else the one of the same major.</summary>
    public string? ParserLibrary { get; init; }

    /// <summary>A library whose plugins are registered. Default null: none.</summary>
    public string? PluginLibrary { get; init; }

    /// <summary>What an emulated engine computes with. Default null: the file that NATIVEBENCH_EMULATION_ONNXRUNTIME names.</summary>
    public string? EmulationOnnxRuntime { get; init; }

    /// <summary>Threads that wait inside of the driver spin instead of sleeping. Default false.</summary>
    public bool SpinInDriver { get; init; }
}
