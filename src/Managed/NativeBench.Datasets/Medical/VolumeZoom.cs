namespace NativeBench.Datasets.Medical;

/// <summary>
/// SciPy's <c>ndimage.zoom</c> as KiTS19's preprocessing calls it: corners stay corners (grid_mode off), trilinear or nearest
/// neighbour, in double precision.
/// </summary>
public static class VolumeZoom
{
    /// <summary>Sizes after zooming: rounded, half to even.</summary>
    public static int[] SizeOf(int depth, int height, int width, ReadOnlySpan<double> factors)
        => [Round(depth * factors[0]), Round(height * factors[1]), Round(width * factors[2])];

    /// <summary>Trilinear (order 1); a coordinate beyond the last voxel, which rounding can give, takes <paramref name="outside"/>.</summary>
    public static Volume<float> Linear(Volume<float> source, ReadOnlySpan<double> factors, float outside)
    {
        ArgumentNullException.ThrowIfNull(source);
        var size = SizeOf(source.Depth, source.Height, source.Width, factors);
        var result = new Volume<float>(size[0], size[1], size[2]);
        Tap[] slices = Taps(source.Depth, size[0]), rows = Taps(source.Height, size[1]), columns = Taps(source.Width, size[2]);
        Parallel.For(0, size[0], z =>
        {
            var at = result.At(z, 0, 0);
            foreach (var row in rows)
                foreach (var column in columns)
                {
                    if (slices[z].IsOutside || row.IsOutside || column.IsOutside)
                    {
                        result.Values[at++] = outside;
                        continue;
                    }
                    var sum = 0.0;
                    for (var corner = 0; corner < 8; corner++)
                    {
                        var (sliceAt, sliceWeight) = slices[z].Side(corner >> 2);
                        var (rowAt, rowWeight) = row.Side(corner >> 1 & 1);
                        var (columnAt, columnWeight) = column.Side(corner & 1);
                        sum += source.Values[source.At(sliceAt, rowAt, columnAt)] * sliceWeight * rowWeight * columnWeight;
                    }
                    result.Values[at++] = (float)sum;
                }
        });
        return result;
    }

    /// <summary>Nearest neighbour (order 0).</summary>
    public static Volume<byte> Nearest(Volume<byte> source, ReadOnlySpan<double> factors, byte outside)
    {
        ArgumentNullException.ThrowIfNull(source);
        var size = SizeOf(source.Depth, source.Height, source.Width, factors);
        var result = new Volume<byte>(size[0], size[1], size[2]);
        Tap[] slices = Taps(source.Depth, size[0]), rows = Taps(source.Height, size[1]), columns = Taps(source.Width, size[2]);
        var at = 0;
        foreach (var slice in slices)
            foreach (var row in rows)
                foreach (var column in columns)
                    result.Values[at++] = slice.IsOutside || row.IsOutside || column.IsOutside
                        ? outside
                        : source.Values[source.At(slice.Nearest, row.Nearest, column.Nearest)];
        return result;
    }

    private static int Round(double size) => Math.Max(1, (int)Math.Round(size, MidpointRounding.ToEven));

    private static Tap[] Taps(int sourceSize, int size)
    {
        var step = size == 1 ? 1 : (double)(sourceSize - 1) / (size - 1);
        var taps = new Tap[size];
        for (var i = 0; i < size; i++)
        {
            var position = i * step;
            var first = (int)Math.Floor(position);
            taps[i] = new Tap(first, Math.Min(first + 1, sourceSize - 1), position - first, (int)Math.Floor(position + 0.5), position > sourceSize - 1);
        }
        return taps;
    }

    private readonly record struct Tap(int First, int Second, double Fraction, int Nearest, bool IsOutside)
    {
        public (int At, double Weight) Side(int side) => side == 0 ? (First, 1 - Fraction) : (Second, Fraction);
    }
}
