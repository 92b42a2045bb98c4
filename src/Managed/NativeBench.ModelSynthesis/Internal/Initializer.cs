using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NativeBench.ModelSynthesis.Internal;

/// <summary>How random weights are distributed.</summary>
/// <param name="Std">Standard deviation.</param>
/// <param name="Mean">Mean.</param>
/// <param name="CentredRow">
/// Elements of a row whose own mean is taken off, so that a filter ignores a common offset of its inputs; 0 for none.
/// </param>
internal readonly record struct WeightFill(double Std, double Mean = 0, int CentredRow = 0);

/// <summary>A constant tensor of a graph: given bytes, or a fill whose numbers are made while it is written.</summary>
internal sealed class Initializer
{
    private const int RowElements = 1 << 15;

    private readonly byte[]? _bytes;
    private readonly WeightFill _fill;
    private readonly WeightStream _stream;

    private Initializer(string name, OnnxType type, long[] shape, byte[]? bytes, WeightFill fill, WeightStream stream)
    {
        Name = name;
        Type = type;
        Shape = shape;
        _bytes = bytes;
        _fill = fill;
        _stream = stream;
        Elements = shape.Aggregate(1L, static (product, d) => checked(product * d));
    }

    public string Name { get; }

    public OnnxType Type { get; }

    public long[] Shape { get; }

    public long Elements { get; }

    public long ByteCount => _bytes?.Length ?? Elements * (Type == OnnxType.Float16 ? 2 : 4);

    public static Initializer Random(string name, OnnxType type, long[] shape, WeightFill fill, WeightStream stream) =>
        new(name, type, shape, null, fill, stream);

    public static Initializer Integers(string name, long[] shape, ReadOnlySpan<long> values)
    {
        var bytes = new byte[values.Length * sizeof(long)];
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(i * sizeof(long)), values[i]);
        return new Initializer(name, OnnxType.Int64, shape, bytes, default, default);
    }

    public static Initializer Reals(string name, OnnxType type, long[] shape, ReadOnlySpan<float> values)
    {
        var bytes = new byte[values.Length * (type == OnnxType.Float16 ? 2 : 4)];
        Encode(values, type, bytes);
        return new Initializer(name, type, shape, bytes, default, default);
    }

    /// <summary>Everything of the message before the numbers (onnx.proto, <c>TensorProto</c>).</summary>
    public ProtobufWriter Header()
    {
        var message = new ProtobufWriter();
        foreach (var dimension in Shape)
            message.Number(1, dimension);
        return message.Number(2, (long)Type).Text(8, Name).Head(9, ByteCount);
    }

    /// <summary>The numbers, little-endian.</summary>
    public void WriteNumbers(Stream stream)
    {
        if (_bytes is not null)
        {
            stream.Write(_bytes);
            return;
        }

        var random = _stream;
        var row = new float[Math.Min(Elements, _fill.CentredRow > 0 ? _fill.CentredRow : RowElements)];
        var bytes = new byte[row.Length * (Type == OnnxType.Float16 ? 2 : 4)];
        var buffered = new BufferedStream(stream, 1 << 20);
        for (long done = 0; done < Elements;)
        {
            var count = (int)Math.Min(row.Length, Elements - done);
            var values = row.AsSpan(0, count);
            if (_fill.CentredRow > 0)
                random.FillCentred(values, _fill.Std);
            else
                random.Fill(values, _fill.Std);
            if (_fill.Mean != 0)
            {
                foreach (ref var value in values)
                    value += (float)_fill.Mean;
            }

            buffered.Write(bytes, 0, Encode(values, Type, bytes));
            done += count;
        }

        buffered.Flush();
    }

    private static int Encode(ReadOnlySpan<float> values, OnnxType type, Span<byte> bytes)
    {
        if (type == OnnxType.Float16)
        {
            for (var i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteHalfLittleEndian(bytes[(2 * i)..], (Half)values[i]);
            return 2 * values.Length;
        }

        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values).CopyTo(bytes);
        }
        else
        {
            for (var i = 0; i < values.Length; i++)
                BinaryPrimitives.WriteSingleLittleEndian(bytes[(4 * i)..], values[i]);
        }

        return 4 * values.Length;
    }
}
