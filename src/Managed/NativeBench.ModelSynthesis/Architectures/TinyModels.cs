using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>MLPerf Tiny's models: channels come last in their inputs, as in the Keras originals.</summary>
internal static class TinyModels
{
    private const string Source = "MLPerf Tiny, benchmark/training (Keras models)";

    // Keras' default.
    private const float Epsilon = 1e-3f;

    public static SyntheticArchitecture KeywordSpotting { get; } = new("kws-dscnn", "DS-CNN, MLPerf Tiny keyword spotting (12 words)", Source, static g =>
    {
        // One channel: moving it to the front is a matter of the shape alone.
        var x = g.Reshape("channels", g.Input("input_1", g.Real, 49, 10, 1), 1, 49, 10);
        x = g.ConvNorm("conv0", x, Layer(64, 10, 4) with { Stride = [2], Incoming = Incoming.Image }, epsilon: Epsilon);
        for (var i = 1; i <= 4; i++)
        {
            x = g.ConvNorm(FormattableString.Invariant($"conv{i}.depthwise"), x, Layer(64, 3) with { Groups = 64 }, epsilon: Epsilon);
            x = g.ConvNorm(FormattableString.Invariant($"conv{i}.pointwise"), x, Layer(64, 1), epsilon: Epsilon);
        }

        g.Output("output", g.Softmax("probabilities", g.Dense("scores", g.GlobalMean("pool", x), 12, Incoming.Rectified, gain: 3)), g.Real);
    });

    public static SyntheticArchitecture ImageClassification { get; } = new("resnet8", "ResNet-8, MLPerf Tiny image classification (CIFAR-10)", Source, static g =>
    {
        var image = g.Input("input_1", g.Real, 32, 32, 3);
        var x = g.Transpose("channels", image, 0, 3, 1, 2);
        x = g.ConvNorm("conv0", x, Layer(16, 3) with { Incoming = Incoming.Image }, epsilon: Epsilon);
        foreach (var width in new[] { 16, 32, 64 })
        {
            var name = FormattableString.Invariant($"block{width}");
            var stride = width == 16 ? 1 : 2;
            var y = g.ConvNorm(name + ".a", x, Layer(width, 3) with { Stride = [stride] }, epsilon: Epsilon);
            y = g.ConvNorm(name + ".b", y, Layer(width, 3), activation: null, Epsilon);
            var shortcut = stride == 1 ? x : g.Convolve(name + ".shortcut", x, Layer(width, 1) with { Stride = [stride] });
            x = g.Relu(name + ".relu", g.Add(name + ".add", shortcut, y));
        }

        g.Output("output", g.Softmax("probabilities", g.Dense("scores", g.GlobalMean("pool", x), 10, Incoming.Rectified, gain: 3)), g.Real);
    });

    public static SyntheticArchitecture AnomalyDetection { get; } = new("ad-autoencoder", "Autoencoder 640-128-8-128-640, MLPerf Tiny anomaly detection", Source, static g =>
    {
        var x = g.Input("input_1", g.Real, 640);
        var i = 0;
        foreach (var width in new[] { 128, 128, 128, 128, 8, 128, 128, 128, 128 })
        {
            var name = FormattableString.Invariant($"dense{i++}");
            x = g.Relu(name + ".relu", g.BatchNorm(name + ".norm", g.Dense(name, x, width, i == 1 ? Incoming.Image : Incoming.Rectified), epsilon: Epsilon));
        }

        g.Output("output", g.Dense("dense9", x, 640, Incoming.Rectified), g.Real);
    });

    public static SyntheticArchitecture PersonDetection { get; } = new("vww-mobilenet", "MobileNet v1 0.25 96×96, MLPerf Tiny visual wake words (person or not)", Source, static g =>
    {
        var x = g.ConvNorm("conv0", g.Picture("input_1", g.Real, 96, 96), Layer(8, 3) with { Stride = [2], Incoming = Incoming.Image }, epsilon: Epsilon);
        var i = 1;
        foreach (var (outputs, stride) in MobileNetV1.Layers)
        {
            var name = FormattableString.Invariant($"conv{i++}");
            var channels = (int)x.Shape[0];
            x = g.ConvNorm(name + ".depthwise", x, Layer(channels, 3) with { Groups = channels, Stride = [stride] }, epsilon: Epsilon);
            x = g.ConvNorm(name + ".pointwise", x, Layer(outputs / 4, 1), epsilon: Epsilon);
        }

        g.Output("output", g.Softmax("probabilities", g.Dense("scores", g.GlobalMean("pool", x), 2, Incoming.Rectified, gain: 3)), g.Real);
    });

    private static Convolution Layer(int outputs, params int[] kernel) => new(outputs, kernel) { Padding = Padding.Same, HasBias = true };
}
