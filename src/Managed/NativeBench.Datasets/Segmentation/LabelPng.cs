using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using NativeBench.Inference;

namespace NativeBench.Datasets.Segmentation;

/// <summary>
/// A PNG file whose pixels are classes: grey or palette indices of 1 to 8 bits, as ADE20K's and most other label maps are. The numbers
/// are read as they are stored, which picture decoders don't give for palettes.
/// </summary>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Labels">A class a pixel, row by row.</param>
public sealed record LabelPng(int Width, int Height, byte[] Labels)
{
    private const int HeaderBytes = 33;
    private const int LargestSide = 1 << 15;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It can't be read, is no such PNG, or is damaged; the message names it.</exception>
    public static LabelPng Read(string path)
    {
        var bytes = ReadBytes(path, int.MaxValue);
        var (width, height, depth) = ReadHeader(path, bytes);
        using var packed = new MemoryStream(bytes.Length);
        for (var at = HeaderBytes; at + 12 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (length < 0 || length > bytes.Length - at - 12)
                throw CutOff(path);
            if (bytes.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
                packed.Write(bytes, at + 8, length);
            at += length + 12;
        }

        packed.Position = 0;
        return new LabelPng(width, height, Unpack(path, packed, width, height, depth));
    }

    /// <summary>Reads a file's size alone.</summary>
    /// <exception cref="InvalidInputException">It can't be read or is no such PNG.</exception>
    public static (int Width, int Height) ReadSize(string path)
    {
        var (width, height, _) = ReadHeader(path, ReadBytes(path, HeaderBytes));
        return (width, height);
    }

    private static byte[] ReadBytes(string path, int most)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[(int)Math.Min(file.Length, most)];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private static (int Width, int Height, int Depth) ReadHeader(string path, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderBytes || !bytes.StartsWith(Signature) || !bytes.Slice(12, 4).SequenceEqual("IHDR"u8))
            throw new InvalidInputException($"'{path}' isn't a PNG file; expected a label map, a class a pixel. Copy it again.");
        int width = BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), height = BinaryPrimitives.ReadInt32BigEndian(bytes[20..]);
        int depth = bytes[24], colour = bytes[25];
        if (width is < 1 or > LargestSide || height is < 1 or > LargestSide)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"'{path}' claims {width}x{height} pixels; expected 1 to {LargestSide} each."));
        if (colour is not (0 or 3) || depth is not (1 or 2 or 4 or 8))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has pixels of PNG's colour type {colour} with {depth} bits; expected a class a pixel: grey (0) or palette (3) of 1 to 8 bits."));
        return bytes[28] == 0 ? (width, height, depth) : throw new InvalidInputException($"'{path}' is interlaced; expected a label map that isn't. Save it without interlacing.");
    }

    private static byte[] Unpack(string path, MemoryStream packed, int width, int height, int depth)
    {
        var rowBytes = ((width * depth) + 7) / 8;
        var (row, above) = (new byte[rowBytes], new byte[rowBytes]);
        var labels = new byte[checked(width * height)];
        try
        {
            using var stream = new ZLibStream(packed, CompressionMode.Decompress);
            for (var y = 0; y < height; y++)
            {
                var filter = stream.ReadByte();
                if (filter < 0 || stream.ReadAtLeast(row, rowBytes, throwOnEndOfStream: false) < rowBytes)
                    throw CutOff(path);
                if (!Restore(filter, row, above))
                    throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                        $"'{path}' is damaged: row {y} has filter {filter}, and there are 0 to 4. Copy it again."));
                for (var x = 0; x < width; x++)
                {
                    var bit = x * depth;
                    labels[(y * width) + x] = (byte)((row[bit / 8] >> (8 - depth - (bit % 8))) & ((1 << depth) - 1));
                }

                (row, above) = (above, row);
            }
        }
        catch (InvalidDataException error)
        {
            throw new InvalidInputException($"'{path}' is damaged: its data can't be unpacked. Copy it again.", error);
        }

        return labels;
    }

    /// <summary>Undoes a row's filter (PNG specification, 9.2); pixels are a byte or less, so that the left neighbour is the byte before.</summary>
    private static bool Restore(int filter, byte[] row, byte[] above)
    {
        for (var i = 0; i < row.Length; i++)
        {
            int left = i > 0 ? row[i - 1] : 0, up = above[i], corner = i > 0 ? above[i - 1] : 0;
            row[i] = (byte)(row[i] + filter switch
            {
                1 => left,
                2 => up,
                3 => (left + up) / 2,
                4 => Paeth(left, up, corner),
                _ => 0,
            });
        }

        return filter is >= 0 and <= 4;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var estimate = left + up - corner;
        int byLeft = Math.Abs(estimate - left), byUp = Math.Abs(estimate - up), byCorner = Math.Abs(estimate - corner);
        return byLeft <= byUp && byLeft <= byCorner ? left : byUp <= byCorner ? up : corner;
    }

    private static InvalidInputException CutOff(string path) => new($"'{path}' is cut off: the label map ends before its last row. Copy it again.");
}
