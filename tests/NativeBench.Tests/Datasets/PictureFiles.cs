using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace NativeBench.Tests.Datasets;

/// <summary>Writes small pictures and label maps.</summary>
internal static class PictureFiles
{
    /// <summary>A JPEG file of the best quality: areas of one grey that keep to blocks of 8x8 come back as they are, or one off.</summary>
    public static byte[] Jpeg(int width, int height, Func<int, int, byte> grey)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor(grey(x, y), grey(x, y), grey(x, y)));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        return data.ToArray();
    }

    /// <summary>A grey PNG file of 8 bits as libpng writes it, with whatever filters it finds good.</summary>
    public static byte[] GreyPng(int width, int height, Func<int, int, byte> label)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Gray8, SKAlphaType.Opaque);
        var pixels = bitmap.GetPixelSpan();
        unsafe
        {
            var to = (byte*)bitmap.GetPixels();
            for (var i = 0; i < pixels.Length; i++)
                to[i] = i % bitmap.RowBytes < width ? label(i % bitmap.RowBytes, i / bitmap.RowBytes) : (byte)0;
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    /// <summary>A PNG file whose rows are written as they are given.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="depth">Bits a pixel.</param>
    /// <param name="colour">PNG's colour type: 0 grey, 2 red green blue, 3 palette.</param>
    /// <param name="interlace">PNG's interlace method.</param>
    /// <param name="rows">Each a filter and the packed pixels.</param>
    public static byte[] Png(int width, byte depth, byte colour, byte interlace, params byte[][] rows)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows.Length);
        (header[8], header[9], header[12]) = (depth, colour, interlace);
        using var packed = new MemoryStream();
        using (var stream = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            foreach (var row in rows)
                stream.Write(row);
        return [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. Chunk("IHDR"u8, header), .. Chunk("PLTE"u8, new byte[3]), .. Chunk("IDAT"u8, packed.ToArray()), .. Chunk("IEND"u8, [])];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] data)
    {
        // The reader takes zlib's own checksum and lets the chunks' be.
        var chunk = new byte[data.Length + 12];
        BinaryPrimitives.WriteInt32BigEndian(chunk, data.Length);
        type.CopyTo(chunk.AsSpan(4));
        data.CopyTo(chunk.AsSpan(8));
        return chunk;
    }
}
