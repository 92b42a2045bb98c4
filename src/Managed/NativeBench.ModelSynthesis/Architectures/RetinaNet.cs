using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>RetinaNet on ResNeXt-50 32x4d with a feature pyramid, 800×800.</summary>
internal static class RetinaNet
{
    private const int Labels = 264;
    private const int PerCell = 9;
    private const int Pixels = 800;
    private const int Kept = 300;

    // What training starts from: a box is of a class once in a hundred.
    private const double Prior = -4.595;
    private const int Width = 256;

    public static SyntheticArchitecture Architecture { get; } = new(
        "retinanet", "RetinaNet ResNeXt-50 32x4d 800×800, OpenImages (264 labels)",
        "Lin et al. 2017, arXiv:1708.02002; Xie et al. 2016, arXiv:1611.05431; MLPerf's resnext50_32x4d_fpn", Build)
    {
        TakesBatches = false,
    };

    private static void Build(GraphBuilder g)
    {
        var x = g.ConvNorm("conv1", Normalized(g, g.Input("images", g.Real, 3, Pixels, Pixels)), new Convolution(64, 7) { Stride = [2], Incoming = Incoming.Image, Gain = Convolution.NormalizedImage });
        x = g.MaxPool("pool1", x, kernel: 3, stride: 2);
        List<Value> stages = [];
        foreach (var (stage, outputs, blocks) in new[] { (2, 256, 3), (3, 512, 4), (4, 1024, 6), (5, 2048, 3) })
        {
            for (var block = 1; block <= blocks; block++)
                x = Block(g, FormattableString.Invariant($"conv{stage}.{block}"), x, outputs, stride: stage > 2 && block == 1 ? 2 : 1);
            stages.Add(x);
        }

        var levels = Pyramid(g, stages[1..]);
        Finish(g, levels, Head(g, "score", levels, Labels, Prior), Head(g, "location", levels, 4, 0));
    }

    /// <summary>torchvision's normalisation, which MLPerf's file has inside; pixels are 0 to 1.</summary>
    private static Value Normalized(GraphBuilder g, Value image)
    {
        var centred = g.Node("image.centred", "Sub", image.Shape, [image.Name, g.Constant([0.485f, 0.456f, 0.406f], [3, 1, 1])]);
        return g.Node("image.normalized", "Div", image.Shape, [centred.Name, g.Constant([0.229f, 0.224f, 0.225f], [3, 1, 1])]);
    }

    /// <summary>
    /// torchvision's end: of each level the thousand highest scores, of any class; then, among all levels, those that overlap a
    /// better one of their class go, and 300 stay.
    /// </summary>
    private static void Finish(GraphBuilder g, List<Value> levels, List<Value> scores, List<Value> locations)
    {
        const int most = 1000;
        List<Value> boxes = [], best = [], labels = [];
        for (var level = 0; level < levels.Count; level++)
        {
            var name = FormattableString.Invariant($"level{level}");
            var all = g.Float(g.Sigmoid(name + ".probabilities", scores[level]));
            var flat = g.Reshape(name + ".flat", all, all.Elements);
            var top = g.Nodes(name + ".top", "TopK", [[most], [most]], [flat.Name, g.Integers(most)], OnnxAttribute.Int("axis", 1));
            best.Add(top[0]);
            labels.Add(g.Node(name + ".label", "Mod", [most], [top[1].Name, g.Integers(Labels)]));
            var box = g.Node(name + ".box", "Div", [most], [top[1].Name, g.Integers(Labels)]);
            var row = g.Node(name + ".box.row", "Squeeze", [most], [box.Name, g.Integers(0)]);
            var offsets = g.Node(name + ".offsets", "Gather", [most, 4], [locations[level].Name, row.Name], OnnxAttribute.Int("axis", 1));
            var rows = levels[level].Shape[1];
            var anchors = g.FloatTensor([rows * rows * PerCell, 4], Anchors.RetinaNet(rows, Pixels, 32 << level));
            var chosen = g.Node(name + ".anchors", "Gather", [most, 4], [anchors.Name, row.Name], OnnxAttribute.Int("axis", 0));
            var corners = BoxSelection.Decode(g, name + ".decoded", offsets, chosen, 1, 1);
            boxes.Add(g.Node(name + ".clipped", "Clip", corners.Shape, [corners.Name, g.FloatTensor([], [0]).Name, g.FloatTensor([], [Pixels]).Name]));
        }

        var candidates = g.Concat("candidates", 1, [.. boxes]);
        var label = g.Concat("candidates.label", 1, [.. labels]);

        // Classes lie side by side, so that boxes of two never overlap: torchvision's batched_nms.
        var shift = g.Node("candidates.shift", "Mul", label.Shape, [g.Cast("candidates.class", label, OnnxType.Float).Name, g.Floats(Pixels + 1)]);
        var apart = g.Node("candidates.apart", "Add", candidates.Shape, [candidates.Name, g.Node("candidates.shift.all", "Unsqueeze", [label.Shape[0], 1], [shift.Name, g.Integers(2)]).Name]);
        var single = g.Node("candidates.score", "Unsqueeze", [1, label.Shape[0]], [g.Concat("candidates.scores", 1, [.. best]).Name, g.Integers(1)]);
        var kept = BoxSelection.Select(g, "kept", apart, single, perClass: most, overlap: 0.5f, threshold: 0.05f, kept: Kept);
        BoxSelection.Output(g, "boxes", Rows("kept.own", candidates, 4), OnnxType.Float);
        BoxSelection.Output(g, "labels", Rows("kept.label", label), OnnxType.Int64);
        BoxSelection.Output(g, "scores", kept.Scores, OnnxType.Float);

        Value Rows(string name, Value from, params long[] rest)
        {
            var flat = g.Node(name + ".all", "Squeeze", from.Shape, [from.Name, g.Integers(0)]);
            return g.Node(name, "Gather", [Kept, .. rest], [flat.Name, kept.Positions.Name], OnnxAttribute.Int("axis", 0));
        }
    }

