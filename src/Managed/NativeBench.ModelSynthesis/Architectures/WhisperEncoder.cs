using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>Whisper's encoder: 30 s of log-mel frames to 1500 states.</summary>
internal static class WhisperEncoder
{
    private const int Frames = 3000;
    private const float Epsilon = 1e-5f;
    private const double Std = 0.02;

    public static SyntheticArchitecture LargeV3 { get; } = Sized("whisper-encoder", "Whisper large-v3", layers: 32, width: 1280, heads: 20, mels: 128);

    public static SyntheticArchitecture Small { get; } = Sized("whisper-small-encoder", "Whisper small", layers: 12, width: 768, heads: 12, mels: 80);

    public static SyntheticArchitecture Tiny { get; } = Sized("whisper-tiny-encoder", "Whisper tiny", layers: 4, width: 384, heads: 6, mels: 80);

    private static SyntheticArchitecture Sized(string name, string title, int layers, int width, int heads, int mels) => new(
        name, FormattableString.Invariant($"{title}, encoder ({layers} layers, {width} wide), 30 s of audio"), "Radford et al. 2022, arXiv:2212.04356; openai/whisper",
        g => Build(g, layers, width, heads, mels));

    private static void Build(GraphBuilder g, int layers, int width, int heads, int mels)
    {
        var x = g.Input("input_features", g.Real, mels, Frames);
        x = Attention.Gelu(g, "conv1.gelu", g.Convolve("conv1", x, new Convolution(width, 3) { HasBias = true, Incoming = Incoming.Image }));
        x = Attention.Gelu(g, "conv2.gelu", g.Convolve("conv2", x, new Convolution(width, 3) { HasBias = true, Stride = [2] }));
        x = g.Transpose("positions.first", x, 0, 2, 1);
        x = g.Node("positions", "Add", x.Shape, [x.Name, g.Weight("positions.weight", [Frames / 2, width], new WeightFill(0.5))]);
        for (var layer = 0; layer < layers; layer++)
        {
            var name = FormattableString.Invariant($"layer{layer}");
            var attended = Attention.SelfAttention(
                g, name + ".attention", g.LayerNorm(name + ".attention.norm", x, Epsilon), heads, width / heads, Std, penalty: null, keyBias: false);
            x = g.Add(name + ".attention.add", x, attended);
            var inner = Attention.Gelu(g, name + ".gelu", g.Project(name + ".wide", g.LayerNorm(name + ".norm", x, Epsilon), 4 * width, Std));
            x = g.Add(name + ".add", x, g.Project(name + ".narrow", inner, width, Std));
        }

        g.Output("last_hidden_state", g.LayerNorm("norm", x, Epsilon), g.Real);
    }
}
