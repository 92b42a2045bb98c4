using System.Runtime.InteropServices;

namespace NativeBench.ModelSynthesis.Internal;

/// <summary>A tensor between nodes.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Shape">
/// Dimensions of one sample, without the batch; -1 for a free sequence length, <see cref="GraphBuilder.Derived"/> for one that follows from it.
/// </param>
internal readonly record struct Value(string Name, params long[] Shape)
{
    public long Elements => Shape.Aggregate(1L, static (product, d) => product * d);
}

/// <summary>Lays out a graph node by node and keeps count of its parameters and multiply-adds.</summary>
internal sealed partial class GraphBuilder(string name, SynthesisOptions options)
{
    /// <summary>A dimension that follows from the free sequence length, such as half of it, or one more.</summary>
    public const long Derived = -2;

    private readonly List<Node> _nodes = [];
    private readonly List<Initializer> _initializers = [];
    private readonly List<ProtobufWriter> _inputs = [];
    private readonly List<(Value Value, OnnxType Type, bool HasBatch)> _outputs = [];
    private readonly Dictionary<string, string> _outputNames = [];
    private readonly HashSet<string> _names = [];
    private int _randomTensors;
    private int _constants;
    private bool _isFree;
    private long _multiplyAdds;

    public string Name { get; } = name;

    public SynthesisOptions Options { get; } = options;

    /// <summary>The type of weights and activations.</summary>
    public OnnxType Real { get; } = options.Precision == WeightPrecision.Float16 ? OnnxType.Float16 : OnnxType.Float;

    /// <summary>The sequence length, -1 where it's free.</summary>
    public long Sequence => Options.SequenceLength is 0 or null ? -1 : Options.SequenceLength.Value;

    public long Parameters { get; private set; }

    public long MultiplyAdds => _isFree ? 0 : _multiplyAdds;

    public int NodeCount => _nodes.Count;

    public IReadOnlyList<Initializer> Initializers => _initializers;

    public Value Input(string name, OnnxType type, params long[] shape)
    {
        _inputs.Add(ValueInfo(Unique(name), type, shape, hasBatch: true));
        return new Value(name, shape);
    }

    /// <summary>Makes a value an output, by the name that the benchmark's own model gives it.</summary>
    public void Output(string name, Value value, OnnxType type, bool hasBatch = true)
    {
        _outputNames.Add(value.Name, Unique(name));
        _outputs.Add((value, type, hasBatch));
    }

    /// <summary>Adds a node with one result.</summary>
    /// <param name="name">The node's name, and its result's.</param>
    /// <param name="operation">ONNX's operator.</param>
    /// <param name="shape">The result's shape for one sample.</param>
    /// <param name="inputs">What it reads; "" leaves out an optional one.</param>
    /// <param name="attributes">Its attributes.</param>
    public Value Node(string name, string operation, long[] shape, string[] inputs, params OnnxAttribute[] attributes)
    {
        _nodes.Add(new Node(Unique(name), operation, inputs, [name], attributes));
        return new Value(name, shape);
    }

    /// <summary>Adds a node with several results, <c>name.0</c>, <c>name.1</c>, …; "" as a shape's place isn't needed: null leaves one out.</summary>
    public Value[] Nodes(string name, string operation, long[]?[] shapes, string[] inputs, params OnnxAttribute[] attributes)
    {
        var results = new Value[shapes.Length];
        for (var i = 0; i < shapes.Length; i++)
            results[i] = shapes[i] is { } shape ? new Value(Unique(FormattableString.Invariant($"{name}.{i}")), shape) : new Value("");
        _nodes.Add(new Node(Unique(name), operation, inputs, [.. results.Select(static r => r.Name)], attributes));
        return results;
    }

    /// <summary>A trained tensor.</summary>
    public string Weight(string name, long[] shape, WeightFill fill)
    {
        var tensor = AddRandom(name, shape, fill);
        Parameters += tensor.Elements;
        return name;
    }

