using System.Text;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>Walks the fields of a protobuf message in a seekable stream, reading what is wanted and passing over the rest.</summary>
internal sealed class ProtobufReader(Stream stream)
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int LengthDelimited = 2;
    private const int Fixed32 = 5;

    /// <summary>The number of the field that <see cref="Next"/> found.</summary>
    public int Field { get; private set; }

    /// <summary>Where the field's bytes end, if it has a length; where it begins, if not.</summary>
    public long End { get; private set; }

    private int WireType { get; set; }

    /// <summary>Goes to the next field before <paramref name="end"/>; false at the end.</summary>
    /// <exception cref="InvalidDataException">These bytes are no protobuf message.</exception>
    public bool Next(long end)
    {
        if (stream.Position >= end)
            return false;
        var key = ReadVarint();
        (Field, WireType) = ((int)(key >> 3), (int)(key & 7));
        var length = WireType == LengthDelimited ? (long)ReadVarint() : 0;
        End = stream.Position + length;
        return Field > 0 && length >= 0 && End <= end ? true : throw new InvalidDataException();
    }

    /// <summary>The value of a field that is a number.</summary>
    public long ReadNumber() => WireType == Varint ? (long)ReadVarint() : throw new InvalidDataException();

    /// <summary>The value of a field that is text.</summary>
    public string ReadText()
    {
        if (WireType != LengthDelimited || End - stream.Position > int.MaxValue)
            throw new InvalidDataException();
        var bytes = new byte[(int)(End - stream.Position)];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Passes over the field, whatever it is.</summary>
    public void Skip()
    {
        switch (WireType)
        {
            case Varint: ReadVarint(); break;
            case Fixed64: stream.Position += sizeof(long); break;
            case Fixed32: stream.Position += sizeof(int); break;
            case LengthDelimited: stream.Position = End; break;
            default: throw new InvalidDataException();
        }
    }

    private ulong ReadVarint()
    {
        var value = 0ul;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = stream.ReadByte();
            if (next < 0)
                throw new InvalidDataException();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
        throw new InvalidDataException();
    }
}
