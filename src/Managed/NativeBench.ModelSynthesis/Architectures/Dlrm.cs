using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>DLRM for Criteo Terabyte: two perceptrons, 26 tables, and the products of all pairs between.</summary>
internal static class Dlrm
{
    private const int Width = 128;
    private const long MostRows = 40_000;

    // Rows of the tables at an index range of 40 million.
    private static readonly long[] s_rows =
    [
        39884406, 39043, 17289, 7420, 20263, 3, 7120, 1543, 63, 38532951, 2953546, 403346, 10,
        2208, 11938, 155, 4, 976, 14, 39979771, 25641295, 39664984, 585935, 12972, 108, 36,
    ];

    public static SyntheticArchitecture Architecture { get; } = new(
        "dlrm", "DLRM, Criteo Terabyte (13 numbers, 26 categories)", "Naumov et al. 2019, arXiv:1906.00091; MLPerf's tb00_40M", Build)
    {
        Reduced = "tables have at most 40,000 rows instead of 40 million (226 MB instead of 96 GB) and take indices modulo that; one index a table, without offsets",
    };

    private static void Build(GraphBuilder g)
    {
        var dense = Perceptron(g, "bottom", g.Input("dense_x", g.Real, 13), Incoming.Image, 512, 256, Width);
        dense = g.Relu("bottom.last.relu", dense);
        var sizes = s_rows.Select(static rows => Math.Min(rows, MostRows)).ToArray();
        var indices = g.Node("indices", "Mod", [26], [g.Input("lS_i", OnnxType.Int64, 26).Name, g.Integers(sizes)]);
        List<Value> vectors = [Row(g, "bottom.row", dense)];
        for (var i = 0; i < sizes.Length; i++)
        {
            var name = FormattableString.Invariant($"table{i}");
            var index = g.Node(name + ".index", "Gather", [], [indices.Name, g.Integer(i)], OnnxAttribute.Int("axis", 1));
            var table = g.Weight(name + ".weight", [sizes[i], Width], new WeightFill(0.3));
            vectors.Add(Row(g, name + ".row", g.Node(name, "Gather", [Width], [table, index.Name], OnnxAttribute.Int("axis", 0))));
        }

        var all = g.Concat("vectors", 1, [.. vectors]);
        var count = vectors.Count;
        g.Count(count, count, Width);
        var products = g.Node("products", "MatMul", [count, count], [all.Name, g.Transpose("vectors.turned", all, 0, 2, 1).Name]);
        var pairs = new List<long>();
        for (var row = 1; row < count; row++)
            pairs.AddRange(Enumerable.Range(row * count, row).Select(static i => (long)i));
        var flat = g.Reshape("products.flat", products, count * count);
        var different = g.Node("pairs", "Gather", [pairs.Count], [flat.Name, g.Integers([.. pairs])], OnnxAttribute.Int("axis", 1));
        var x = g.Concat("features", 1, dense, different);
        x = Perceptron(g, "top", x, Incoming.Linear, 1024, 1024, 512, 256, 1);
        g.Output("probability", g.Node("sigmoid", "Sigmoid", x.Shape, [x.Name]), g.Real);
    }

    private static Value Row(GraphBuilder g, string name, Value x) => g.Node(name, "Unsqueeze", [1, x.Shape[0]], [x.Name, g.Integers(1)]);

    private static Value Perceptron(GraphBuilder g, string name, Value x, Incoming incoming, params int[] widths)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            var layer = FormattableString.Invariant($"{name}.{i}");
            if (i > 0)
                x = g.Relu(layer + ".relu", x);
            x = g.Dense(layer, x, widths[i], i == 0 ? incoming : Incoming.Rectified);
        }

        return x;
    }
}