    /// <summary>A bottleneck of 32 groups, half as wide inside as it is outside.</summary>
    private static Value Block(GraphBuilder g, string name, Value x, int outputs, int stride)
    {
        var shortcut = x.Shape[0] == outputs && stride == 1
            ? x
            : g.ConvNorm(name + ".shortcut", x, new Convolution(outputs, 1) { Stride = [stride] }, activation: null);
        var y = g.ConvNorm(name + ".a", x, new Convolution(outputs / 2, 1));
        y = g.ConvNorm(name + ".b", y, new Convolution(outputs / 2, 3) { Stride = [stride], Groups = 32 });
        y = g.ConvNorm(name + ".c", y, new Convolution(outputs, 1) { Gain = 0.3 }, activation: null);
        return g.Relu(name + ".relu", g.Add(name + ".add", y, shortcut));
    }

    /// <summary>Five maps of 256 channels, from 100×100 to 7×7.</summary>
    private static List<Value> Pyramid(GraphBuilder g, List<Value> stages)
    {
        var inner = stages.Select((stage, i) => g.Convolve(FormattableString.Invariant($"fpn.inner{i}"), stage, new Convolution(Width, 1) { HasBias = true })).ToList();
        for (var i = inner.Count - 2; i >= 0; i--)
        {
            var up = g.Node(FormattableString.Invariant($"fpn.up{i}"), "Resize", inner[i].Shape,
                [inner[i + 1].Name, "", g.Floats(1, 1, 2, 2)], OnnxAttribute.Text("mode", "nearest"),
                OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"), OnnxAttribute.Text("nearest_mode", "floor"));
            inner[i] = g.Add(FormattableString.Invariant($"fpn.sum{i}"), inner[i], up);
        }

        List<Value> levels =
        [
            .. inner.Select((map, i) => g.Convolve(
                FormattableString.Invariant($"fpn.outer{i}"), map, new Convolution(Width, 3) { HasBias = true, Incoming = Incoming.Linear })),
        ];
        var p6 = g.Convolve("fpn.p6", levels[^1], new Convolution(Width, 3) { HasBias = true, Stride = [2], Incoming = Incoming.Linear });
        var p7 = g.Convolve("fpn.p7", g.Relu("fpn.p6.relu", p6), new Convolution(Width, 3) { HasBias = true, Stride = [2] });
        return [.. levels, p6, p7];
    }

    /// <summary>Four convolutions and the last, the same weights for all levels: [boxes, per] of each.</summary>
    private static List<Value> Head(GraphBuilder g, string name, List<Value> levels, int per, double bias)
    {
        var parts = new List<Value>();
        for (var level = 0; level < levels.Count; level++)
        {
            var x = levels[level];
            for (var i = 0; i < 4; i++)
                x = g.Relu(At($"conv{i}.relu"), g.Convolve(At($"conv{i}"), x, Layer(Width, i == 0 ? Incoming.Linear : Incoming.Rectified), share: level == 0 ? null : $"{name}.level0.conv{i}"));
            var last = Layer(PerCell * per, Incoming.Rectified) with { Bias = bias };
            var y = g.Convolve(At("last"), x, last, share: level == 0 ? null : $"{name}.level0.last");
            parts.Add(g.Reshape(At("flat"), g.Transpose(At("order"), y, 0, 2, 3, 1), y.Elements / per, per));

            string At(string part) => FormattableString.Invariant($"{name}.level{level}.{part}");
        }

        return parts;
    }

    private static Convolution Layer(int outputs, Incoming incoming) => new(outputs, 3) { HasBias = true, Incoming = incoming };
}
