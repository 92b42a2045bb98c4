using System.Buffers;
using NativeBench.Datasets.Imaging.Jpeg;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// Decodes baseline JPEG files with this processor's vector instructions, and leaves all others, damaged ones included, to another
/// decoder, which gives the same pixels (tested). SkiaSharp's libjpeg-turbo has none of its vector code. Thread-safe.
/// </summary>
/// <param name="others">What decodes the others, and explains what's wrong with a file.</param>
public sealed class BaselineJpegDecoder(IImageDecoder others) : IImageDecoder
{
    /// <inheritdoc/>
    public string Version => "baseline JPEG 1, " + others.Version;

    /// <inheritdoc/>
    public PixelImage Decode(string path, bool applyOrientation, Func<int, int, PixelArea>? needed = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return TryDecode(path, applyOrientation, needed) ?? others.Decode(path, applyOrientation, needed);
    }

    /// <summary>Null where the file isn't of this kind, or can't be read: the other decoder's sentence says why.</summary>
    private static PixelImage? TryDecode(string path, bool refuseExif, Func<int, int, PixelArea>? needed)
    {
        byte[]? bytes = null;
        try
        {
            using var file = File.OpenHandle(path);
            var length = RandomAccess.GetLength(file);
            if (length is 0 or > 1 << 30)
                return null;
            bytes = ArrayPool<byte>.Shared.Rent((int)length);
            var read = 0;
            for (int n; read < length && (n = RandomAccess.Read(file, bytes.AsSpan(read, (int)length - read), read)) > 0; read += n) { }
            return BaselineJpeg.OfThread.TryDecode(bytes.AsSpan(0, read), refuseExif, needed);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        finally
        {
            if (bytes is not null)
                ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
