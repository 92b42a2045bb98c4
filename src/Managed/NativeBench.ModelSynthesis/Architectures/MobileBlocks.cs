using NativeBench.ModelSynthesis.Internal;

namespace NativeBench.ModelSynthesis.Architectures;

/// <summary>The blocks of mobile networks: widen, look around, narrow without an activation, and add what came in where it fits.</summary>
/// <param name="g">The graph.</param>
/// <param name="activation">Relu or Relu6.</param>
/// <param name="epsilon">Of batch normalisation.</param>
internal sealed class MobileBlocks(GraphBuilder g, string activation, float epsilon)
{
    /// <summary>What a sum's new part is scaled by, so that sums of a dozen blocks don't grow.</summary>
    private const double BranchGain = 0.5;

    private int _count;

    /// <summary>What the latest block had before it narrowed.</summary>
    public Value Inner { get; private set; }

    /// <summary>A convolution with normalisation and activation.</summary>
    public Value Convolve(Value x, int outputs, int kernel, int stride = 1, Incoming incoming = Incoming.Rectified, bool hasActivation = true, int groups = 1, int dilation = 1)
    {
        var layer = new Convolution(outputs, kernel) { Stride = [stride], Padding = Padding.Same, Incoming = incoming, Groups = groups, Dilation = [dilation] };
        return g.ConvNorm(Next("conv"), x, layer, hasActivation ? activation : null, epsilon);
    }

    /// <summary>A 3×3 (or larger) convolution a channel, then one over the channels.</summary>
    public Value Separable(Value x, int outputs, int kernel = 3, int stride = 1, int dilation = 1) =>
        Convolve(Convolve(x, (int)x.Shape[0], kernel, stride, groups: (int)x.Shape[0], dilation: dilation), outputs, 1);

    /// <summary>The inverted bottleneck: 1×1 to the expanded width, a convolution a channel, 1×1 to the outputs.</summary>
    public Value Inverted(Value x, int outputs, double expansion, int kernel = 3, int stride = 1, bool isSum = true, int dilation = 1)
    {
        var wide = (int)(x.Shape[0] * expansion);
        var y = expansion == 1 ? x : Convolve(x, wide, 1, incoming: Incoming.Linear);
        y = Convolve(y, wide, kernel, stride, groups: wide, dilation: dilation);
        return Narrow(x, y, outputs, isSum && stride == 1);
    }

    /// <summary>The same with one dense convolution in place of the first two: faster on accelerators.</summary>
    public Value Fused(Value x, int outputs, double expansion, int kernel = 3, int stride = 1, bool isSum = true) =>
        Narrow(x, Convolve(x, (int)(x.Shape[0] * expansion), kernel, stride, Incoming.Linear), outputs, isSum && stride == 1);

    /// <summary>MobileDets' Tucker layer: 1×1 to fewer channels, a convolution, 1×1 to the outputs.</summary>
    public Value Tucker(Value x, int outputs, double inputRank, double outputRank, int kernel = 3, bool isSum = true)
    {
        var y = Convolve(x, ToEights(x.Shape[0] * inputRank), 1, incoming: Incoming.Linear);
        y = Convolve(y, ToEights(outputs * outputRank), kernel);
        return Narrow(x, y, outputs, isSum);
    }

    public string Next(string kind) => FormattableString.Invariant($"{kind}{_count++}");

    private static int ToEights(double channels) => Math.Max(8, (int)((channels / 8) + 0.5) * 8);

    private Value Narrow(Value x, Value y, int outputs, bool isSum)
    {
        Inner = y;
        isSum &= x.Shape[0] == outputs;
        var layer = new Convolution(outputs, 1) { Padding = Padding.Same, Gain = isSum ? BranchGain : 1 };
        var narrow = g.ConvNorm(Next("narrow"), y, layer, activation: null, epsilon);
        return isSum ? g.Add(Next("sum"), narrow, x) : narrow;
    }
}
