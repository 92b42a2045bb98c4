using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// OpenCV's INTER_AREA for 8-bit pictures, to the bit: each pixel is the mean of the source's area under it, summed in float32 in
/// OpenCV's order. Whole-numbered factors have a path of their own there, and enlarging falls back to interpolation.
/// </summary>
internal static class OpenCvArea
{
    /// <summary>C's DBL_EPSILON.</summary>
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Resizes, making only a part of the result.</summary>
    public static PixelImage Resize(PixelImage source, int width, int height, PixelArea part)
    {
        double scaleX = 1.0 / ((double)width / source.Width), scaleY = 1.0 / ((double)height / source.Height);
        if (scaleX < 1 || scaleY < 1)
            return OpenCvLinear.Resize(source, width, height, part, forArea: true);
        int wholeX = (int)Math.Round(scaleX), wholeY = (int)Math.Round(scaleY);
        var isWhole = Math.Abs(scaleX - wholeX) < Epsilon && Math.Abs(scaleY - wholeY) < Epsilon;
        return isWhole
            ? ResizeByWholeFactors(source, wholeX, wholeY, part)
            : ResizeByFractions(source, CellsOf(source.Width, scaleX, part.X, part.Width), CellsOf(source.Height, scaleY, part.Y, part.Height), part);
    }

    /// <summary>Also what INTER_LINEAR does when both factors are exactly 2.</summary>
    public static PixelImage ResizeByWholeFactors(PixelImage source, int factorX, int factorY, PixelArea part)
    {
        var result = new PixelImage(part.Width, part.Height);
        var pixels = MemoryMarshal.Cast<byte, uint>(source.Pixels);
        var factor = 1f / (factorX * factorY);
        var isTwo = factorX == 2 && factorY == 2;
        for (var y = 0; y < part.Height; y++)
        {
            var row = MemoryMarshal.Cast<byte, uint>(result.Row(y));
            for (var x = 0; x < part.Width; x++)
            {
                var sum = Vector128<int>.Zero;
                for (var dy = 0; dy < factorY; dy++)
                {
                    var line = pixels.Slice(((((part.Y + y) * factorY) + dy) * source.Width) + ((part.X + x) * factorX), factorX);
                    foreach (var pixel in line)
                        sum += Pixels.Widen(pixel);
                }
                row[x] = isTwo ? Pixels.Pack((sum + Vector128.Create(2)) >> 2) : Pixels.RoundAndPack(Vector128.ConvertToSingle(sum) * factor);
            }
        }
        return result;
    }

    private static PixelImage ResizeByFractions(PixelImage source, Cells columns, Cells rows, PixelArea part)
    {
        var result = new PixelImage(part.Width, part.Height);
        var lineLength = part.Width * PixelImage.BytesPerPixel;
        var lines = ArrayPool<float>.Shared.Rent(2 * lineLength);
        try
        {
            var line = lines.AsSpan(0, lineLength);
            var sum = lines.AsSpan(lineLength, lineLength);
            var shrunk = -1;
            for (var y = 0; y < part.Height; y++)
            {
                sum.Clear();
                for (var i = 0; i < rows.PerTarget; i++)
                {
                    var weight = rows.Weights[(y * rows.PerTarget) + i];
                    var row = rows.First[y] + i;
                    // A weight of 0 only fills up; the row on the border of two target rows belongs to both.
                    if (weight == 0)
                        continue;
                    if (row != shrunk)
                        Shrink(MemoryMarshal.Cast<byte, uint>(source.Row(row)), columns, line);
                    shrunk = row;
                    AddWeighted(sum, line, weight);
                }
                Round(sum, result.Row(y));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(lines);
        }
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Shrink(ReadOnlySpan<uint> row, Cells columns, Span<float> line)
    {
        var perTarget = columns.PerTarget;
        var targets = MemoryMarshal.Cast<float, Vector128<float>>(line);
        var weights = columns.Weights.AsSpan();
        for (var x = 0; x < targets.Length; x++, weights = weights[perTarget..])
        {
            var pixels = row.Slice(columns.First[x], perTarget);
            var sum = Vector128<float>.Zero;
            for (var i = 0; i < pixels.Length; i++)
                sum += Pixels.WidenToFloat(pixels[i]) * weights[i];
            targets[x] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddWeighted(Span<float> sum, ReadOnlySpan<float> line, float weight)
    {
        // Four values a pixel: the last eight are made singly only where the width is odd.
        var i = 0;
        for (; i + Vector256<float>.Count <= sum.Length; i += Vector256<float>.Count)
            (Vector256.Create<float>(sum[i..]) + (Vector256.Create(line[i..]) * weight)).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += line[i] * weight;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Round(ReadOnlySpan<float> sum, Span<byte> row)
    {
        var values = MemoryMarshal.Cast<float, Vector128<float>>(sum);
        var pixels = MemoryMarshal.Cast<byte, uint>(row);
        for (var x = 0; x < values.Length; x++)
            pixels[x] = Pixels.RoundAndPack(values[x]);
    }

    /// <summary>
    /// Which source pixels lie under each target pixel, with their shares, in ascending order. Each target has as many as the one with
    /// most: shares of 0 in front or behind fill up, and change no sum.
    /// </summary>
    private static Cells CellsOf(int sourceSize, double scale, int start, int count)
    {
        var perTarget = Math.Min(sourceSize, (int)Math.Ceiling(scale) + 1);
        var cells = new Cells(new int[count], new float[count * perTarget], perTarget);
        for (var i = 0; i < count; i++)
        {
            var from = (start + i) * scale;
            var to = from + scale;
            var width = Math.Min(scale, sourceSize - from);
            var first = (int)Math.Ceiling(from);
            var last = Math.Min((int)Math.Floor(to), sourceSize - 1);
            first = Math.Min(first, last);
            var hasStart = first - from > 1e-3;
            // The window lies within the source, also where it has more room than the target needs.
            var window = Math.Min(hasStart ? first - 1 : first, sourceSize - perTarget);
            var weights = cells.Weights.AsSpan(i * perTarget, perTarget);
            cells.First[i] = window;
            if (hasStart)
                weights[first - 1 - window] = (float)((first - from) / width);
            for (var s = first; s < last; s++)
                weights[s - window] = (float)(1.0 / width);
            if (to - last > 1e-3)
                weights[last - window] = (float)(Math.Min(Math.Min(to - last, 1.0), width) / width);
        }
        return cells;
    }

    /// <param name="First">A source pixel for each target pixel.</param>
    /// <param name="Weights">Shares of that and of those behind it.</param>
    /// <param name="PerTarget">How many of them each has.</param>
    private readonly record struct Cells(int[] First, float[] Weights, int PerTarget);
}
