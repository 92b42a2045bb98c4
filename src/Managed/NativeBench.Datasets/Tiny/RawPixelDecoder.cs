using System.Globalization;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>
/// MLPerf Tiny's files of pixels (visual wake words, image classification): red, green, blue, a byte each, row by row, without a
/// header.
/// </summary>
/// <param name="width">Pixels in a row.</param>
/// <param name="height">Rows.</param>
public sealed class RawPixelDecoder(int width, int height) : IImageDecoder
{
    private const int Channels = 3;

    /// <summary>Bytes of a file.</summary>
    public int FileBytes => width * height * Channels;

    /// <inheritdoc/>
    public string Version => string.Create(CultureInfo.InvariantCulture, $"raw rgb {width}x{height}");

    /// <inheritdoc/>
    public PixelImage Decode(string path, bool applyOrientation, Func<int, int, PixelArea>? needed = null)
    {
        var bytes = Read(path);
        if (bytes.Length != FileBytes)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has {bytes.Length} bytes; expected {FileBytes}, {width}x{height} pixels of red, green, blue. Make it again."));
        var image = new PixelImage(width, height);
        var pixels = image.Pixels;
        for (int from = 0, to = 0; from < bytes.Length; from += Channels, to += PixelImage.BytesPerPixel)
            (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (bytes[from], bytes[from + 1], bytes[from + 2], byte.MaxValue);
        return image;
    }

    private static byte[] Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }
}
