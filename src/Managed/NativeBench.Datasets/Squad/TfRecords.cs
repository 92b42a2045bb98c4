using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Numerics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Squad;

/// <summary>Reads a TFRecord file, plain or compressed with zlib, record by record, and checks every checksum.</summary>
internal static class TfRecords
{
    // A SQuAD record has about 10 KB; a length beyond this is damage.
    private const ulong LongestRecord = 1 << 26;

    /// <summary>The records of a file.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or isn't a whole TFRecord file.</exception>
    public static IEnumerable<byte[]> Read(string path)
    {
        using var stream = Open(path);
        var header = new byte[12];
        for (var record = 0; ; record++)
        {
            var read = ReadFully(stream, header, path);
            if (read == 0)
                yield break;
            var length = BinaryPrimitives.ReadUInt64LittleEndian(header);
            if (read < header.Length || length > LongestRecord || Crc(header.AsSpan(0, 8)) != BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)))
                throw Wrong(path, record, "has a wrong length or checksum");
            var data = new byte[length + 4];
            if (ReadFully(stream, data, path) < data.Length)
                throw Wrong(path, record, "is cut off");
            if (Crc(data.AsSpan(0, (int)length)) != BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)length)))
                throw Wrong(path, record, "has a wrong checksum");
            yield return data[..(int)length];
        }
    }

    private static Stream Open(string path)
    {
        try
        {
            var file = File.OpenRead(path);
            // A zlib stream starts with 0x78; a TFRecord with the low byte of a length and its high bytes, which are 0.
            Span<byte> start = stackalloc byte[8];
            var read = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            file.Position = 0;
            var isZlib = read >= 2 && start[0] == 0x78 && ((start[0] << 8) | start[1]) % 31 == 0 && start[4..].ContainsAnyExcept((byte)0);
            return isZlib ? new ZLibStream(file, CompressionMode.Decompress) : file;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private static int ReadFully(Stream stream, byte[] target, string path)
    {
        try
        {
            return stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false);
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new InvalidInputException($"'{path}' is damaged: {error.Message} Copy it again.", error);
        }
    }

    /// <summary>TFRecord's masked CRC-32C.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = BitOperations.Crc32C(crc, value);
        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xA282EAD8;
    }

    private static InvalidInputException Wrong(string path, int record, string what)
        => new(string.Create(CultureInfo.InvariantCulture, $"'{path}': record {record} {what}; expected a whole TFRecord file. Copy it again."));
}
