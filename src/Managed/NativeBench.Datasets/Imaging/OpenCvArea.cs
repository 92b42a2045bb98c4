using System.Buffers;
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
            : ResizeByFractions(source, Cells(source.Width, scaleX, part.X, part.Width), Cells(source.Height, scaleY, part.Y, part.Height), part);
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

    private static PixelImage ResizeByFractions(PixelImage source, Cell[] columns, Cell[] rows, PixelArea part)
    {
        var result = new PixelImage(part.Width, part.Height);
        var lineLength = part.Width * PixelImage.BytesPerPixel;
        var lines = ArrayPool<float>.Shared.Rent(2 * lineLength);
        try
        {
            var line = MemoryMarshal.Cast<float, Vector128<float>>(lines.AsSpan(0, lineLength));
            var sum = MemoryMarshal.Cast<float, Vector128<float>>(lines.AsSpan(lineLength, lineLength));
            for (int y = 0, next = 0; y < part.Height; y++)
            {
                for (var isFirst = true; next < rows.Length && rows[next].Target == y; next++, isFirst = false)
                {
                    Shrink(source.Row(rows[next].Source), columns, line);
                    var weight = rows[next].Weight;
                    if (isFirst)
                        for (var x = 0; x < line.Length; x++)
                            sum[x] = line[x] * weight;
                    else
                        for (var x = 0; x < line.Length; x++)
                            sum[x] += line[x] * weight;
                }
                var target = MemoryMarshal.Cast<byte, uint>(result.Row(y));
                for (var x = 0; x < target.Length; x++)
                    target[x] = Pixels.RoundAndPack(sum[x]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(lines);
        }
        return result;
    }

    private static void Shrink(ReadOnlySpan<byte> row, Cell[] columns, Span<Vector128<float>> line)
    {
        line.Clear();
        var pixels = MemoryMarshal.Cast<byte, uint>(row);
        foreach (var cell in columns)
            line[cell.Target] += Pixels.WidenToFloat(pixels[cell.Source]) * cell.Weight;
    }

    /// <summary>Which source pixels lie under each target pixel, with their shares, in ascending order.</summary>
    private static Cell[] Cells(int sourceSize, double scale, int start, int count)
    {
        var cells = new List<Cell>((int)(count * (scale + 2)));
        for (var i = 0; i < count; i++)
        {
            var from = (start + i) * scale;
            var to = from + scale;
            var width = Math.Min(scale, sourceSize - from);
            var first = (int)Math.Ceiling(from);
            var last = Math.Min((int)Math.Floor(to), sourceSize - 1);
            first = Math.Min(first, last);
            if (first - from > 1e-3)
                cells.Add(new Cell(i, first - 1, (float)((first - from) / width)));
            for (var s = first; s < last; s++)
                cells.Add(new Cell(i, s, (float)(1.0 / width)));
            if (to - last > 1e-3)
                cells.Add(new Cell(i, last, (float)(Math.Min(Math.Min(to - last, 1.0), width) / width)));
        }
        return [.. cells];
    }

    private readonly record struct Cell(int Target, int Source, float Weight);
}
