using System.Buffers;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// An 8-bit picture in memory that is borrowed from a pool: four bytes a pixel (red, green, blue, unused), row by row without gaps.
/// </summary>
public sealed class PixelImage : IDisposable
{
    /// <summary>Bytes a pixel.</summary>
    public const int BytesPerPixel = 4;

    private byte[]? _pixels;

    /// <summary>Makes a picture with undefined pixels.</summary>
    /// <param name="width">1 or more.</param>
    /// <param name="height">1 or more.</param>
    public PixelImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        Width = width;
        Height = height;
        _pixels = ArrayPool<byte>.Shared.Rent(checked(width * height * BytesPerPixel));
    }

    /// <summary>Pixels in a row.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>All pixels.</summary>
    /// <exception cref="ObjectDisposedException">The memory was given back.</exception>
    public Span<byte> Pixels => (_pixels ?? throw new ObjectDisposedException(nameof(PixelImage))).AsSpan(0, Width * Height * BytesPerPixel);

    /// <summary>The pixels of a row.</summary>
    public Span<byte> Row(int y) => Pixels.Slice(y * Width * BytesPerPixel, Width * BytesPerPixel);

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_pixels is { } pixels)
            ArrayPool<byte>.Shared.Return(pixels);
        _pixels = null;
    }
}
