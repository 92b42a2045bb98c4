using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>RetinaNet on ResNeXt-50 32x4d with a feature pyramid, 800×800.</summary>
internal static class RetinaNet
{
    private const int Labels = 264;
    private const int Anchors = 9;
    private const int Width = 256;

    public static SyntheticArchitecture Architecture { get; } = new(
        "retinanet", "RetinaNet ResNeXt-50 32x4d 800×800, OpenImages (264 labels)",
        "Lin et al. 2017, arXiv:1708.02002; Xie et al. 2016, arXiv:1611.05431; MLPerf's resnext50_32x4d_fpn", Build)
    {
        Reduced = "takes normalised pixels and gives scores and offsets of all 120,087 boxes; MLPerf's file normalises, decodes and leaves out overlapping boxes in the graph",
    };

    private static void Build(GraphBuilder g)
    {
        var x = g.ConvNorm("conv1", g.Input("image", g.Real, 3, 800, 800), new Convolution(64, 7) { Stride = [2], Incoming = Incoming.Image });
        x = g.MaxPool("pool1", x, kernel: 3, stride: 2);
        List<Value> stages = [];
        foreach (var (stage, outputs, blocks) in new[] { (2, 256, 3), (3, 512, 4), (4, 1024, 6), (5, 2048, 3) })
        {
            for (var block = 1; block <= blocks; block++)
                x = Block(g, FormattableString.Invariant($"conv{stage}.{block}"), x, outputs, stride: stage > 2 && block == 1 ? 2 : 1);
            stages.Add(x);
        }

        var levels = Pyramid(g, stages[1..]);
        g.Output("scores", g.Node("probabilities", "Sigmoid", [Boxes(levels), Labels], [Head(g, "score", levels, Labels).Name]), g.Real);
        g.Output("locations", Head(g, "location", levels, 4), g.Real);
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

    /// <summary>Four convolutions and the last, the same weights for all levels: [boxes, per].</summary>
    private static Value Head(GraphBuilder g, string name, List<Value> levels, int per)
    {
        var parts = new List<Value>();
        for (var level = 0; level < levels.Count; level++)
        {
            var x = levels[level];
            for (var i = 0; i < 4; i++)
                x = g.Relu(At($"conv{i}.relu"), g.Convolve(At($"conv{i}"), x, Layer(Width, i == 0 ? Incoming.Linear : Incoming.Rectified), share: level == 0 ? null : $"{name}.level0.conv{i}"));
            var y = g.Convolve(At("last"), x, Layer(Anchors * per, Incoming.Rectified), share: level == 0 ? null : $"{name}.level0.last");
            parts.Add(g.Reshape(At("flat"), g.Transpose(At("order"), y, 0, 2, 3, 1), y.Elements / per, per));

            string At(string part) => FormattableString.Invariant($"{name}.level{level}.{part}");
        }

        return g.Concat(name, 1, [.. parts]);
    }

    private static Convolution Layer(int outputs, Incoming incoming) => new(outputs, 3) { HasBias = true, Incoming = incoming };

    private static long Boxes(List<Value> levels) => levels.Sum(static level => level.Shape[1] * level.Shape[2] * Anchors);
}
