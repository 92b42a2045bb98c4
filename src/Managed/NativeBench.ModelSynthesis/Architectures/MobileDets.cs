using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>SSDLite on MobileDets' EdgeTPU backbone, 320×320.</summary>
internal static class MobileDets
{
    private const int Labels = 91;
    private const float Epsilon = 1e-3f;
    private const int Kept = 10;

    public static SyntheticArchitecture Architecture { get; } = new(
        "mobiledets", "SSDLite MobileDets EdgeTPU 320×320, COCO (91 labels, 2,034 boxes)",
        "Xiong et al. 2020, arXiv:2004.14525; TensorFlow's ssd_mobiledet_feature_extractor.py and ssdlite_mobiledet_edgetpu_320x320_coco", Build)
    {
        TakesBatches = false,
    };

    private static void Build(GraphBuilder g)
    {
        var maps = Features(g, new MobileBlocks(g, "Relu6", Epsilon), g.Picture("normalized_input_image_tensor", g.Real, 320, 320));
        var anchors = g.FloatTensor([maps.Select(static (m, i) => m.Shape[1] * m.Shape[2] * PerCell(i)).Sum(), 4], Anchors.TensorFlowSsd([.. maps.Select(static m => m.Shape[1])]));
        var boxes = BoxSelection.Decode(g, "decoded", Heads(g, "location", maps, 4), anchors, centreScale: 0.1f, sizeScale: 0.2f);
        var scores = g.Sigmoid("probabilities", Heads(g, "score", maps, Labels));
        var objects = g.Split("objects", g.Transpose("scores", scores, 0, 2, 1), 1, 1, Labels - 1)[1];

        // As MLPerf Mobile exports it: score 0.3, ten boxes.
        var kept = BoxSelection.Select(g, "kept", boxes, objects, perClass: 100, overlap: 0.6f, threshold: 0.3f, kept: Kept);
        BoxSelection.Output(g, "TFLite_Detection_PostProcess", kept.Boxes, OnnxType.Float);
        BoxSelection.Output(g, "TFLite_Detection_PostProcess:1", kept.Classes, OnnxType.Float, isCast: true);
        BoxSelection.Output(g, "TFLite_Detection_PostProcess:2", kept.Scores, OnnxType.Float);
        BoxSelection.Output(g, "TFLite_Detection_PostProcess:3", BoxSelection.Count(g, "count", kept.Scores), OnnxType.Float);
    }

    private static int PerCell(int map) => map == 0 ? 3 : 6;

    private static List<Value> Features(GraphBuilder g, MobileBlocks b, Value image)
    {
        var x = b.Convolve(image, 32, 3, stride: 2, Incoming.Image);
        x = b.Tucker(x, 16, 0.25, 0.75, isSum: false);
        x = b.Fused(x, 16, 8, stride: 2);
        x = b.Fused(b.Fused(b.Fused(x, 16, 4), 16, 8), 16, 4);
        x = b.Fused(x, 40, 8, kernel: 5, stride: 2);
        x = b.Fused(b.Fused(b.Fused(x, 40, 4), 40, 4), 40, 4);
        x = b.Inverted(b.Inverted(x, 72, 8, stride: 2), 72, 8);
        x = b.Fused(b.Fused(x, 72, 4), 72, 4);
        x = b.Inverted(b.Inverted(x, 96, 8, kernel: 5, isSum: false), 96, 8, kernel: 5);
        x = b.Inverted(b.Inverted(x, 96, 8), 96, 8);
        List<Value> maps = [x];
        x = b.Inverted(b.Inverted(x, 120, 8, kernel: 5, stride: 2), 120, 8);
        x = b.Inverted(b.Inverted(x, 120, 4, kernel: 5), 120, 8);
        maps.Add(b.Inverted(x, 384, 8, kernel: 5, isSum: false));
        foreach (var outputs in new[] { 512, 256, 256, 128 })
            maps.Add(b.Separable(b.Convolve(maps[^1], outputs / 2, 1, incoming: maps.Count == 2 ? Incoming.Linear : Incoming.Rectified), outputs, stride: 2));
        return maps;
    }

    /// <summary>A convolution a channel and one over them, for each map: [boxes, per].</summary>
    private static Value Heads(GraphBuilder g, string name, List<Value> maps, int per)
    {
        var parts = maps.Select((map, i) =>
        {
            var channels = (int)map.Shape[0];
            var head = FormattableString.Invariant($"{name}{i}");
            var incoming = i < 2 ? Incoming.Linear : Incoming.Rectified;
            var wide = new Convolution(channels, 3) { Groups = channels, Padding = Padding.Same, Incoming = incoming };
            var y = g.ConvNorm(head + ".depthwise", map, wide, "Relu6", Epsilon);
            y = g.Convolve(head, y, new Convolution(PerCell(i) * per, 1) { HasBias = true, Bias = per == Labels ? -3 : 0 });
            return g.Reshape(head + ".flat", g.Transpose(head + ".last", y, 0, 2, 3, 1), y.Elements / per, per);
        });
        return g.Concat(name, 1, [.. parts]);
    }
}