    /// <summary>A tensor that comes from training but isn't trained, such as running statistics.</summary>
    public string Statistics(string name, long[] shape, WeightFill fill)
    {
        AddRandom(name, shape, fill);
        return name;
    }

    /// <summary>A constant real scalar, or a tensor of them.</summary>
    public string Constant(float value) => Constant([value], []);

    public string Constant(ReadOnlySpan<float> values, long[] shape)
    {
        var name = Unique(FormattableString.Invariant($"constant.{_constants++}"));
        _initializers.Add(Initializer.Reals(name, Real, shape, values));
        return name;
    }

    /// <summary>A constant list of float32 numbers, which some operators want whatever the model computes in.</summary>
    public string Floats(params ReadOnlySpan<float> values) => FloatTensor([values.Length], values).Name;

    /// <summary>A constant float32 tensor, without a batch.</summary>
    public Value FloatTensor(long[] shape, ReadOnlySpan<float> values)
    {
        var name = Unique(FormattableString.Invariant($"constant.{_constants++}"));
        _initializers.Add(Initializer.Reals(name, OnnxType.Float, shape, values));
        return new Value(name, shape);
    }

    /// <summary>A constant list of integers, such as a shape.</summary>
    public string Integers(params ReadOnlySpan<long> values) => IntegerTensor([values.Length], values);

    /// <summary>A constant integer scalar.</summary>
    public string Integer(long value) => IntegerTensor([], [value]);

    public string IntegerTensor(long[] shape, ReadOnlySpan<long> values)
    {
        var name = Unique(FormattableString.Invariant($"constant.{_constants++}"));
        _initializers.Add(Initializer.Integers(name, shape, values));
        return name;
    }

    /// <summary>Counts multiply-adds of one sample; a negative number stands for a free dimension.</summary>
    public void Count(params ReadOnlySpan<long> factors)
    {
        var product = 1L;
        foreach (var factor in factors)
        {
            _isFree |= factor < 0;
            product = checked(product * factor);
        }

        _multiplyAdds += product;
    }

    public void WriteNodes(ProtobufWriter graph)
    {
        foreach (var node in _nodes)
            graph.Message(1, node.Encode(_outputNames));
    }

    public void WriteInputsAndOutputs(ProtobufWriter graph)
    {
        foreach (var input in CollectionsMarshal.AsSpan(_inputs))
            graph.Message(11, input);
        foreach (var (value, type, hasBatch) in _outputs)
            graph.Message(12, ValueInfo(_outputNames[value.Name], type, value.Shape, hasBatch));
    }

    private Initializer AddRandom(string name, long[] shape, WeightFill fill)
    {
        var tensor = Initializer.Random(Unique(name), Real, shape, fill, new WeightStream(Options.Seed, _randomTensors++));
        _initializers.Add(tensor);
        return tensor;
    }

    private string Unique(string name) =>
        _names.Add(name) ? name : throw new InvalidOperationException($"'{Name}' has two things named '{name}'.");

    /// <summary>onnx.proto: ValueInfoProto, TypeProto.Tensor, TensorShapeProto.</summary>
    private ProtobufWriter ValueInfo(string name, OnnxType type, long[] shape, bool hasBatch)
    {
        var dimensions = new ProtobufWriter();
        if (hasBatch)
            dimensions.Message(1, Options.Batch is { } batch ? new ProtobufWriter().Number(1, batch) : new ProtobufWriter().Text(2, "batch"));
        foreach (var dimension in shape)
            dimensions.Message(1, dimension < 0 ? new ProtobufWriter().Text(2, dimension == Derived ? "derived" : "sequence") : new ProtobufWriter().Number(1, dimension));
        var tensor = new ProtobufWriter().Number(1, (long)type).Message(2, dimensions);
        return new ProtobufWriter().Text(1, name).Message(2, new ProtobufWriter().Message(1, tensor));
    }
}
