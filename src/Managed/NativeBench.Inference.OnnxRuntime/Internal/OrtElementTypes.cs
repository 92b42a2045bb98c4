using Microsoft.ML.OnnxRuntime.Tensors;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>Our element types and ONNX Runtime's.</summary>
internal static class OrtElementTypes
{
    private static readonly (ElementType Ours, TensorElementType Theirs)[] s_pairs =
    [
        (ElementType.Float32, TensorElementType.Float),
        (ElementType.Float64, TensorElementType.Double),
        (ElementType.Float16, TensorElementType.Float16),
        (ElementType.BFloat16, TensorElementType.BFloat16),
        (ElementType.Int8, TensorElementType.Int8),
        (ElementType.UInt8, TensorElementType.UInt8),
        (ElementType.Int16, TensorElementType.Int16),
        (ElementType.UInt16, TensorElementType.UInt16),
        (ElementType.Int32, TensorElementType.Int32),
        (ElementType.UInt32, TensorElementType.UInt32),
        (ElementType.Int64, TensorElementType.Int64),
        (ElementType.UInt64, TensorElementType.UInt64),
        (ElementType.Bool, TensorElementType.Bool),
    ];

    /// <summary>Our type, or null for strings, complex numbers and packed formats.</summary>
    public static ElementType? FromOrt(TensorElementType theirs)
    {
        foreach (var pair in s_pairs)
            if (pair.Theirs == theirs)
                return pair.Ours;
        return null;
    }

    public static TensorElementType ToOrt(ElementType ours)
    {
        foreach (var pair in s_pairs)
            if (pair.Ours == ours)
                return pair.Theirs;
        throw new ArgumentOutOfRangeException(nameof(ours), ours, null);
    }
}
