namespace NativeBench.Inference.OnnxRuntime;

/// <summary>
/// The execution provider of ONNX Runtime that runs a model. The GPU ones need the user's own GPU build of the native library,
/// which <c>NATIVEBENCH_ONNXRUNTIME</c> names; nodes that they lack run on the CPU, as always in ONNX Runtime.
/// </summary>
public enum OnnxRuntimeProvider
{
    /// <summary>The CPU; <c>ort-cpu</c>.</summary>
    Cpu,

    /// <summary>CUDA; <c>ort-cuda</c>.</summary>
    Cuda,

    /// <summary>TensorRT, with CUDA for what it lacks; <c>ort-tensorrt</c>.</summary>
    TensorRt,
}
