using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>SSD-MobileNet v1, 300×300.</summary>
internal static class SsdMobileNet
{
    private const int Labels = 91;
    private const float Epsilon = 1e-3f;

    public static SyntheticArchitecture Architecture { get; } = new(
        "ssd-mobilenet", "SSD-MobileNet v1 300×300, COCO (91 labels, 1,917 boxes)",
        "Huang et al. 2016, arXiv:1611.10012; TensorFlow's ssd_mobilenet_v1_coco_2018_01_28", Build)
    {
        Reduced = "takes prepared planes and gives scores and offsets of all boxes; MLPerf's file prepares pixels, decodes and leaves out overlapping boxes in the graph",
    };

    private static void Build(GraphBuilder g)
    {
        var features = MobileNetV1.Features(g, g.Input("image", g.Real, 3, 300, 300));
        List<Value> maps = [features[11], features[13]];
        foreach (var (inner, outer) in new[] { (256, 512), (128, 256), (128, 256), (64, 128) })
        {
            var name = FormattableString.Invariant($"extra{maps.Count}");
            var y = g.ConvNorm(name + ".a", maps[^1], new Convolution(inner, 1), "Relu6", Epsilon);
            maps.Add(g.ConvNorm(name + ".b", y, new Convolution(outer, 3) { Stride = [2], Padding = Padding.Same }, "Relu6", Epsilon));
        }

        g.Output("locations", Heads(g, "location", maps, 4), g.Real);
        g.Output("scores", g.Node("probabilities", "Sigmoid", [1917, Labels], [Heads(g, "score", maps, Labels).Name]), g.Real);
    }

    /// <summary>One 1×1 convolution a map, boxes behind one another: [1917, per].</summary>
    private static Value Heads(GraphBuilder g, string name, List<Value> maps, int per)
    {
        var parts = maps.Zip(new[] { 3, 6, 6, 6, 6, 6 }, (map, boxes) =>
        {
            var head = FormattableString.Invariant($"{name}.{map.Name}");
            var y = g.Convolve(head, map, new Convolution(boxes * per, 1) { HasBias = true });
            return g.Reshape(head + ".flat", g.Transpose(head + ".last", y, 0, 2, 3, 1), y.Elements / per, per);
        });
        return g.Concat(name, 1, [.. parts]);
    }
}
