using NativeBench.Datasets.Imaging;

namespace NativeBench.Datasets.Skia;

/// <summary>What decodes the picture files of a dataset: baseline JPEG by our own code, all others by SkiaSharp.</summary>
public static class PictureDecoder
{
    /// <summary>The only instance.</summary>
    public static IImageDecoder Instance { get; } = new BaselineJpegDecoder(SkiaImageDecoder.Instance);
}
