using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// OpenCV's bilinear interpolation of 8-bit pictures, to the bit: weights of 11 bits, whose products are cut to 16 bits in the
/// vertical pass (<c>cv::resize</c>, INTER_LINEAR, without a vendor library's replacement).
/// </summary>
internal static class OpenCvLinear
{
    private const int WeightBits = 11;

    /// <summary>Resizes, making only a part of the result.</summary>
    /// <param name="source">The picture.</param>
    /// <param name="width">Columns of the whole result.</param>
    /// <param name="height">Rows of the whole result.</param>
    /// <param name="part">What of it is wanted.</param>
    /// <param name="forArea">Positions as INTER_AREA takes them where it falls back to interpolation.</param>
    public static PixelImage Resize(PixelImage source, int width, int height, PixelArea part, bool forArea = false)
    {
        if (!forArea && source.Width == 2 * width && source.Height == 2 * height)
            return OpenCvArea.ResizeByWholeFactors(source, 2, 2, part);
        var columns = Taps(source.Width, width, part.X, part.Width, forArea);
        var rows = Taps(source.Height, height, part.Y, part.Height, forArea, clampWeights: false);
        var result = new PixelImage(part.Width, part.Height);
        var lineLength = part.Width * PixelImage.BytesPerPixel;
        var lines = ArrayPool<int>.Shared.Rent(2 * lineLength);
        try
        {
            var upper = lines.AsSpan(0, lineLength);
            var lower = lines.AsSpan(lineLength, lineLength);
            int upperRow = -1, lowerRow = -1;
            for (var y = 0; y < part.Height; y++)
            {
                var tap = rows[y];
                if (tap.First != upperRow && tap.First == lowerRow)
                {
                    var swap = upper;
                    upper = lower;
                    lower = swap;
                    (upperRow, lowerRow) = (lowerRow, upperRow);
                }
                if (tap.First != upperRow)
                    Stretch(source.Row(upperRow = tap.First), columns, upper);
                if (tap.Second != lowerRow)
                    Stretch(source.Row(lowerRow = tap.Second), columns, lower);
                Blend(upper, lower, tap, result.Row(y));
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(lines);
        }
        return result;
    }

    private static Tap[] Taps(int sourceSize, int size, int start, int count, bool forArea, bool clampWeights = true)
    {
        // The detour over the inverse is OpenCV's own, and decides the last bit of the scale.
        var inverse = (double)size / sourceSize;
        var scale = 1.0 / inverse;
        var taps = new Tap[count];
        for (var i = 0; i < count; i++)
        {
            var target = start + i;
            int first;
            float fraction;
            if (forArea)
            {
                first = (int)Math.Floor(target * scale);
                fraction = (float)((target + 1) - ((first + 1) * inverse));
                fraction = fraction <= 0 ? 0 : fraction - MathF.Floor(fraction);
            }
            else
            {
                fraction = (float)(((target + 0.5) * scale) - 0.5);
                first = (int)MathF.Floor(fraction);
                fraction -= first;
            }
            if (clampWeights && first < 0)
                (first, fraction) = (0, 0);
            if (clampWeights && first >= sourceSize - 1)
                (first, fraction) = (sourceSize - 1, 0);
            taps[i] = new Tap(
                Math.Clamp(first, 0, sourceSize - 1), Math.Clamp(first + 1, 0, sourceSize - 1),
                (int)MathF.Round((1f - fraction) * (1 << WeightBits)), (int)MathF.Round(fraction * (1 << WeightBits)));
        }
        return taps;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stretch(ReadOnlySpan<byte> row, Tap[] columns, Span<int> line)
    {
        var pixels = MemoryMarshal.Cast<byte, uint>(row);
        var target = MemoryMarshal.Cast<int, Vector128<int>>(line);
        for (var x = 0; x < columns.Length; x++)
        {
            var tap = columns[x];
            target[x] = (Pixels.Widen(pixels[tap.First]) * tap.FirstWeight) + (Pixels.Widen(pixels[tap.Second]) * tap.SecondWeight);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Blend(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, Tap tap, Span<byte> row)
    {
        // Four pixels at a time, then those that are left over.
        const int Values = 16;
        var x = 0;
        for (; x + Values <= row.Length; x += Values)
        {
            var first = Blend(upper[x..], lower[x..], tap);
            var second = Blend(upper[(x + (Values / 2))..], lower[(x + (Values / 2))..], tap);
            var shorts = Vector256.Narrow(first, second);
            Vector128.Narrow(shorts.GetLower().AsUInt16(), shorts.GetUpper().AsUInt16()).CopyTo(row[x..]);
        }
        for (; x < row.Length; x++)
            row[x] = (byte)(((((upper[x] >> 4) * tap.FirstWeight) >> 16) + (((lower[x] >> 4) * tap.SecondWeight) >> 16) + 2) >> 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Blend(ReadOnlySpan<int> upper, ReadOnlySpan<int> lower, Tap tap)
    {
        var above = ((Vector256.Create(upper) >> 4) * tap.FirstWeight) >> 16;
        var below = ((Vector256.Create(lower) >> 4) * tap.SecondWeight) >> 16;
        return (above + below + Vector256.Create(2)) >> 2;
    }

    private readonly record struct Tap(int First, int Second, int FirstWeight, int SecondWeight);
}
