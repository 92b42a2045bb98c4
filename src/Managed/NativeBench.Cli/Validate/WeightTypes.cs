using System.Collections.Immutable;

namespace NativeBench.Cli.Validate;

/// <summary>In what an ONNX file keeps its weights.</summary>
internal static class WeightTypes
{
    /// <summary>
    /// The number formats of an ONNX file's initializers of two dimensions or more, the largest share of elements first: fp32, int8, ….
    /// Scales, zero points and shapes have fewer dimensions and aren't weights. Empty where the file has none such.
    /// </summary>
    /// <exception cref="InvalidDataException">The file isn't a protobuf message.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static ImmutableArray<string> Read(string path)
    {
        var elements = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (field, graph) in new ProtobufFields(File.ReadAllBytes(path)))
        {
            if (field != 7)
                continue;
            foreach (var (part, tensor) in new ProtobufFields(graph))
            {
                if (part == 5)
                    Add(tensor, elements);
            }
        }

        return [.. elements.OrderByDescending(static e => e.Value).ThenBy(static e => e.Key, StringComparer.Ordinal).Select(static e => e.Key)];
    }

    private static void Add(ReadOnlySpan<byte> tensor, Dictionary<string, double> elements)
    {
        int rank = 0;
        double count = 1;
        string? type = null;
        foreach (var (field, value) in new ProtobufFields(tensor))
        {
            if (field == 2)
                type = Name(ProtobufFields.Varint(value));
            if (field != 1)
                continue;

            // One varint a field, or (packed) all of them in one: the last byte of each has no upper bit.
            var rest = value;
            while (!rest.IsEmpty)
            {
                int end = rest.IndexOfAnyInRange((byte)0, (byte)0x7F);
                if (end < 0)
                    throw new InvalidDataException("A dimension ends within its encoding.");
                count *= ProtobufFields.Varint(rest[..(end + 1)]);
                rank++;
                rest = rest[(end + 1)..];
            }
        }

        if (rank >= 2 && type is not null)
            elements[type] = elements.GetValueOrDefault(type) + count;
    }

    /// <summary>onnx.proto, TensorProto.DataType: those that weights are kept in.</summary>
    private static string? Name(long type) => type switch
    {
        1 => "fp32",
        2 => "uint8",
        3 => "int8",
        10 => "fp16",
        11 => "fp64",
        16 => "bf16",
        17 or 18 or 19 or 20 => "fp8",
        21 => "uint4",
        22 => "int4",
        23 => "fp4",
        _ => null,
    };
}
