using System.Security.Cryptography;
using NativeBench.Datasets.Imaging;

namespace NativeBench.Tests.Datasets.Imaging;

/// <summary>The picture that scripts/reference/imaging.py computes, and its way of hashing.</summary>
internal static class ComputedImage
{
    public static PixelImage Make(int width, int height)
    {
        var image = new PixelImage(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                for (var c = 0; c < 3; c++)
                {
                    var smooth = ((x * 3) + (y * 5) + (c * 40) + ((x * y * (c + 1)) >> 5)) & 255;
                    var noise = ((x * 7919) ^ (y * 104729) ^ (c * 1299709) ^ ((x * y * 31) >> 3)) & 255;
                    var edges = ((x >> 4) + (y >> 3)) % 3 == 0 ? 255 : 0;
                    image.Row(y)[(4 * x) + c] = (byte)(((smooth * 5) + (noise * 2) + edges) / 8);
                }
        return image;
    }

    public static byte[] Rgb(PixelImage image)
    {
        var rgb = new byte[image.Width * image.Height * 3];
        for (var i = 0; i < image.Width * image.Height; i++)
            image.Pixels.Slice(4 * i, 3).CopyTo(rgb.AsSpan(3 * i));
        return rgb;
    }

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
