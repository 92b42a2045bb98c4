namespace NativeBench.ModelSynthesis.Internal;

/// <content>Layers of several nodes.</content>
internal sealed partial class GraphBuilder
{
    private const double BiasStd = 0.01;

    /// <summary>
    /// A convolution over [channels, spatial…]; weights [outputs, channels / groups, kernel…], of its own or those of the layer
    /// that <paramref name="share"/> names.
    /// </summary>
    public Value Convolve(string name, Value x, Convolution layer, string? share = null)
    {
        var axes = x.Shape.Length - 1;
        var channels = (int)x.Shape[0];
        var kernel = new long[axes];
        var strides = new long[axes];
        var dilations = new long[axes];
        var pads = new long[2 * axes];
        var shape = new long[axes + 1];
        shape[0] = layer.Outputs;
        for (var axis = 0; axis < axes; axis++)
        {
            var k = Convolution.At(layer.Kernel, axis);
            var stride = Convolution.At(layer.Stride, axis);
            var dilation = Convolution.At(layer.Dilation, axis);
            var reach = ((k - 1) * dilation) + 1;
            var (before, after) = Pads(layer.Padding, x.Shape[axis + 1], reach, stride);
            (kernel[axis], strides[axis], dilations[axis], pads[axis], pads[axis + axes]) = (k, stride, dilation, before, after);
            shape[axis + 1] = Strided(x.Shape[axis + 1], before + after, reach, stride);
        }

        var fanIn = channels / layer.Groups * (int)kernel.Aggregate(1L, static (product, k) => product * k);
        string[] inputs = [x.Name, $"{share ?? name}.weight"];
        if (layer.HasBias)
            inputs = [.. inputs, $"{share ?? name}.bias"];
        if (share is null)
        {
            Weight(inputs[1], [layer.Outputs, channels / layer.Groups, .. kernel], Convolution.Fill(layer.Incoming, fanIn, layer.Gain));
            if (layer.HasBias)
                Weight(inputs[2], [layer.Outputs], new WeightFill(BiasStd, layer.Bias));
        }

        Count([.. shape, fanIn]);
        return Node(name, "Conv", shape, inputs,
            OnnxAttribute.Ints("kernel_shape", kernel), OnnxAttribute.Ints("strides", strides), OnnxAttribute.Ints("pads", pads),
            OnnxAttribute.Ints("dilations", dilations), OnnxAttribute.Int("group", layer.Groups));
    }

    /// <summary>
    /// Batch normalisation over the channels, near the identity; <paramref name="gain"/> scales what comes out. Its tensors are its own or
    /// those of the layer that <paramref name="share"/> names.
    /// </summary>
    public Value BatchNorm(string name, Value x, double gain = 1, float epsilon = 1e-5f, string? share = null)
    {
        long[] channels = [x.Shape[0]];
        var owner = share ?? name;
        if (share is null)
        {
            Weight(name + ".weight", channels, new WeightFill(0.05 * gain, gain));
            Weight(name + ".bias", channels, new WeightFill(0.02));
            Statistics(name + ".mean", channels, new WeightFill(0.02));
            Statistics(name + ".variance", channels, new WeightFill(0.05, 1));
        }

        return Node(name, "BatchNormalization", x.Shape,
            [x.Name, owner + ".weight", owner + ".bias", owner + ".mean", owner + ".variance"], OnnxAttribute.Real("epsilon", epsilon));
    }

    /// <summary>Normalises each channel of each sample by itself.</summary>
    public Value InstanceNorm(string name, Value x)
    {
        long[] channels = [x.Shape[0]];
        return Node(name, "InstanceNormalization", x.Shape,
            [x.Name, Weight(name + ".weight", channels, new WeightFill(0.05, 1)), Weight(name + ".bias", channels, new WeightFill(0.02))],
            OnnxAttribute.Real("epsilon", 1e-5f));
    }

    /// <summary>A transposed convolution that doubles every spatial dimension; weights [channels, outputs, 2, 2, …].</summary>
    public Value Upsample(string name, Value x, int outputs)
    {
        var axes = x.Shape.Length - 1;
        var twos = Enumerable.Repeat(2L, axes).ToArray();
        long[] shape = [outputs, .. x.Shape[1..].Select(static d => 2 * d)];

        // Every result has one tap of the kernel only.
        Count([.. shape, x.Shape[0]]);
        return Node(name, "ConvTranspose", shape,
            [
                x.Name,
                Weight(name + ".weight", [x.Shape[0], outputs, .. twos], new WeightFill(Math.Sqrt(2.0 / x.Shape[0]))),
                Weight(name + ".bias", [outputs], new WeightFill(BiasStd)),
            ],
            OnnxAttribute.Ints("kernel_shape", twos), OnnxAttribute.Ints("strides", twos));
    }

    public Value Relu(string name, Value x) => Node(name, "Relu", x.Shape, [x.Name]);

    /// <summary>ReLU6, as mobile networks have it.</summary>
    public Value Relu6(string name, Value x)
    {
        _zero ??= Constant(0);
        _six ??= Constant(6);
        return Node(name, "Clip", x.Shape, [x.Name, _zero, _six]);
    }

    public Value Add(string name, Value a, Value b) => Node(name, "Add", a.Shape, [a.Name, b.Name]);

