namespace NativeBench.Inference.TensorRT;

/// <summary>
/// What layers may compute in. From TensorRT 11 on the model's own types decide, and only the first two are taken.
/// </summary>
public enum TensorRtPrecision
{
    /// <summary>TensorRT's own choice: FP32, with TF32 where the device has it; the model's types where it is strongly typed.</summary>
    Default,

    /// <summary>The same, by name.</summary>
    Tf32,

    /// <summary>FP32 without TF32.</summary>
    Fp32,

    /// <summary>FP16 too.</summary>
    Fp16,

    /// <summary>BF16 too (TensorRT 10).</summary>
    Bf16,

    /// <summary>INT8 too, of a model with quantisation nodes, and FP16.</summary>
    Int8,

    /// <summary>FP8 too, of a model with quantisation nodes, and FP16 (TensorRT 10).</summary>
    Fp8,
}
