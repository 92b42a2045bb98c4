using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// Decodes pictures to the bits that libjpeg-turbo gives with its accurate integer transform, which OpenCV and Pillow use.
/// Thread-safe.
/// </summary>
public interface IImageDecoder
{
    /// <summary>Library and version; a cache made with another one isn't used.</summary>
    string Version { get; }

    /// <summary>Decodes a file.</summary>
    /// <param name="path">A JPEG or PNG file.</param>
    /// <param name="applyOrientation">
    /// Whether the picture is turned as its EXIF data says: OpenCV's <c>imread</c> does, Pillow and TensorFlow don't.
    /// </param>
    /// <param name="needed">
    /// Which pixels of a picture of so many columns and rows are wanted; a decoder may leave the others undefined. Null: all are.
    /// </param>
    /// <exception cref="InvalidInputException">It can't be read, is no picture, or is cut off.</exception>
    PixelImage Decode(string path, bool applyOrientation, Func<int, int, PixelArea>? needed = null);
}
