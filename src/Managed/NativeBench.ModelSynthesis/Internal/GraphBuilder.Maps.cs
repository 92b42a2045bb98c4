namespace NativeBench.ModelSynthesis.Internal;

/// <content>Pictures and maps: how they come in, change their size, and are read out.</content>
internal sealed partial class GraphBuilder
{
    /// <summary>A picture with its channels last, as TensorFlow's models take it, turned to planes.</summary>
    public Value Picture(string name, OnnxType type, int height, int width)
    {
        var x = Input(name, type, height, width, 3);
        if (type == OnnxType.UInt8)
        {
            // (x - 127.5) / 127.5, which models of 8-bit pixels have inside.
            x = Cast(name + ".real", x, Real);
            x = Node(name + ".centred", "Sub", x.Shape, [x.Name, Constant(127.5f)]);
            x = Node(name + ".scaled", "Mul", x.Shape, [x.Name, Constant(1 / 127.5f)]);
        }

        return Transpose(name + ".planes", x, 0, 3, 1, 2);
    }

    public Value Cast(string name, Value x, OnnxType type) => Node(name, "Cast", x.Shape, [x.Name], OnnxAttribute.Int("to", (long)type));

    /// <summary>float32, whatever the model computes in: some operators know nothing else.</summary>
    public Value Float(Value x) => Real == OnnxType.Float ? x : Cast(x.Name + ".float32", x, OnnxType.Float);

    public Value Sigmoid(string name, Value x) => Node(name, "Sigmoid", x.Shape, [x.Name]);

    /// <summary>x · sigmoid(x).</summary>
    public Value Silu(string name, Value x) => Multiply(name, x, Sigmoid(name + ".sigmoid", x));

    public Value Multiply(string name, Value a, Value b) => Node(name, "Mul", a.Shape, [a.Name, b.Name]);

    /// <summary>The mean of each window; what lies beyond the border isn't counted.</summary>
    public Value MeanPool(string name, Value x, int kernel, int stride) => Pool(name, "AveragePool", x, kernel, stride, Padding.Valid, roundUp: false);

    /// <summary>[channels, …] to [channels, 1, …]: the mean over all positions, as a map.</summary>
    public Value GlobalMeanMap(string name, Value x) => Node(name, "GlobalAveragePool", [x.Shape[0], .. x.Shape[1..].Select(static _ => 1L)], [x.Name]);

    /// <summary>A map in another size: bilinear with the pixels' centres aligned, or nearest by whole factors.</summary>
    public Value Resize(string name, Value x, long height, long width, bool isBilinear = true)
    {
        long[] shape = [x.Shape[0], height, width];
        if (!isBilinear)
        {
            return Node(name, "Resize", shape, [x.Name, "", Floats(1, 1, (float)height / x.Shape[1], (float)width / x.Shape[2])],
                OnnxAttribute.Text("mode", "nearest"), OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"), OnnxAttribute.Text("nearest_mode", "floor"));
        }

        return Node(name, "Resize", shape, [x.Name, "", Floats(1, 1, (float)((double)height / x.Shape[1]), (float)((double)width / x.Shape[2]))],
            OnnxAttribute.Text("mode", "linear"), OnnxAttribute.Text("coordinate_transformation_mode", "half_pixel"));
    }

    /// <summary>The best class of each position of [classes, height, width].</summary>
    public Value BestClass(string name, Value x, OnnxType type)
    {
        var best = Node(name + ".position", "ArgMax", x.Shape[1..], [x.Name], OnnxAttribute.Int("axis", 1), OnnxAttribute.Int("keepdims", 0));
        return Cast(name, best, type);
    }

    /// <summary>Cuts a dimension (the batch is 0) into parts.</summary>
    public Value[] Split(string name, Value x, int axis, params long[] sizes)
    {
        var shapes = sizes.Select(size =>
        {
            var shape = x.Shape.ToArray();
            shape[axis - 1] = size;
            return shape;
        }).ToArray();
        return Nodes(name, "Split", shapes, [x.Name, Integers(sizes)], OnnxAttribute.Int("axis", axis));
    }
}
