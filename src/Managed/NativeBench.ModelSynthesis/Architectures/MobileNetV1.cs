using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>MobileNet v1, width 1.0, 224×224.</summary>
internal static class MobileNetV1
{
    // TensorFlow's batch normalisation in these networks.
    private const float Epsilon = 1e-3f;

    /// <summary>Outputs and stride of the 13 separable layers at width 1.</summary>
    public static IReadOnlyList<(int Outputs, int Stride)> Layers { get; } =
    [
        (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2),
        (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1),
    ];

    public static SyntheticArchitecture Architecture { get; } = new(
        "mobilenet", "MobileNet v1 1.0 224, ImageNet with a background class (1001)",
        "Howard et al. 2017, arXiv:1704.04861; names: MLPerf's mobilenet_v1_1.0_224.onnx",
        static g =>
        {
            var x = Features(g, g.Input("input:0", g.Real, 3, 224, 224))[^1];
            Classifier.Softmax(g, x, 1001, scores: "MobilenetV1/Predictions/Reshape_1:0");
        });

    /// <summary>What each of the 14 layers gives.</summary>
    public static List<Value> Features(GraphBuilder g, Value image)
    {
        var x = g.ConvNorm("conv0", image, new Convolution(32, 3) { Stride = [2], Padding = Padding.Same, Incoming = Incoming.Image }, "Relu6", Epsilon);
        List<Value> features = [x];
        foreach (var (outputs, stride) in Layers)
        {
            var name = FormattableString.Invariant($"conv{features.Count}");
            var channels = (int)x.Shape[0];
            x = g.ConvNorm(name + ".depthwise", x, new Convolution(channels, 3) { Stride = [stride], Groups = channels, Padding = Padding.Same }, "Relu6", Epsilon);
            x = g.ConvNorm(name + ".pointwise", x, new Convolution(outputs, 1), "Relu6", Epsilon);
            features.Add(x);
        }

        return features;
    }
}
