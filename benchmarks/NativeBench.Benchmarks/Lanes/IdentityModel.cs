using System.Text;

namespace NativeBench.Benchmarks.Lanes;

/// <summary>An ONNX model that gives back what it gets, float32 [N,16]: as little as a device can have to do.</summary>
internal static class IdentityModel
{
    private const int Elements = 16;
    private const byte Float = 1;

    // Numbers of onnx.proto's fields: ModelProto ir_version 1, graph 7, opset_import 8; GraphProto node 1, name 2, input 11,
    // output 12; NodeProto input 1, output 2, op_type 4; ValueInfoProto name 1, type 2; TypeProto tensor_type 1; its elem_type
    // 1 and shape 2; TensorShapeProto dim 1, with dim_value 1 or dim_param 2; OperatorSetIdProto version 2.
    public static byte[] Bytes()
    {
        byte[] node = [.. Field(1, Text("x")), .. Field(2, Text("y")), .. Field(4, Text("Identity"))];
        byte[] graph = [.. Field(1, node), .. Field(2, Text("identity")), .. Field(11, Value("x")), .. Field(12, Value("y"))];
        return [.. Number(1, 8), .. Field(7, graph), .. Field(8, Number(2, 13))];
    }

    private static byte[] Value(string name)
    {
        byte[] shape = [.. Field(1, Field(2, Text("N"))), .. Field(1, Number(1, Elements))];
        byte[] tensor = [.. Number(1, Float), .. Field(2, shape)];
        return [.. Field(1, Text(name)), .. Field(2, Field(1, tensor))];
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    // Lengths and numbers here are below 128: one byte each.
    private static byte[] Field(int number, byte[] content) => [(byte)((number << 3) | 2), checked((byte)content.Length), .. content];

    private static byte[] Number(int number, byte value) => [(byte)(number << 3), value];
}
