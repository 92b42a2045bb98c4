using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>MobileNetEdgeTPU 1.0, 224×224: the first blocks are dense convolutions.</summary>
internal static class MobileNetEdgeTpu
{
    private const float Epsilon = 1e-3f;

    public static SyntheticArchitecture Architecture { get; } = new(
        "mobilenet-edgetpu", "MobileNetEdgeTPU 1.0 224, ImageNet with a background class (1001)",
        "TensorFlow's mobilenet_v3.py (V3_EDGETPU); MLPerf Mobile's mobilenet_edgetpu_224_1.0", Build);

    private static void Build(GraphBuilder g)
    {
        var blocks = new MobileBlocks(g, "Relu", Epsilon);
        var x = blocks.Convolve(g.Picture("input", g.Real, 224, 224), 32, 3, stride: 2, Incoming.Image);
        x = blocks.Convolve(x, 16, 1, hasActivation: false);
        foreach (var (outputs, isFused, kernel, stride) in new[] { (32, true, 3, 2), (48, true, 3, 2), (96, false, 3, 2), (96, false, 3, 1), (160, false, 5, 2) })
        {
            for (var i = 0; i < 4; i++)
            {
                var (expansion, step) = i == 0 ? (8, stride) : (4, 1);

                // The first block of a group never adds; that of the second group of 96 could, and doesn't.
                x = isFused
                    ? blocks.Fused(x, outputs, expansion, kernel, step, isSum: i > 0)
                    : blocks.Inverted(x, outputs, expansion, kernel, step, isSum: i > 0);
            }
        }

        x = blocks.Convolve(blocks.Inverted(x, 192, 8), 1280, 1, incoming: Incoming.Linear);
        Classifier.Softmax(g, x, 1001, scores: "output");
    }
}
