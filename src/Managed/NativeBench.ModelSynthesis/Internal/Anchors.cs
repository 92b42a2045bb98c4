namespace NativeBench.ModelSynthesis.Internal;

/// <summary>The boxes that detection networks start from, by the rules that their papers and configurations give.</summary>
internal static class Anchors
{
    /// <summary>Sizes of an SSD with TensorFlow's generator: six scales from 0.2 to 0.95, the first map with three small ones. Relative to the picture.</summary>
    /// <param name="maps">Rows (and columns) of each map.</param>
    /// <returns>y, x, height, width of each.</returns>
    public static float[] TensorFlowSsd(IReadOnlyList<long> maps)
    {
        var scales = Enumerable.Range(0, maps.Count).Select(i => 0.2 + ((0.95 - 0.2) * i / (maps.Count - 1))).Append(1.0).ToArray();
        var anchors = new List<float>();
        for (var m = 0; m < maps.Count; m++)
        {
            (double Scale, double Ratio)[] boxes = m == 0
                ? [(0.1, 1), (scales[0], 2), (scales[0], 0.5)]
                : [.. new[] { 1, 2, 0.5, 3, 1 / 3.0 }.Select(ratio => (scales[m], ratio)), (Math.Sqrt(scales[m] * scales[m + 1]), 1)];
            ForEachCell(maps[m], maps[m], (row, column) =>
            {
                foreach (var (scale, ratio) in boxes)
                    Add(anchors, (row + 0.5) / maps[m], (column + 0.5) / maps[m], scale / Math.Sqrt(ratio), scale * Math.Sqrt(ratio));
            });
        }

        return [.. anchors];
    }

    /// <summary>SSD-ResNet34's (MLPerf's single_stage_detector), relative to the picture.</summary>
    /// <param name="maps">Rows (and columns) of each map.</param>
    /// <param name="boxes">Boxes a cell of each: 4 or 6.</param>
    /// <returns>x, y, width, height of each: all of a kind of a map behind one another, as its heads give them.</returns>
    public static float[] SsdResNet34(IReadOnlyList<long> maps, IReadOnlyList<int> boxes)
    {
        const double size = 1200;
        double[] scales = [84, 180, 372, 564, 756, 948, 1140];
        var anchors = new List<float>();
        for (var m = 0; m < maps.Count; m++)
        {
            double small = scales[m] / size, between = Math.Sqrt(small * scales[m + 1] / size);
            List<(double Width, double Height)> shapes = [(small, small), (between, between)];
            foreach (var ratio in boxes[m] == 4 ? [2.0] : new[] { 2.0, 3.0 })
            {
                shapes.Add((small * Math.Sqrt(ratio), small / Math.Sqrt(ratio)));
                shapes.Add((small / Math.Sqrt(ratio), small * Math.Sqrt(ratio)));
            }

            foreach (var (width, height) in shapes)
                ForEachCell(maps[m], maps[m], (row, column) => Add(anchors, (column + 0.5) / maps[m], (row + 0.5) / maps[m], width, height));
        }

        return [.. anchors];
    }

    /// <summary>RetinaNet's nine a cell: three sizes within an octave, three shapes. In pixels.</summary>
    /// <param name="rows">Rows (and columns) of the map.</param>
    /// <param name="pixels">Of the picture's side.</param>
    /// <param name="size">Of the smallest.</param>
    /// <returns>x, y, width, height of each.</returns>
    public static float[] RetinaNet(long rows, int pixels, int size)
    {
        var anchors = new List<float>();
        var stride = (double)(pixels / rows);
        ForEachCell(rows, rows, (row, column) =>
        {
            foreach (var ratio in new[] { 0.5, 1, 2 })
            {
                for (var octave = 0; octave < 3; octave++)
                {
                    var side = Math.Floor(size * Math.Pow(2, octave / 3.0));
                    Add(anchors, column * stride, row * stride, side / Math.Sqrt(ratio), side * Math.Sqrt(ratio));
                }
            }
        });
        return [.. anchors];
    }

    private static void ForEachCell(long rows, long columns, Action<long, long> action)
    {
        for (var row = 0L; row < rows; row++)
        {
            for (var column = 0L; column < columns; column++)
                action(row, column);
        }
    }

    private static void Add(List<float> anchors, double a, double b, double c, double d) => anchors.AddRange([(float)a, (float)b, (float)c, (float)d]);
}
