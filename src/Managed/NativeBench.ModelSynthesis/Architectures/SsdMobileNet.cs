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
        Reduced = "takes pictures of 300x300 pixels: MLPerf's file resizes others in the graph, and takes batches",
        TakesBatches = false,
    };

    private static void Build(GraphBuilder g)
    {
        var features = MobileNetV1.Features(g, g.Picture("image_tensor:0", OnnxType.UInt8, 300, 300));
        List<Value> maps = [features[11], features[13]];
        foreach (var (inner, outer) in new[] { (256, 512), (128, 256), (128, 256), (64, 128) })
        {
            var name = FormattableString.Invariant($"extra{maps.Count}");
            var y = g.ConvNorm(name + ".a", maps[^1], new Convolution(inner, 1), "Relu6", Epsilon);
            maps.Add(g.ConvNorm(name + ".b", y, new Convolution(outer, 3) { Stride = [2], Padding = Padding.Same }, "Relu6", Epsilon));
        }

        var locations = Heads(g, "location", maps, 4);
        var scores = g.Sigmoid("probabilities", Heads(g, "score", maps, Labels));
        var anchors = g.FloatTensor([locations.Shape[0], 4], Anchors.TensorFlowSsd([.. maps.Select(static map => map.Shape[1])]));
        var boxes = BoxSelection.Decode(g, "decoded", locations, anchors, centreScale: 0.1f, sizeScale: 0.2f);

        // Class 0 is the background, which no box is of; limits as in the model's pipeline.config.
        var objects = g.Split("objects", g.Transpose("scores", scores, 0, 2, 1), 1, 1, Labels - 1)[1];
        var kept = BoxSelection.Select(g, "kept", boxes, objects, perClass: 100, overlap: 0.6f, threshold: 1e-8f, kept: 100);
        BoxSelection.Output(g, "num_detections:0", BoxSelection.Count(g, "count", kept.Scores), OnnxType.Float);
        BoxSelection.Output(g, "detection_boxes:0", kept.Boxes, OnnxType.Float);
        BoxSelection.Output(g, "detection_scores:0", kept.Scores, OnnxType.Float);
        BoxSelection.Output(g, "detection_classes:0", g.Node("label", "Add", kept.Classes.Shape, [kept.Classes.Name, g.Integers(1)]), OnnxType.Float, isCast: true);
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
