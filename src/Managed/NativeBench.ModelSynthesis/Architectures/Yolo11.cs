using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>YOLO11 in its large size, 640×640: the boxes of all 8,400 places with a score for each of 80 classes.</summary>
internal static class Yolo11
{
    private const int Side = 640;
    private const int Classes = 80;
    private const int Bins = 16;
    private const float Epsilon = 1e-3f;

    // A few hundred of the places reach a score of 0.001, as with real networks: suppression has its usual work.
    private const double ScoreBias = -10;

    // SiLU on numbers around 1 shrinks what it's given, layer by layer; on larger ones it's nearly a ReLU, which doesn't.
    private const double Scale = 10;

    public static SyntheticArchitecture Large { get; } = new(
        "yolo11l", "YOLO11l 640×640, COCO (80 classes, 8,400 places)", "Ultralytics' yolo11.yaml, scale l", Build);

    private static void Build(GraphBuilder g)
    {
        var x = Conv(g, "b0", g.Input("images", g.Real, 3, Side, Side), 64, 3, 2, Incoming.Image, gain: Scale);
        x = Stage(g, "b2", Conv(g, "b1", x, 128, 3, 2), 256, 0.25);
        x = Stage(g, "b4", Conv(g, "b3", x, 256, 3, 2), 512, 0.25);
        var p3 = x;
        x = Stage(g, "b6", Conv(g, "b5", x, 512, 3, 2), 512);
        var p4 = x;
        x = Stage(g, "b8", Conv(g, "b7", x, 512, 3, 2), 512);
        var p5 = AttentionStage(g, "b10", PoolPyramid(g, "b9", x));

        var n4 = Stage(g, "h13", g.Concat("h12", 1, g.Resize("h11", p5, 40, 40, isBilinear: false), p4), 512, shortcut: false);
        var o3 = Stage(g, "h16", g.Concat("h15", 1, g.Resize("h14", n4, 80, 80, isBilinear: false), p3), 256, shortcut: false);
        var o4 = Stage(g, "h19", g.Concat("h18", 1, Conv(g, "h17", o3, 256, 3, 2), n4), 512, shortcut: false);
        var o5 = Stage(g, "h22", g.Concat("h21", 1, Conv(g, "h20", o4, 512, 3, 2), p5), 512, shortcut: false);
        g.Output("output0", Detect(g, [o3, o4, o5]), g.Real);
    }

    private static Value Conv(
        GraphBuilder g, string name, Value x, int outputs, int kernel, int stride = 1, Incoming incoming = Incoming.Rectified, int groups = 1, bool isActive = true, double gain = 1) =>
        g.ConvNorm(name, x, new Convolution(outputs, kernel) { Stride = [stride], Groups = groups, Incoming = incoming, Gain = gain }, isActive ? "Silu" : null, Epsilon);

    /// <summary>C3k2: split, two inner stages behind one another, all that came of it joined.</summary>
    private static Value Stage(GraphBuilder g, string name, Value x, int outputs, double ratio = 0.5, bool shortcut = true)
    {
        var inner = (int)(outputs * ratio);
        var halves = g.Split(name + ".split", Conv(g, name + ".in", x, 2 * inner, 1), 1, inner, inner);
        List<Value> parts = [.. halves];
        for (var i = 0; i < 2; i++)
            parts.Add(Inner(g, FormattableString.Invariant($"{name}.m{i}"), parts[^1], inner, shortcut));
        return Conv(g, name + ".out", g.Concat(name + ".joined", 1, [.. parts]), outputs, 1);
    }

    /// <summary>C3k: two bottlenecks of 3×3 beside a straight way.</summary>
    private static Value Inner(GraphBuilder g, string name, Value x, int channels, bool shortcut)
    {
        var half = channels / 2;
        var y = Conv(g, name + ".in", x, half, 1);
        for (var i = 0; i < 2; i++)
        {
            var part = FormattableString.Invariant($"{name}.m{i}");
            var z = Conv(g, part + ".b", Conv(g, part + ".a", y, half, 3), half, 3, gain: shortcut ? 0.5 : 1);
            y = shortcut ? g.Add(part + ".sum", y, z) : z;
        }

        return Conv(g, name + ".out", g.Concat(name + ".joined", 1, y, Conv(g, name + ".beside", x, half, 1)), channels, 1);
    }

    /// <summary>SPPF: three maxima over 5×5 behind one another, joined.</summary>
    private static Value PoolPyramid(GraphBuilder g, string name, Value x)
    {
        List<Value> parts = [Conv(g, name + ".in", x, (int)x.Shape[0] / 2, 1)];
        for (var i = 0; i < 3; i++)
            parts.Add(g.MaxPool(FormattableString.Invariant($"{name}.pool{i}"), parts[^1], kernel: 5, stride: 1));
        return Conv(g, name + ".out", g.Concat(name + ".joined", 1, [.. parts]), (int)x.Shape[0], 1);
    }

