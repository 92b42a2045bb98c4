using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Tests.OnnxRuntime;

/// <summary>
/// Builds tiny ONNX models, so that tests need no files. Dimensions are numbers, or names for dynamic ones ("" for a dynamic
/// one without a name).
/// </summary>
internal sealed class SyntheticModel
{
    private readonly Protobuf _graph = new Protobuf().Text(2, "graph");

    /// <summary>A model whose output is its input.</summary>
    public static byte[] Identity(ElementType type, params object[] dimensions)
        => new SyntheticModel().Input("x", type, dimensions).Node("Identity", ["x"], ["y"]).Output("y", type, dimensions).ToBytes();

    public SyntheticModel Input(string name, ElementType type, params object[] dimensions) => Input(name, DataType(type), dimensions);

    public SyntheticModel StringInput(string name, params object[] dimensions) => Input(name, 8, dimensions);

    public SyntheticModel Output(string name, ElementType type, params object[] dimensions)
    {
        _graph.Message(12, Value(name, TensorType(DataType(type), dimensions)));
        return this;
    }

    /// <summary>An output whose shape the file doesn't tell.</summary>
    public SyntheticModel OutputWithoutShape(string name, ElementType type)
    {
        _graph.Message(12, Value(name, new Protobuf().Message(1, new Protobuf().Number(1, DataType(type)))));
        return this;
    }

    public SyntheticModel SequenceOutput(string name, ElementType type, params object[] dimensions)
    {
        var sequence = new Protobuf().Message(1, TensorType(DataType(type), dimensions));
        _graph.Message(12, Value(name, new Protobuf().Message(4, sequence)));
        return this;
    }

    /// <summary>A node, with attributes that are whole numbers.</summary>
    public SyntheticModel Node(string operation, string[] inputs, string[] outputs, params (string Name, long Value)[] attributes)
    {
        const int integer = 2;
        var node = new Protobuf();
        foreach (var input in inputs)
            node.Text(1, input);
        foreach (var output in outputs)
            node.Text(2, output);
        node.Text(4, operation);
        foreach (var (name, value) in attributes)
            node.Message(5, new Protobuf().Text(1, name).Number(3, value).Number(20, integer));
        _graph.Message(1, node);
        return this;
    }

    public SyntheticModel Constant(string name, ElementType type, long[] shape, byte[] data)
    {
        var tensor = new Protobuf();
        foreach (var dimension in shape)
            tensor.Number(1, dimension);
        _graph.Message(5, tensor.Number(2, DataType(type)).Text(8, name).Bytes(9, data));
        return this;
    }

    /// <summary>Constant float32 numbers.</summary>
    public SyntheticModel Floats(string name, long[] shape, params ReadOnlySpan<float> values) =>
        Constant(name, ElementType.Float32, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>Constant int64 numbers, as a list.</summary>
    public SyntheticModel Integers(string name, params ReadOnlySpan<long> values) =>
        Constant(name, ElementType.Int64, [values.Length], MemoryMarshal.AsBytes(values).ToArray());

    public byte[] ToBytes() => new Protobuf()
        .Number(1, 8)
        .Message(8, new Protobuf().Text(1, "").Number(2, 17))
        .Message(7, _graph)
        .ToArray();

    private SyntheticModel Input(string name, int dataType, object[] dimensions)
    {
        _graph.Message(11, Value(name, TensorType(dataType, dimensions)));
        return this;
    }

    private static Protobuf Value(string name, Protobuf type) => new Protobuf().Text(1, name).Message(2, type);

    private static Protobuf TensorType(int dataType, object[] dimensions)
    {
        var shape = new Protobuf();
        foreach (var dimension in dimensions)
            shape.Message(1, dimension switch
            {
                int value => new Protobuf().Number(1, value),
                "" => new Protobuf(),
                _ => new Protobuf().Text(2, (string)dimension),
            });
        return new Protobuf().Message(1, new Protobuf().Number(1, dataType).Message(2, shape));
    }

    private static int DataType(ElementType type) => type switch
    {
        ElementType.Float32 => 1,
        ElementType.UInt8 => 2,
        ElementType.Int8 => 3,
        ElementType.UInt16 => 4,
        ElementType.Int16 => 5,
        ElementType.Int32 => 6,
        ElementType.Int64 => 7,
        ElementType.Bool => 9,
        ElementType.Float16 => 10,
        ElementType.Float64 => 11,
        ElementType.UInt32 => 12,
        ElementType.UInt64 => 13,
        ElementType.BFloat16 => 16,
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };
}
