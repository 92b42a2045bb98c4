using NativeBench.Datasets.Metrics;

namespace NativeBench.Datasets.Onnx;

/// <summary>What the integers of a model's 8-bit inputs and outputs stand for, as its ONNX file tells.</summary>
public static class ModelQuantization
{
    private const long LargestRead = 1L << 30;
    private const int MostSteps = 64;

    private static readonly string[] s_sameNumbers = ["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "MaxPool", "Slice", "Gather"];

    /// <summary>Reads scale and zero point of an output from the operator that makes it; null if the file doesn't tell.</summary>
    public static Quantization? OfOutput(string path, string output)
    {
        if (Graph(path) is not { } graph)
            return null;
        for (var steps = 0; graph.Makers.TryGetValue(output, out var node) && steps < MostSteps; steps++)
        {
            if (!s_sameNumbers.Contains(node.Operation))
                return ScaleOfResult(node) is { } at ? At(graph, node, at) : null;
            output = node.Inputs[0];
        }

        return null;
    }

    /// <summary>Reads scale and zero point of an input from the operator that takes it; null if the file doesn't tell.</summary>
    public static Quantization? OfInput(string path, string input)
    {
        if (Graph(path) is not { } graph)
            return null;
        for (var steps = 0; steps < MostSteps; steps++)
        {
            if (graph.Nodes.Find(node => node.Inputs.Count > 0 && node.Inputs[0] == input) is not { } node)
                return null;
            if (!s_sameNumbers.Contains(node.Operation))
                return TakesScaled(node) ? At(graph, node, 1) : null;
            input = node.Outputs[0];
        }

        return null;
    }

    private static OnnxGraph? Graph(string path)
    {
        try
        {
            // Larger files have no 8-bit inputs of interest; a file that is no ONNX model doesn't tell.
            return File.Exists(path) && new FileInfo(path).Length <= LargestRead ? OnnxGraph.Read(File.ReadAllBytes(path)) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static Quantization? At(OnnxGraph graph, OnnxNode node, int scaleInput)
    {
        return Scalar(scaleInput) is { } scale && scale > 0 ? new Quantization(scale, (int)(Scalar(scaleInput + 1) ?? 0)) : null;

        double? Scalar(int input) => input < node.Inputs.Count && graph.Scalars.TryGetValue(node.Inputs[input], out var value) ? value : null;
    }

    /// <summary>Whether the first input's scale is the second input, its zero point the third (ONNX and com.microsoft operator documentation).</summary>
    private static bool TakesScaled(OnnxNode node) =>
        node.Operation == "DequantizeLinear" || node.Operation is "QGemm" || node.Operation.StartsWith("QLinear", StringComparison.Ordinal);

    /// <summary>Which input is the result's scale; its zero point is the next (ONNX and com.microsoft operator documentation).</summary>
    private static int? ScaleOfResult(OnnxNode node) => node.Operation switch
    {
        "QuantizeLinear" => 1,
        "QLinearConv" or "QLinearMatMul" or "QLinearAdd" or "QLinearMul" => 6,
        "QGemm" => 7,
        "QLinearSoftmax" or "QLinearSigmoid" or "QLinearLeakyRelu" or "QLinearGlobalAveragePool" or "QLinearAveragePool" => 3,
        _ => null,
    };
}
