namespace NativeBench.ModelSynthesis.Internal;

/// <summary>An attribute of a node: a name and one value.</summary>
internal sealed class OnnxAttribute
{
    // onnx.proto, AttributeProto.AttributeType.
    private const int TypeFloat = 1, TypeInt = 2, TypeString = 3, TypeInts = 7, TypeStrings = 8;
    private const int FieldType = 20;

    private OnnxAttribute(ProtobufWriter message) => Message = message;

    public ProtobufWriter Message { get; }

    public static OnnxAttribute Int(string name, long value) => new(Named(name).Number(3, value).Number(FieldType, TypeInt));

    public static OnnxAttribute Real(string name, float value) => new(Named(name).Real(2, value).Number(FieldType, TypeFloat));

    public static OnnxAttribute Text(string name, string value) => new(Named(name).Text(4, value).Number(FieldType, TypeString));

    public static OnnxAttribute Ints(string name, params ReadOnlySpan<long> values)
    {
        var message = Named(name);
        foreach (var value in values)
            message.Number(8, value);
        return new OnnxAttribute(message.Number(FieldType, TypeInts));
    }

    public static OnnxAttribute Texts(string name, params ReadOnlySpan<string> values)
    {
        var message = Named(name);
        foreach (var value in values)
            message.Text(9, value);
        return new OnnxAttribute(message.Number(FieldType, TypeStrings));
    }

    private static ProtobufWriter Named(string name) => new ProtobufWriter().Text(1, name);
}
