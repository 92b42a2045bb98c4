namespace NativeBench.Inference.TensorRT;

/// <summary>Files to open instead of looking for the libraries by their usual names.</summary>
public sealed record GpuProbeOptions
{
    /// <summary>The CUDA driver. Default null: the file that NATIVEBENCH_CUDA_LIBRARY names, else <c>libcuda.so.1</c>.</summary>
    public string? CudaLibrary { get; init; }

    /// <summary>TensorRT. Default null: the file that NATIVEBENCH_TENSORRT_LIBRARY names, else <c>libnvinfer.so.11</c>, <c>.10</c> or <c>.8</c>.</summary>
    public string? TensorRtLibrary { get; init; }
}
