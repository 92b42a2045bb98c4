using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>SSD-ResNet34, 1200×1200: ResNet-34 to its third stage, whose stride is 1, and five more maps.</summary>
internal static class SsdResNet34
{
    private const int Labels = 81;

    /// <summary>Boxes a cell of each map.</summary>
    private static readonly int[] s_boxes = [4, 6, 6, 6, 4, 4];

    public static SyntheticArchitecture Architecture { get; } = new(
        "ssd-resnet34", "SSD-ResNet34 1200×1200, COCO (81 labels, 15,130 boxes)",
        "Liu et al. 2015, arXiv:1512.02325; MLPerf's single_stage_detector (ssd_r34.py)", Build)
    {
        TakesBatches = false,
    };

    private static void Build(GraphBuilder g)
    {
        var x = g.Input("image", g.Real, 3, 1200, 1200);
        x = g.ConvNorm("conv1", x, new Convolution(64, 7) { Stride = [2], Incoming = Incoming.Image, Gain = Convolution.NormalizedImage });
        x = g.MaxPool("pool1", x, kernel: 3, stride: 2);
        foreach (var (stage, width, blocks) in new[] { (2, 64, 3), (3, 128, 4), (4, 256, 6) })
        {
            for (var block = 1; block <= blocks; block++)
                x = Block(g, FormattableString.Invariant($"conv{stage}.{block}"), x, width, stride: stage == 3 && block == 1 ? 2 : 1);
        }

        List<Value> maps = [x];
        foreach (var (inner, outer, stride, padding) in new[]
                 {
                     (256, 512, 2, Padding.Half), (256, 512, 2, Padding.Half), (128, 256, 2, Padding.Half), (128, 256, 2, Padding.Valid), (128, 256, 1, Padding.Valid),
                 })
        {
            var name = FormattableString.Invariant($"extra{maps.Count}");
            var y = g.Relu(name + ".a.relu", g.Convolve(name + ".a", maps[^1], new Convolution(inner, 1) { HasBias = true }));
            maps.Add(g.Relu(name + ".b.relu", g.Convolve(name + ".b", y, new Convolution(outer, 3) { HasBias = true, Stride = [stride], Padding = padding })));
        }

        var locations = g.Transpose("locations", Heads(g, "location", maps, 4), 0, 2, 1);
        var scores = Heads(g, "score", maps, Labels);
        var anchors = g.FloatTensor([locations.Shape[0], 4], Anchors.SsdResNet34([.. maps.Select(static map => (map.Shape[1] + 2) / 3)], s_boxes));
        var boxes = BoxSelection.Decode(g, "decoded", locations, anchors, centreScale: 0.1f, sizeScale: 0.2f);

        // Class 0 is the background; limits as in MLPerf's graph: score 0.05, overlap 0.5, 200 boxes.
        var probabilities = g.Node("probabilities", "Softmax", scores.Shape, [scores.Name], OnnxAttribute.Int("axis", 1));
        var objects = g.Split("objects", probabilities, 1, 1, Labels - 1)[1];
        var kept = BoxSelection.Select(g, "kept", boxes, objects, perClass: 200, overlap: 0.5f, threshold: 0.05f, kept: 200);
        BoxSelection.Output(g, "bboxes", kept.Boxes, OnnxType.Float);
        BoxSelection.Output(g, "labels", g.Node("label", "Add", kept.Classes.Shape, [kept.Classes.Name, g.Integers(1)]), OnnxType.Int64);
        BoxSelection.Output(g, "scores", kept.Scores, OnnxType.Float);
    }

    private static Value Block(GraphBuilder g, string name, Value x, int width, int stride)
    {
        var shortcut = x.Shape[0] == width && stride == 1
            ? x
            : g.ConvNorm(name + ".shortcut", x, new Convolution(width, 1) { Stride = [stride] }, activation: null);
        var y = g.ConvNorm(name + ".a", x, new Convolution(width, 3) { Stride = [stride] });
        y = g.ConvNorm(name + ".b", y, new Convolution(width, 3) { Gain = 0.3 }, activation: null);
        return g.Relu(name + ".relu", g.Add(name + ".add", y, shortcut));
    }

    /// <summary>One convolution a map, all boxes behind one another: [per, 15130].</summary>
    private static Value Heads(GraphBuilder g, string name, List<Value> maps, int per)
    {
        var parts = maps.Zip(s_boxes, (map, boxes) =>
        {
            var head = FormattableString.Invariant($"{name}.{map.Name}");
            var y = g.Convolve(head, map, new Convolution(boxes * per, 3) { HasBias = true, Stride = [3], Gain = per == Labels ? 2 : 1 });
            return g.Reshape(head + ".flat", y, per, y.Elements / per);
        });
        return g.Concat(name, 2, [.. parts]);
    }
}