    /// <summary>Convolution, batch normalisation and, by name, an activation.</summary>
    public Value ConvNorm(string name, Value x, Convolution layer, string? activation = "Relu", float epsilon = 1e-5f)
    {
        var y = BatchNorm(name + ".norm", Convolve(name, x, layer with { Gain = 1 }), layer.Gain, epsilon);
        return activation switch
        {
            null => y,
            "Relu6" => Relu6(name + ".relu6", y),
            "Silu" => Silu(name + ".silu", y),
            _ => Node(name + "." + activation.ToLowerInvariant(), activation, y.Shape, [y.Name]),
        };
    }

    /// <summary>The largest of each window.</summary>
    public Value MaxPool(string name, Value x, int kernel, int stride, Padding padding = Padding.Half, bool roundUp = false) =>
        Pool(name, "MaxPool", x, kernel, stride, padding, roundUp);

    /// <summary>The mean over all positions, [channels].</summary>
    public Value GlobalMean(string name, Value x)
    {
        var pooled = Node(name, "GlobalAveragePool", [x.Shape[0], .. x.Shape[1..].Select(static _ => 1L)], [x.Name]);
        return Node(name + ".flat", "Flatten", [x.Shape[0]], [pooled.Name], OnnxAttribute.Int("axis", 1));
    }

    /// <summary>A fully connected layer on [inputs]; weights [outputs, inputs].</summary>
    public Value Dense(string name, Value x, int outputs, Incoming incoming, double gain = 1)
    {
        var inputs = (int)x.Shape[0];
        Count(outputs, inputs);
        return Node(name, "Gemm", [outputs],
            [
                x.Name,
                Weight(name + ".weight", [outputs, inputs], Convolution.Fill(incoming, inputs, gain)),
                Weight(name + ".bias", [outputs], new WeightFill(BiasStd)),
            ],
            OnnxAttribute.Int("transB", 1));
    }

    /// <summary>A fully connected layer on the last dimension of [positions, inputs]; weights [inputs, outputs].</summary>
    public Value Project(string name, Value x, int outputs, double std, bool hasBias = true)
    {
        var inputs = x.Shape[^1];
        Count([.. x.Shape, outputs]);
        var y = Node(name + ".matmul", "MatMul", [.. x.Shape[..^1], outputs], [x.Name, Weight(name + ".weight", [inputs, outputs], new WeightFill(std))]);
        return hasBias ? Node(name, "Add", y.Shape, [y.Name, Weight(name + ".bias", [outputs], new WeightFill(BiasStd))]) : y;
    }

    /// <summary>Layer normalisation over the last dimension.</summary>
    public Value LayerNorm(string name, Value x, float epsilon)
    {
        long[] size = [x.Shape[^1]];
        return Node(name, "LayerNormalization", x.Shape,
            [x.Name, Weight(name + ".weight", size, new WeightFill(0.02, 1)), Weight(name + ".bias", size, new WeightFill(BiasStd))],
            OnnxAttribute.Int("axis", -1), OnnxAttribute.Real("epsilon", epsilon));
    }

    public Value Softmax(string name, Value x) => Node(name, "Softmax", x.Shape, [x.Name], OnnxAttribute.Int("axis", -1));

    public Value Transpose(string name, Value x, params long[] order)
    {
        // The order counts the batch as 0, which stays where it is.
        var shape = order[1..].Select(axis => x.Shape[axis - 1]).ToArray();
        return Node(name, "Transpose", shape, [x.Name], OnnxAttribute.Ints("perm", order));
    }

    /// <summary>Another shape of the same elements; the batch, and a free sequence at the same place, are kept.</summary>
    public Value Reshape(string name, Value x, params long[] shape)
    {
        var target = new long[shape.Length + 1];
        for (var i = 0; i < shape.Length; i++)
            target[i + 1] = shape[i] < 0 ? 0 : shape[i];
        return Node(name, "Reshape", shape, [x.Name, Integers(target)]);
    }

    public Value Concat(string name, int axis, params Value[] parts)
    {
        var shape = parts[0].Shape.ToArray();
        shape[axis - 1] = parts.Sum(p => p.Shape[axis - 1]);
        return Node(name, "Concat", shape, [.. parts.Select(static p => p.Name)], OnnxAttribute.Int("axis", axis));
    }

    private string? _zero;
    private string? _six;

    private Value Pool(string name, string operation, Value x, int kernel, int stride, Padding padding, bool roundUp)
    {
        var axes = x.Shape.Length - 1;
        var pads = new long[2 * axes];
        var shape = x.Shape.ToArray();
        for (var axis = 0; axis < axes; axis++)
        {
            (pads[axis], pads[axis + axes]) = Pads(padding, x.Shape[axis + 1], kernel, stride);
            var room = pads[axis] + pads[axis + axes] + (roundUp ? stride - 1 : 0);
            shape[axis + 1] = Strided(x.Shape[axis + 1], room, kernel, stride);
        }

        return Node(name, operation, shape, [x.Name],
            OnnxAttribute.Ints("kernel_shape", [.. Enumerable.Repeat((long)kernel, axes)]),
            OnnxAttribute.Ints("strides", [.. Enumerable.Repeat((long)stride, axes)]),
            OnnxAttribute.Ints("pads", pads), OnnxAttribute.Int("ceil_mode", roundUp ? 1 : 0));
    }

    private static long Strided(long size, long padding, long reach, long stride) => ((size + padding - reach) / stride) + 1;

    private static (long Before, long After) Pads(Padding padding, long size, long reach, long stride)
    {
        if (padding == Padding.Valid)
            return (0, 0);
        if (padding == Padding.Half)
            return (reach / 2, reach / 2);
        var wanted = (size + stride - 1) / stride;
        var total = Math.Max(0, ((wanted - 1) * stride) + reach - size);
        return (total / 2, total - (total / 2));
    }
}
