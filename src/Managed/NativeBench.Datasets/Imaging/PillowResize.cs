using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// Pillow's resampling of 8-bit pictures, to the bit: an antialiasing filter whose support grows with the reduction, weights of 22
/// bits, across first, then down, rounded to 8 bits between (<c>Resample.c</c>).
/// </summary>
internal static class PillowResize
{
    // 32 bits of the sum less 8 of a pixel and 2 for sums of weights beyond 1.
    private const int WeightBits = 32 - 8 - 2;

    /// <summary>The triangle, Pillow's BILINEAR; 1 pixel wide on each side.</summary>
    public static PixelImage Bilinear(PixelImage source, int width, int height, PixelArea part)
        => Resize(source, width, height, part, 1, static x => x < 1 ? 1 - x : 0);

    /// <summary>Keys' cubic with a = -0.5, Pillow's BICUBIC; 2 pixels wide on each side.</summary>
    public static PixelImage Bicubic(PixelImage source, int width, int height, PixelArea part)
        => Resize(source, width, height, part, 2, static x =>
        {
            const double A = -0.5;
            return x < 1 ? ((((A + 2) * x) - (A + 3)) * x * x) + 1 : x < 2 ? ((((x - 5) * x) + 8) * x - 4) * A : 0;
        });

    private static PixelImage Resize(PixelImage source, int width, int height, PixelArea part, double support, Func<double, double> filter)
    {
        var columns = Taps(source.Width, width, part.X, part.Width, support, filter);
        var rows = Taps(source.Height, height, part.Y, part.Height, support, filter);
        var firstRow = rows.Min(static t => t.First);
        var rowCount = rows.Max(static t => t.First + t.Weights.Length) - firstRow;

        // A direction that keeps its size isn't filtered; every weight there is exactly 1, which gives the same.
        using var stretched = new PixelImage(part.Width, rowCount);
        for (var y = 0; y < rowCount; y++)
        {
            var from = MemoryMarshal.Cast<byte, uint>(source.Row(firstRow + y));
            var to = MemoryMarshal.Cast<byte, uint>(stretched.Row(y));
            for (var x = 0; x < to.Length; x++)
            {
                var sum = Vector128.Create(1 << (WeightBits - 1));
                var pixels = from.Slice(columns[x].First, columns[x].Weights.Length);
                for (var i = 0; i < pixels.Length; i++)
                    sum += Pixels.Widen(pixels[i]) * columns[x].Weights[i];
                to[x] = Clip(sum);
            }
        }

        var result = new PixelImage(part.Width, part.Height);
        var pixelsOfStretched = MemoryMarshal.Cast<byte, uint>(stretched.Pixels);
        for (var y = 0; y < part.Height; y++)
        {
            var to = MemoryMarshal.Cast<byte, uint>(result.Row(y));
            var weights = rows[y].Weights;
            for (var x = 0; x < to.Length; x++)
            {
                var sum = Vector128.Create(1 << (WeightBits - 1));
                for (int i = 0, at = ((rows[y].First - firstRow) * part.Width) + x; i < weights.Length; i++, at += part.Width)
                    sum += Pixels.Widen(pixelsOfStretched[at]) * weights[i];
                to[x] = Clip(sum);
            }
        }
        return result;
    }

    private static uint Clip(Vector128<int> sum)
        => Pixels.Pack(Vector128.Clamp(sum >> WeightBits, Vector128<int>.Zero, Vector128.Create(255)));

    private static Tap[] Taps(int sourceSize, int size, int start, int count, double support, Func<double, double> filter)
    {
        var scale = (double)sourceSize / size;
        var filterScale = Math.Max(scale, 1);
        var reach = support * filterScale;
        var inverse = 1 / filterScale;
        var taps = new Tap[count];
        for (var i = 0; i < count; i++)
        {
            var center = (start + i + 0.5) * scale;
            var first = Math.Max((int)(center - reach + 0.5), 0);
            var end = Math.Min((int)(center + reach + 0.5), sourceSize);
            var weights = new double[end - first];
            var sum = 0.0;
            for (var x = 0; x < weights.Length; x++)
                sum += weights[x] = filter(Math.Abs((x + first - center + 0.5) * inverse));
            var whole = new int[weights.Length];
            for (var x = 0; x < weights.Length; x++)
            {
                var weight = (sum == 0 ? weights[x] : weights[x] / sum) * (1 << WeightBits);
                whole[x] = (int)(weight < 0 ? weight - 0.5 : weight + 0.5);
            }
            taps[i] = new Tap(first, whole);
        }
        return taps;
    }

    private readonly record struct Tap(int First, int[] Weights);
}