    /// <summary>C2PSA: attention over all positions for half of the channels, twice.</summary>
    private static Value AttentionStage(GraphBuilder g, string name, Value x)
    {
        var half = (int)x.Shape[0] / 2;
        var parts = g.Split(name + ".split", Conv(g, name + ".in", x, 2 * half, 1), 1, half, half);
        var y = parts[1];
        for (var i = 0; i < 2; i++)
        {
            var part = FormattableString.Invariant($"{name}.m{i}");
            y = g.Add(part + ".sum", y, PositionAttention(g, part + ".attention", y));
            var wide = Conv(g, part + ".wide", y, 2 * half, 1);
            y = g.Add(part + ".sum2", y, Conv(g, part + ".narrow", wide, half, 1, isActive: false, gain: 0.5));
        }

        return Conv(g, name + ".out", g.Concat(name + ".joined", 1, parts[0], y), (int)x.Shape[0], 1);
    }

    private static Value PositionAttention(GraphBuilder g, string name, Value x)
    {
        const int width = 64, keyWidth = 32;
        var heads = x.Shape[0] / width;
        var positions = x.Shape[1] * x.Shape[2];
        var all = Conv(g, name + ".qkv", x, (int)(heads * (width + (2 * keyWidth))), 1, isActive: false, gain: 1 / Scale);
        var split = g.Split(name + ".split", g.Reshape(name + ".heads", all, heads, width + (2 * keyWidth), positions), 2, keyWidth, keyWidth, width);
        g.Count(heads, positions, positions, keyWidth);
        var scores = g.Node(name + ".scores", "MatMul", [heads, positions, positions], [g.Transpose(name + ".q", split[0], 0, 1, 3, 2).Name, split[1].Name]);
        scores = g.Node(name + ".scaled", "Mul", scores.Shape, [scores.Name, g.Constant(1 / MathF.Sqrt(keyWidth))]);
        var weights = g.Transpose(name + ".turned", g.Softmax(name + ".softmax", scores), 0, 1, 3, 2);
        g.Count(heads, positions, positions, width);
        var mixed = g.Reshape(name + ".mixed", g.Node(name + ".values", "MatMul", [heads, width, positions], [split[2].Name, weights.Name]), x.Shape);
        var values = g.Reshape(name + ".map", split[2], x.Shape);
        var sum = g.Add(name + ".placed", mixed, Conv(g, name + ".place", values, (int)x.Shape[0], 3, groups: (int)x.Shape[0], isActive: false));
        return Conv(g, name + ".out", sum, (int)x.Shape[0], 1, isActive: false, gain: Scale / 2);
    }

    /// <summary>
    /// Two heads a map; the distances to the four sides are means over 16 bins. Centre, size and scores behind one another: [84, 8400].
    /// </summary>
    private static Value Detect(GraphBuilder g, IReadOnlyList<Value> maps)
    {
        List<Value> sides = [], scores = [];
        List<float> columns = [], rows = [], strides = [];
        const int boxWidth = 64, scoreWidth = 256;
        foreach (var (map, level) in maps.Select(static (map, level) => (map, level)))
        {
            var name = FormattableString.Invariant($"detect{level}");
            var cells = map.Shape[1] * map.Shape[2];
            var y = Conv(g, name + ".box.b", Conv(g, name + ".box.a", map, boxWidth, 3), boxWidth, 3);
            y = g.Convolve(name + ".box", y, new Convolution(4 * Bins, 1) { HasBias = true, Bias = 1, Gain = 1 / (3 * Scale) });
            sides.Add(g.Reshape(name + ".box.flat", y, 4 * Bins, cells));
            var z = Separable(name + ".score.b", Separable(name + ".score.a", map));
            z = g.Convolve(name + ".score", z, new Convolution(Classes, 1) { HasBias = true, Bias = ScoreBias, Gain = 1 / (3 * Scale) });
            scores.Add(g.Reshape(name + ".score.flat", z, Classes, cells));
            for (var cell = 0; cell < cells; cell++)
            {
                columns.Add((cell % map.Shape[2]) + 0.5f);
                rows.Add((cell / map.Shape[2]) + 0.5f);
                strides.Add((float)Side / map.Shape[1]);
            }
        }

        var places = scores.Sum(static s => s.Shape[1]);
        var bins = g.Reshape("bins", g.Concat("sides", 2, [.. sides]), 4, Bins, places);
        var weights = g.Softmax("bins.softmax", g.Transpose("bins.last", bins, 0, 1, 3, 2));
        var mean = g.Node("distance", "MatMul", [4, places], [weights.Name, g.Constant([.. Enumerable.Range(0, Bins).Select(static i => (float)i)], [Bins])]);
        g.Count(4, places, Bins);
        var corners = g.Split("corners", mean, 1, 2, 2);
        var middle = g.Constant([.. columns, .. rows], [2, places]);
        var low = g.Node("low", "Sub", [2, places], [middle, corners[0].Name]);
        var high = g.Node("high", "Add", [2, places], [middle, corners[1].Name]);
        var centre = g.Node("centre", "Mul", [2, places], [g.Add("low.high", low, high).Name, g.Constant(0.5f)]);
        var box = g.Concat("box", 1, centre, g.Node("size", "Sub", [2, places], [high.Name, low.Name]));
        var pixels = g.Node("box.pixels", "Mul", box.Shape, [box.Name, g.Constant([.. strides], [1, places])]);
        return g.Concat("output", 1, pixels, g.Sigmoid("scores", g.Concat("logits", 2, [.. scores])));

        Value Separable(string name, Value x) => Conv(g, name, Conv(g, name + ".each", x, (int)x.Shape[0], 3, groups: (int)x.Shape[0]), scoreWidth, 1);
    }
}
