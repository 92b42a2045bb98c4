using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>MLPerf Mobile's networks for a class a pixel, 512×512, 32 classes.</summary>
internal static class Segmentation
{
    private const int Side = 512;
    private const int Classes = 32;
    private const float Epsilon = 1e-3f;

    public static SyntheticArchitecture DeepLab { get; } = new(
        "deeplabv3plus", "DeepLabV3+ MobileNetV2 512×512, ADE20K (32 classes)",
        "Chen et al. 2018, arXiv:1802.02611; Sandler et al. 2018, arXiv:1801.04381; TensorFlow's mobilenetv2 variant: stride 16, image pooling and 1×1, no decoder", BuildDeepLab);

    public static SyntheticArchitecture Mosaic { get; } = new(
        "mosaic", "MOSAIC on MobileNet Multi-AVG 512×512, ADE20K (32 classes)",
        "Wang and Howard 2021, arXiv:2112.11623; TensorFlow Model Garden's mosaic_mnv35 configuration with 32 classes", BuildMosaic);

    private static void BuildDeepLab(GraphBuilder g)
    {
        var blocks = new MobileBlocks(g, "Relu6", Epsilon);
        var x = blocks.Convolve(g.Picture("ImageTensor", g.Real, Side, Side), 32, 3, stride: 2, Incoming.Image);
        x = blocks.Inverted(x, 16, 1);

        // From a stride of 16 on, kernels are spread instead of the map being halved.
        foreach (var (outputs, count, stride, dilation) in new[] { (24, 2, 2, 1), (32, 3, 2, 1), (64, 4, 2, 1), (96, 3, 1, 1), (160, 3, 1, 2), (320, 1, 1, 2) })
        {
            for (var i = 0; i < count; i++)
                x = blocks.Inverted(x, outputs, 6, stride: i == 0 ? stride : 1, dilation: outputs == 160 && i == 0 ? 1 : dilation);
        }

        var pooled = g.ConvNorm("pool.conv", g.GlobalMeanMap("pool", x), new Convolution(256, 1) { Incoming = Incoming.Linear }, epsilon: Epsilon);
        var local = g.ConvNorm("local", x, new Convolution(256, 1) { Incoming = Incoming.Linear }, epsilon: Epsilon);
        var joined = g.Concat("joined", 1, g.Resize("pool.wide", pooled, x.Shape[1], x.Shape[2]), local);
        x = g.ConvNorm("projection", joined, new Convolution(256, 1), epsilon: Epsilon);
        x = g.Convolve("logits", x, new Convolution(Classes, 1) { HasBias = true });
        g.Output("ArgMax", g.BestClass("class", g.Resize("logits.wide", x, Side, Side), OnnxType.Int32), OnnxType.Int32);
    }

    private static void BuildMosaic(GraphBuilder g)
    {
        var b = new MobileBlocks(g, "Relu", Epsilon);
        var x = b.Convolve(g.Picture("input", g.Real, Side, Side), 32, 3, stride: 2, Incoming.Image);
        x = b.Inverted(b.Inverted(x, 32, 3, stride: 2), 32, 2);
        var fine = b.Inner;
        x = b.Inverted(b.Inverted(x, 64, 5, kernel: 5, stride: 2), 64, 3);
        x = b.Inverted(b.Inverted(x, 64, 2), 64, 3);
        var middle = b.Inner;
        x = b.Inverted(x, 128, 6, kernel: 5, stride: 2);
        x = b.Inverted(b.Inverted(b.Inverted(x, 128, 3), 128, 3), 128, 3);
        x = b.Inverted(b.Inverted(x, 160, 6), 160, 4);
        x = b.Inverted(b.Inverted(x, 192, 6, dilation: 2), 96, 2, kernel: 5, dilation: 2);
        x = b.Inverted(b.Inverted(x, 96, 4, kernel: 5, dilation: 2), 96, 4, kernel: 5, dilation: 2);
        x = b.Convolve(x, 448, 1, incoming: Incoming.Linear);

        x = Context(g, b, x);

        // The decoder: first joined with the middle map, then added to the fine one.
        var wide = g.Concat("merge3", 1, g.Resize("merge3.up", x, middle.Shape[1], middle.Shape[2]), middle);
        wide = b.Convolve(wide, 64, 1);
        wide = b.Convolve(b.Convolve(wide, 64, 3, groups: 64), Classes, 1);
        var scores = g.Add("merge2", g.Resize("merge2.up", wide, fine.Shape[1], fine.Shape[2]), b.Convolve(fine, Classes, 1));
        g.Output("argmax", g.BestClass("class", g.Resize("scores.wide", scores, Side, Side), OnnxType.UInt8), OnnxType.UInt8);
    }

    /// <summary>Means over 4×4, 8×8 and 16×16 bins, each half of the channels looked at in another width by the same filters; the mean over all; joined.</summary>
    private static Value Context(GraphBuilder g, MobileBlocks b, Value x)
    {
        List<Value> parts = [x];
        foreach (var bins in new[] { 4, 8, 16 })
        {
            var name = FormattableString.Invariant($"bins{bins}");
            var window = (int)(x.Shape[1] / bins);
            var halves = g.Split(name + ".halves", g.MeanPool(name, x, window, window), 1, x.Shape[0] / 2, x.Shape[0] / 2);
            var looked = halves.Zip(new[] { 3, 5 }, (half, kernel) => Group(g, name, half, kernel, isFirst: bins == 4)).ToArray();
            parts.Add(g.Resize(name + ".up", g.Concat(name + ".joined", 1, looked), x.Shape[1], x.Shape[2]));
        }

        var all = g.ConvNorm("bins1.conv", g.GlobalMeanMap("bins1", x), new Convolution(64, 1), epsilon: Epsilon);
        parts.Add(g.Resize("bins1.up", all, x.Shape[1], x.Shape[2]));
        return b.Convolve(g.Concat("context", 1, [.. parts]), 128, 1);
    }

    /// <summary>A convolution a channel and one over them, whose weights all sizes of bins share.</summary>
    private static Value Group(GraphBuilder g, string prefix, Value x, int kernel, bool isFirst)
    {
        var channels = (int)x.Shape[0];
        var first = FormattableString.Invariant($"bins4.group{kernel}");
        var name = FormattableString.Invariant($"{prefix}.group{kernel}");
        var y = g.Convolve(name + ".depthwise", x, new Convolution(channels, kernel) { Groups = channels }, isFirst ? null : first + ".depthwise");
        y = g.Relu(name + ".depthwise.relu", g.BatchNorm(name + ".depthwise.norm", y, epsilon: Epsilon, share: isFirst ? null : first + ".depthwise.norm"));
        y = g.Convolve(name, y, new Convolution(64, 1), isFirst ? null : first);
        return g.Relu(name + ".relu", g.BatchNorm(name + ".norm", y, epsilon: Epsilon, share: isFirst ? null : first + ".norm"));
    }
}
