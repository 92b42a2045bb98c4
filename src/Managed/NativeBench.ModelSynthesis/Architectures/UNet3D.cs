using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>3D U-Net for KiTS19 on 128×128×128 voxels.</summary>
internal static class UNet3D
{
    private static readonly int[] s_widths = [32, 64, 128, 256, 320, 320];

    public static SyntheticArchitecture Architecture { get; } = new(
        "3d-unet", "3D U-Net 128×128×128, KiTS19 (3 classes)",
        "Çiçek et al. 2016, arXiv:1606.06650; MLPerf's 3dunet_kits19_128x128x128.onnx", Build);

    private static void Build(GraphBuilder g)
    {
        var x = g.Input("input", g.Real, 1, 128, 128, 128);
        List<Value> down = [];
        for (var level = 0; level < s_widths.Length; level++)
        {
            x = Double(g, FormattableString.Invariant($"down{level}"), x, s_widths[level], stride: level == 0 ? 1 : 2, level == 0 ? Incoming.Image : Incoming.Rectified);
            down.Add(x);
        }

        for (var level = s_widths.Length - 2; level >= 0; level--)
        {
            var name = FormattableString.Invariant($"up{level}");
            x = Double(g, name, g.Concat(name + ".concat", 1, g.Upsample(name + ".deconv", x, s_widths[level]), down[level]), s_widths[level], stride: 1, Incoming.Rectified);
        }

        g.Output("output", g.Convolve("classes", x, new Convolution(3, 1) { HasBias = true }), g.Real);
    }

    private static Value Double(GraphBuilder g, string name, Value x, int width, int stride, Incoming incoming)
    {
        for (var i = 0; i < 2; i++)
        {
            var part = FormattableString.Invariant($"{name}.{i}");
            x = g.Convolve(part, x, new Convolution(width, 3) { Stride = [i == 0 ? stride : 1], Incoming = i == 0 ? incoming : Incoming.Rectified });
            x = g.Relu(part + ".relu", g.InstanceNorm(part + ".norm", x));
        }

        return x;
    }
}
