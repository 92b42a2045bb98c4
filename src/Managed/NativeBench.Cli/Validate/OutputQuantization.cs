using System.Buffers.Binary;
using System.Text;

namespace NativeBench.Cli.Validate;

/// <summary>What an 8-bit output means: real = scale · (integer − zero).</summary>
internal sealed record OutputQuantization(double Scale, double Zero)
{
    private static readonly string[] s_sameNumbers = ["Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "MaxPool", "Slice", "Gather"];

    /// <summary>The numbers that integers stand for.</summary>
    public double[] Dequantise(double[] integers) => [.. integers.Select(q => Scale * (q - Zero))];

    /// <summary>Reads scale and zero point of an output from the operator that makes it; null if the file doesn't tell.</summary>
    public static OutputQuantization? Read(string path, string output)
    {
        if (!File.Exists(path))
            return null;
        var graph = Graph.Read(File.ReadAllBytes(path));
        for (var steps = 0; graph.Makers.TryGetValue(output, out var node) && steps < 64; steps++)
        {
            if (!s_sameNumbers.Contains(node.Operation))
                return ScaleInput(node) is { } i && Scalar(i) is { } scale ? new OutputQuantization(scale, Scalar(i + 1) ?? 0) : null;
            output = node.Inputs[0];

            double? Scalar(int input) => input < node.Inputs.Count && graph.Scalars.TryGetValue(node.Inputs[input], out var value) ? value : null;
        }

        return null;
    }

    /// <summary>Which input is the result's scale; its zero point is the next (ONNX and com.microsoft operator documentation).</summary>
    private static int? ScaleInput(Node node) => node.Operation switch
    {
        "QuantizeLinear" => 1,
        "QLinearConv" or "QLinearMatMul" or "QLinearAdd" or "QLinearMul" => 6,
        "QGemm" => 7,
        "QLinearSoftmax" or "QLinearSigmoid" or "QLinearLeakyRelu" or "QLinearGlobalAveragePool" or "QLinearAveragePool" => 3,
        _ => null,
    };

    private sealed record Node(string Operation, List<string> Inputs);

    /// <summary>The little of an ONNX file that is needed: who makes what, and constants of one element (field numbers: onnx.proto).</summary>
    private sealed class Graph
    {
        public Dictionary<string, Node> Makers { get; } = [];

        public Dictionary<string, double> Scalars { get; } = [];

        public static Graph Read(ReadOnlySpan<byte> model)
        {
            var graph = new Graph();
            foreach (var (field, value) in new ProtobufFields(model))
            {
                if (field != 7)
                    continue;
                foreach (var (part, message) in new ProtobufFields(value))
                {
                    if (part == 1)
                        graph.AddNode(message);
                    else if (part == 5)
                        graph.AddTensor(message);
                }
            }

            return graph;
        }

        private void AddNode(ReadOnlySpan<byte> message)
        {
            var (operation, inputs, outputs) = ("", new List<string>(), new List<string>());
            foreach (var (field, value) in new ProtobufFields(message))
            {
                if (field == 1)
                    inputs.Add(Encoding.UTF8.GetString(value));
                else if (field == 2)
                    outputs.Add(Encoding.UTF8.GetString(value));
                else if (field == 4)
                    operation = Encoding.UTF8.GetString(value);
            }

            foreach (var output in outputs)
                Makers[output] = new Node(operation, inputs);
        }

        private void AddTensor(ReadOnlySpan<byte> message)
        {
            string name = "";
            long type = 0;
            double? number = null;
            ReadOnlySpan<byte> raw = [];
            foreach (var (field, value) in new ProtobufFields(message))
            {
                switch (field)
                {
                    case 2: type = ProtobufFields.Varint(value); break;
                    case 4 when value.Length == 4: number = BinaryPrimitives.ReadSingleLittleEndian(value); break;
                    case 5: number = ProtobufFields.Varint(value); break;
                    case 8: name = Encoding.UTF8.GetString(value); break;
                    case 9: raw = value; break;
                }
            }

            number ??= (type, raw.Length) switch
            {
                (1, 4) => BinaryPrimitives.ReadSingleLittleEndian(raw),
                (2, 1) => raw[0],
                (3, 1) => (sbyte)raw[0],
                _ => null,
            };
            if (number is { } scalar)
                Scalars[name] = scalar;
        }
    }
}
