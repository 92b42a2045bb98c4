using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>ResNet-50 v1.5: the stride of a down-sampling block sits in its 3×3 convolution.</summary>
internal static class ResNet50
{
    public static SyntheticArchitecture Architecture { get; } = new(
        "resnet50", "ResNet-50 v1.5, ImageNet with a background class (1001)",
        "He et al. 2015, arXiv:1512.03385; v1.5 and names: MLPerf's resnet50_v1.onnx", Build);

    private static void Build(GraphBuilder g)
    {
        var x = g.Input("input_tensor:0", g.Real, 3, 224, 224);
        x = g.ConvNorm("conv1", x, new Convolution(64, 7) { Stride = [2], Incoming = Incoming.Image });
        x = g.MaxPool("pool1", x, kernel: 3, stride: 2);
        var stage = 2;
        foreach (var (width, blocks) in new[] { (64, 3), (128, 4), (256, 6), (512, 3) })
        {
            for (var block = 1; block <= blocks; block++)
                x = Bottleneck(g, FormattableString.Invariant($"conv{stage}.{block}"), x, width, stride: stage > 2 && block == 1 ? 2 : 1);
            stage++;
        }

        Classifier.Softmax(g, x, 1001, scores: "softmax_tensor:0", @class: "ArgMax:0");
    }

    private static Value Bottleneck(GraphBuilder g, string name, Value x, int width, int stride)
    {
        var shortcut = x.Shape[0] == 4 * width && stride == 1
            ? x
            : g.ConvNorm(name + ".shortcut", x, new Convolution(4 * width, 1) { Stride = [stride] }, activation: null);
        var y = g.ConvNorm(name + ".a", x, new Convolution(width, 1));
        y = g.ConvNorm(name + ".b", y, new Convolution(width, 3) { Stride = [stride] });

        // A small branch, as in a trained network: sums of sixteen blocks must not grow.
        y = g.ConvNorm(name + ".c", y, new Convolution(4 * width, 1) { Gain = 0.3 }, activation: null);
        return g.Relu(name + ".relu", g.Add(name + ".add", y, shortcut));
    }
}
