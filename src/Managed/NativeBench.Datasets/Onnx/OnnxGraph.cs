using System.Buffers.Binary;
using System.Text;

namespace NativeBench.Datasets.Onnx;

/// <summary>The little of an ONNX file that is needed: who makes what, and constants of one element (field numbers: onnx.proto).</summary>
internal sealed class OnnxGraph
{
    /// <summary>The operators in the file's order.</summary>
    public List<OnnxNode> Nodes { get; } = [];

    /// <summary>The operator that makes a tensor.</summary>
    public Dictionary<string, OnnxNode> Makers { get; } = [];

    /// <summary>Constants of one element.</summary>
    public Dictionary<string, double> Scalars { get; } = [];

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="InvalidDataException">They are no protobuf message.</exception>
    public static OnnxGraph Read(ReadOnlySpan<byte> model)
    {
        var graph = new OnnxGraph();
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

        var node = new OnnxNode(operation, inputs, outputs);
        Nodes.Add(node);
        foreach (var output in outputs)
            Makers[output] = node;
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

/// <summary>An operator with the names of its tensors.</summary>
internal sealed record OnnxNode(string Operation, List<string> Inputs, List<string> Outputs);
