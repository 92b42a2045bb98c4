namespace NativeBench.ModelSynthesis.Internal;

/// <summary>What a layer reads, which decides the scale of weights that keeps activations near a deviation of 1.</summary>
internal enum Incoming
{
    /// <summary>After a ReLU: half of a bell around 0.</summary>
    Rectified,

    /// <summary>A bell around 0.</summary>
    Linear,

    /// <summary>A model's input: uniform in 0 to 1. With pixels of 0 to 255 the whole network scales with them.</summary>
    Image,
}

/// <summary>How a convolution pads.</summary>
internal enum Padding
{
    /// <summary>Half the kernel on each side, as PyTorch models do.</summary>
    Half,

    /// <summary>TensorFlow's SAME: what is needed so that the size is divided by the stride, the odd pixel at the end.</summary>
    Same,

    /// <summary>None.</summary>
    Valid,
}

/// <summary>A convolution's shape; arrays have one number a spatial dimension, or one for all.</summary>
internal sealed record Convolution(int Outputs, params int[] Kernel)
{
    public int[] Stride { get; init; } = [1];

    public int[] Dilation { get; init; } = [1];

    public int Groups { get; init; } = 1;

    public Padding Padding { get; init; } = Padding.Half;

    /// <summary>Whether it has a bias of its own.</summary>
    public bool HasBias { get; init; }

    /// <summary>What that bias is around.</summary>
    public double Bias { get; init; }

    /// <summary>The gain of a first layer whose pictures are normalised to a deviation of about 1, in place of 0.29 (<see cref="Incoming.Image"/>).</summary>
    public const double NormalizedImage = 0.29;

    public Incoming Incoming { get; init; } = Incoming.Rectified;

    /// <summary>Deviation of its result, relative to 1.</summary>
    public double Gain { get; init; } = 1;

    public static int At(int[] values, int axis) => values.Length == 1 ? values[0] : values[axis];

    /// <summary>
    /// The fill of weights with so many inputs to an output. Filters sum to zero, except on inputs around 0, so that what
    /// they find is what differs within the input, not its mean; else all inputs would come out nearly the same. The variance
    /// of a rectified unit bell is 1/2 − 1/(2π), that of uniform pixels 1/12.
    /// </summary>
    public static WeightFill Fill(Incoming incoming, int fanIn, double gain) => incoming switch
    {
        Incoming.Rectified when fanIn > 1 => new WeightFill(gain * Math.Sqrt(1 / (fanIn * 0.3408)), CentredRow: fanIn),
        Incoming.Image when fanIn > 1 => new WeightFill(gain * Math.Sqrt(12.0 / fanIn), CentredRow: fanIn),
        _ => new WeightFill(gain * Math.Sqrt(1.0 / fanIn)),
    };
}
