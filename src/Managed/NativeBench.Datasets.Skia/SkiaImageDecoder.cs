using System.Globalization;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;
using SkiaSharp;

namespace NativeBench.Datasets.Skia;

/// <summary>
/// Decodes JPEG and PNG files with SkiaSharp. Its libjpeg-turbo runs with the accurate integer transform and smooth upsampling, and
/// gives the bits that OpenCV and Pillow give (tested); colour profiles are not applied, as they aren't there. Thread-safe.
/// </summary>
public sealed class SkiaImageDecoder : IImageDecoder
{
    private SkiaImageDecoder() { }

    /// <summary>The only instance.</summary>
    public static SkiaImageDecoder Instance { get; } = new();

    /// <inheritdoc/>
    public string Version { get; } = "SkiaSharp " + (typeof(SKCodec).Assembly.GetName().Version?.ToString() ?? "?");

    /// <inheritdoc/>
    public unsafe PixelImage Decode(string path, bool applyOrientation, Func<int, int, PixelArea>? needed = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        using var data = Read(path);
        using var codec = SKCodec.Create(data)
            ?? throw new InvalidInputException($"'{path}' isn't a JPEG or PNG picture, or its header is damaged ({data.Size.ToString(CultureInfo.InvariantCulture)} bytes). Copy it again.");
        // Without a colour space nothing is converted.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, colorspace: null);
        var image = new PixelImage(info.Width, info.Height);
        try
        {
            SKCodecResult result;
            fixed (byte* pixels = image.Pixels)
                result = codec.GetPixels(info, (nint)pixels, info.RowBytes, SKCodecOptions.Default);
            if (result != SKCodecResult.Success)
                throw new InvalidInputException($"'{path}' is {Explain(result)}. Copy it again.");
            return applyOrientation && codec.EncodedOrigin != SKEncodedOrigin.TopLeft ? Turn(image, codec.EncodedOrigin) : image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static SKData Read(string path)
    {
        try
        {
            return SKData.CreateCopy(File.ReadAllBytes(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The picture '{path}' can't be read: {error.Message}", error);
        }
    }

    private static string Explain(SKCodecResult result) => result switch
    {
        SKCodecResult.IncompleteInput => "cut off: the picture ends before its last row",
        SKCodecResult.ErrorInInput => "damaged: its data can't be decoded",
        _ => $"not decodable ({result})",
    };

    /// <summary>Makes an upright copy and frees the original.</summary>
    private static PixelImage Turn(PixelImage image, SKEncodedOrigin origin)
    {
        var swapped = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var turned = new PixelImage(swapped ? image.Height : image.Width, swapped ? image.Width : image.Height);
        var from = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(image.Pixels);
        var to = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(turned.Pixels);
        int right = image.Width - 1, bottom = image.Height - 1;
        for (var y = 0; y < turned.Height; y++)
            for (var x = 0; x < turned.Width; x++)
            {
                var (sourceX, sourceY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (right - x, y),
                    SKEncodedOrigin.BottomRight => (right - x, bottom - y),
                    SKEncodedOrigin.BottomLeft => (x, bottom - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, bottom - x),
                    SKEncodedOrigin.RightBottom => (right - y, bottom - x),
                    SKEncodedOrigin.LeftBottom => (right - y, x),
                    _ => (x, y),
                };
                to[(y * turned.Width) + x] = from[(sourceY * image.Width) + sourceX];
            }
        image.Dispose();
        return turned;
    }
}
