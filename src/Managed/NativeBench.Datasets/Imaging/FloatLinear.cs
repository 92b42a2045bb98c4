using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// Bilinear interpolation in float32, in OpenCV's order of operations (<c>cv::resize</c> of a float picture: across, then down,
/// products rounded before they are added) or TensorFlow Lite's (legacy sampling without half pixels: all four at once).
/// </summary>
internal static class FloatLinear
{
    /// <summary>OpenCV's, half pixels.</summary>
    public static FloatImage ResizeAsOpenCv(PixelImage source, int width, int height)
    {
        if (source.Width == 2 * width && source.Height == 2 * height)
            return HalveAsOpenCv(source, width, height);
        var columns = HalfPixelTaps(source.Width, width, clampWeights: true);
        var rows = HalfPixelTaps(source.Height, height, clampWeights: false);
        var result = new FloatImage(width, height);
        var upper = new Vector128<float>[width];
        var lower = new Vector128<float>[width];
        int upperRow = -1, lowerRow = -1;
        for (var y = 0; y < height; y++)
        {
            var tap = rows[y];
            if (tap.First != upperRow && tap.First == lowerRow)
                (upper, lower, upperRow, lowerRow) = (lower, upper, lowerRow, upperRow);
            if (tap.First != upperRow)
                Stretch(source.Row(upperRow = tap.First), columns, upper);
            if (tap.Second != lowerRow)
                Stretch(source.Row(lowerRow = tap.Second), columns, lower);
            var row = result.Row(y);
            for (var x = 0; x < row.Length; x++)
                row[x] = (upper[x] * tap.FirstWeight) + (lower[x] * tap.SecondWeight);
        }
        return result;
    }

    /// <summary>TensorFlow Lite's reference kernel with align_corners and half_pixel_centers off.</summary>
    public static FloatImage ResizeAsTfLite(PixelImage source, int width, int height, PixelArea part)
    {
        float scaleX = (float)source.Width / width, scaleY = (float)source.Height / height;
        var result = new FloatImage(part.Width, part.Height);
        for (var y = 0; y < part.Height; y++)
        {
            var sourceY = (part.Y + y) * scaleY;
            var top = Math.Max((int)MathF.Floor(sourceY), 0);
            var bottom = Math.Min(Math.Max((int)MathF.Ceiling(sourceY), 0), source.Height - 1);
            // The kernel looks for the lower neighbour with ceil in newer versions, with +1 in older ones: equal wherever its weight isn't 0.
            var above = MemoryMarshal.Cast<byte, uint>(source.Row(Math.Min(top, source.Height - 1)));
            var below = MemoryMarshal.Cast<byte, uint>(source.Row(bottom));
            var down = sourceY - top;
            var row = result.Row(y);
            for (var x = 0; x < row.Length; x++)
            {
                var sourceX = (part.X + x) * scaleX;
                var left = Math.Max((int)MathF.Floor(sourceX), 0);
                var right = Math.Min((int)MathF.Ceiling(sourceX), source.Width - 1);
                left = Math.Min(left, source.Width - 1);
                var across = sourceX - left;
                row[x] = (Pixels.WidenToFloat(above[left]) * (1 - down) * (1 - across)) + (Pixels.WidenToFloat(below[left]) * down * (1 - across))
                    + (Pixels.WidenToFloat(above[right]) * (1 - down) * across) + (Pixels.WidenToFloat(below[right]) * down * across);
            }
        }
        return result;
    }

    /// <summary>OpenCV takes the mean of four where both factors are exactly 2.</summary>
    private static FloatImage HalveAsOpenCv(PixelImage source, int width, int height)
    {
        var result = new FloatImage(width, height);
        for (var y = 0; y < height; y++)
        {
            var above = MemoryMarshal.Cast<byte, uint>(source.Row(2 * y));
            var below = MemoryMarshal.Cast<byte, uint>(source.Row((2 * y) + 1));
            var row = result.Row(y);
            for (var x = 0; x < row.Length; x++)
                row[x] = Vector128.ConvertToSingle(
                    Pixels.Widen(above[2 * x]) + Pixels.Widen(above[(2 * x) + 1]) + Pixels.Widen(below[2 * x]) + Pixels.Widen(below[(2 * x) + 1])) * 0.25f;
        }
        return result;
    }

    private static void Stretch(ReadOnlySpan<byte> row, Tap[] columns, Vector128<float>[] line)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(row);
        for (var x = 0; x < columns.Length; x++)
        {
            var tap = columns[x];
            line[x] = (Pixels.WidenToFloat(pixels[tap.First]) * tap.FirstWeight) + (Pixels.WidenToFloat(pixels[tap.Second]) * tap.SecondWeight);
        }
    }

    private static Tap[] HalfPixelTaps(int sourceSize, int size, bool clampWeights)
    {
        var scale = 1.0 / ((double)size / sourceSize);
        var taps = new Tap[size];
        for (var i = 0; i < size; i++)
        {
            var fraction = (float)(((i + 0.5) * scale) - 0.5);
            var first = (int)MathF.Floor(fraction);
            fraction -= first;
            if (clampWeights && first < 0)
                (first, fraction) = (0, 0);
            if (clampWeights && first >= sourceSize - 1)
                (first, fraction) = (sourceSize - 1, 0);
            taps[i] = new Tap(Math.Clamp(first, 0, sourceSize - 1), Math.Clamp(first + 1, 0, sourceSize - 1), 1f - fraction, fraction);
        }
        return taps;
    }

    private readonly record struct Tap(int First, int Second, float FirstWeight, float SecondWeight);
}
