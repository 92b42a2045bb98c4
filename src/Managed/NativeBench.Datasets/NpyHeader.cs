using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>What an <c>.npy</c> file says about its data (NumPy's format, versions 1.0, 2.0 and 3.0).</summary>
/// <param name="ElementType">Format of the elements.</param>
/// <param name="Shape">All dimensions; empty for a single number.</param>
/// <param name="DataOffset">Bytes in front of the data.</param>
public sealed record NpyHeader(ElementType ElementType, ImmutableArray<long> Shape, long DataOffset)
{
    private const int MaxTextBytes = 1 << 20;

    /// <summary>Bytes of the data.</summary>
    public long DataBytes => Shape.Aggregate((long)ElementType.SizeInBytes(), static (bytes, dimension) => checked(bytes * dimension));

    /// <summary>The shape as messages show it: <c>[500,49,10,1]</c>.</summary>
    public string ShapeText => "[" + string.Join(",", Shape.Select(static d => d.ToString(CultureInfo.InvariantCulture))) + "]";

    private static ReadOnlySpan<byte> Signature => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads a header from the start of a stream, and checks the length of the data behind it.</summary>
    /// <param name="stream">At its start; afterwards at the data. It has to know its length.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidInputException">
    /// Not an .npy file, one of a kind that isn't supported (column-major, big-endian, objects), or one that is cut off.
    /// </exception>
    public static NpyHeader Read(Stream stream, string name)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var text = ReadText(stream, name, out var dataOffset);
        var fields = new NpyHeaderText(text, name).Parse();
        if (fields.FortranOrder)
            throw new InvalidInputException(
                $"'{name}' stores its data column by column (fortran_order); expected row by row: save numpy.ascontiguousarray(array).");
        var header = new NpyHeader(ParseType(fields.Descr, name), fields.Shape, dataOffset);

        long expected;
        try
        {
            expected = checked(dataOffset + header.DataBytes);
        }
        catch (OverflowException error)
        {
            throw new InvalidInputException($"'{name}' claims the shape {header.ShapeText}, which is larger than any file.", error);
        }
        if (stream.Length != expected)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"'{name}' has {stream.Length:N0} bytes; expected {expected:N0} for {header.ElementType.Name()} {header.ShapeText}."));
        return header;
    }

    private static string ReadText(Stream stream, string name, out long dataOffset)
    {
        Span<byte> start = stackalloc byte[8];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start.StartsWith(Signature))
            throw new InvalidInputException($"'{name}' isn't an .npy file: it doesn't start with NumPy's signature.");
        int major = start[6], minor = start[7];
        if (major is < 1 or > 3 || minor != 0)
            throw new InvalidInputException($"'{name}' has .npy version {major}.{minor}; expected 1.0, 2.0 or 3.0.");

        var lengthBytes = start[..(major == 1 ? 2 : 4)];
        Fill(stream, lengthBytes, name);
        var length = major == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthBytes) : BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxTextBytes)
            throw new InvalidInputException($"'{name}' has a header of {length} bytes; expected at most {MaxTextBytes}.");
        var text = new byte[length];
        Fill(stream, text, name);
        dataOffset = start.Length + lengthBytes.Length + length;
        return (major == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text);
    }

    private static void Fill(Stream stream, Span<byte> target, string name)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new InvalidInputException($"'{name}' ends within its .npy header.");
    }

    private static ElementType ParseType(string descr, string name)
    {
        if (descr.Length > 1 && descr[0] == '>' && descr[^1] != '1')
            throw new InvalidInputException(
                $"'{name}' is big-endian ('{descr}'); expected little-endian: save array.astype(array.dtype.newbyteorder('<')).");
        return (descr.Length == 3 && "<|=>".Contains(descr[0], StringComparison.Ordinal) ? descr[1..] : "") switch
        {
            "f4" => ElementType.Float32,
            "f8" => ElementType.Float64,
            "f2" => ElementType.Float16,
            "i1" => ElementType.Int8,
            "u1" => ElementType.UInt8,
            "i2" => ElementType.Int16,
            "u2" => ElementType.UInt16,
            "i4" => ElementType.Int32,
            "u4" => ElementType.UInt32,
            "i8" => ElementType.Int64,
            "u8" => ElementType.UInt64,
            "b1" => ElementType.Bool,
            _ => throw new InvalidInputException(
                $"'{name}' has elements of type '{descr}'; expected float16 to float64, int8 to int64, uint8 to uint64 or bool."),
        };
    }
}
