using System.Buffers;
using NativeBench.Inference;

namespace NativeBench.Cli.Validate;

/// <summary>In what number format a side computes, which decides the tolerances that are fair to it.</summary>
internal static class ModelPrecision
{
    // ONNX's quantised operators; their names stand as text in the file.
    private static readonly SearchValues<string> s_quantised = SearchValues.Create(
        ["QuantizeLinear", "QLinearConv", "QLinearMatMul", "ConvInteger", "MatMulInteger", "DynamicQuantizeLSTM", "QAttention"], StringComparison.Ordinal);

    /// <summary>The tolerances for a side, and why these.</summary>
    /// <param name="asked">The precision that its backend was asked for, or null.</param>
    /// <param name="model">Its model.</param>
    public static (Tolerances Tolerances, string Reason) Of(string? asked, ModelInfo model)
    {
        switch (asked)
        {
            case "int8" or "fp8":
                return (Tolerances.Int8, $"--precision {asked}");
            case "fp16":
                return (Tolerances.Float16, $"--precision {asked}");
            case "bf16":
                return (Tolerances.BFloat16, $"--precision {asked}");
        }

        var tensors = model.Inputs.Concat(model.Outputs).Select(static t => t.ElementType).ToHashSet();
        if (HasQuantisedOperators(model.Path))
            return (Tolerances.Int8, $"'{model.Name}' has quantised operators");
        if (tensors.Contains(ElementType.BFloat16))
            return (Tolerances.BFloat16, $"'{model.Name}' has bfloat16 tensors");
        if (tensors.Contains(ElementType.Float16))
            return (Tolerances.Float16, $"'{model.Name}' has float16 tensors");
        return (Tolerances.Float32, $"'{model.Name}' computes in float32");
    }

    /// <summary>Whether the names of quantised operators occur in an ONNX file.</summary>
    public static bool HasQuantisedOperators(string path)
    {
        if (!File.Exists(path))
            return false;
        const int overlap = 32;
        using var file = File.OpenRead(path);
        var bytes = new byte[1 << 20];
        var text = new char[bytes.Length];
        var kept = 0;
        int read;
        while ((read = file.Read(bytes, kept, bytes.Length - kept)) > 0)
        {
            var count = kept + read;
            System.Text.Encoding.Latin1.GetChars(bytes, 0, count, text, 0);
            if (text.AsSpan(0, count).ContainsAny(s_quantised))
                return true;
            kept = Math.Min(overlap, count);
            bytes.AsSpan(count - kept, kept).CopyTo(bytes);
        }

        return false;
    }
}
