using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Imaging;

/// <summary>A picture in float32, four values a pixel (red, green, blue, unused), in memory borrowed from a pool.</summary>
internal sealed class FloatImage : IDisposable
{
    private float[]? _values;

    public FloatImage(int width, int height)
    {
        Width = width;
        Height = height;
        _values = ArrayPool<float>.Shared.Rent(checked(width * height * PixelImage.BytesPerPixel));
    }

    public int Width { get; }

    public int Height { get; }

    public Span<Vector128<float>> Row(int y)
    {
        ObjectDisposedException.ThrowIf(_values is null, this);
        return MemoryMarshal.Cast<float, Vector128<float>>(_values.AsSpan(y * Width * PixelImage.BytesPerPixel, Width * PixelImage.BytesPerPixel));
    }

    public void Dispose()
    {
        if (_values is { } values)
            ArrayPool<float>.Shared.Return(values);
        _values = null;
    }
}
