using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference.TensorRT.Interop;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>What a loaded engine takes and gives, and the values of its open dimensions; says clearly what can't be run.</summary>
internal sealed unsafe class EngineSignature
{
    private readonly EngineHandle _engine;
    private readonly string _name;
    private readonly ImmutableDictionary<string, long> _dimensions;
    private readonly SortedSet<string> _open = new(StringComparer.Ordinal);

    private EngineSignature(EngineHandle engine, string name, ImmutableDictionary<string, long> dimensions)
    {
        _engine = engine;
        _name = name;
        _dimensions = dimensions;
    }

    public ImmutableArray<TensorSpec> Inputs { get; private set; }

    public ImmutableArray<TensorSpec> Outputs { get; private set; }

    /// <summary>The batch that the engine is limited to, or null where its profile lets it choose.</summary>
    public int? FixedBatch { get; private set; }

    /// <summary>The largest batch: the fixed one, or the profile's.</summary>
    public int MaxBatchSize { get; private set; } = int.MaxValue;

    /// <summary>Inputs with open dimensions besides the batch, each with its whole shape; the batch is 0.</summary>
    public ImmutableArray<(string Tensor, ImmutableArray<long> Shape)> Shapes { get; private set; } = [];

    public static EngineSignature Read(EngineHandle engine, string name, ImmutableDictionary<string, long> dimensions)
    {
        var signature = new EngineSignature(engine, name, dimensions);
        signature.Read();
        return signature;
    }

    private void Read()
    {
        var info = new ShimNative.nb_engine_info { size = (uint)sizeof(ShimNative.nb_engine_info) };
        ShimText.CheckFor(ShimNative.nb_engine_query(ref info, _engine), $"'{_name}' can't be inspected");
        var inputs = ImmutableArray.CreateBuilder<TensorSpec>();
        var shapes = ImmutableArray.CreateBuilder<(string, ImmutableArray<long>)>();
        var outputs = new List<(string Name, ElementType Type, long[] Dims)>();
        for (var i = 0u; i < info.tensor_count; i++)
        {
            var (tensor, type, dims, isInput) = ReadTensor(i);
            if (!isInput)
            {
                outputs.Add((tensor, type, dims));
                continue;
            }
            var isOpen = dims.AsSpan(1).Contains(-1);
            TakeBatch(tensor, i, dims[0]);
            for (var axis = 1; axis < dims.Length; axis++)
                if (dims[axis] < 0)
                    dims[axis] = OpenDimension(tensor, i, axis);
            inputs.Add(new TensorSpec(tensor, type, [.. dims[1..]]));
            if (isOpen)
                shapes.Add((tensor, [0, .. dims[1..]]));
        }
        if (inputs.Count == 0)
            throw new InvalidInputException($"'{_name}' has no inputs; expected at least one tensor.");
        CheckGivenDimensions();
        Inputs = inputs.ToImmutable();
        Shapes = shapes.ToImmutable();
        Outputs = [.. outputs.Select(o => new TensorSpec(o.Name, o.Type, SampleShape(o.Dims)))];
    }

    private (string Name, ElementType Type, long[] Dims, bool IsInput) ReadTensor(uint index)
    {
        var name = ShimText.Read((Span<byte> buffer, uint capacity, out uint required) =>
            ShimNative.nb_engine_text(buffer, capacity, out required, _engine, ShimNative.NB_ENGINE_TEXT_TENSOR, index)) ?? "";
        var info = new ShimNative.nb_tensor_info { size = (uint)sizeof(ShimNative.nb_tensor_info) };
        ShimText.CheckFor(ShimNative.nb_engine_tensor(ref info, _engine, index), $"Tensor '{name}' of '{_name}' can't be inspected");
        var what = $"{(info.is_input != 0 ? "Input" : "Output")} '{name}' of '{_name}'";
        if (info.on_host != 0)
            throw new InvalidInputException($"{what} is a shape tensor, which the CPU reads; such engines can't be run so far.");
        if (TypeOf(info.type) is not { } type)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"{what} has an element type (ONNX number {info.type}) that can't be run; expected a number format of whole bytes."));
        if (info.rank < 1)
            throw new InvalidInputException($"{what} is a scalar; expected a first dimension for the batch.");
        var dims = new long[info.rank];
        for (var axis = 0; axis < dims.Length; axis++)
            dims[axis] = info.dims[axis];
        return (name, type, dims, info.is_input != 0);
    }

    private void TakeBatch(string tensor, uint index, long batch)
    {
        if (batch < 0)
        {
            var profile = Profile(tensor, index);
            MaxBatchSize = (int)Math.Min(MaxBatchSize, profile.max[0]);
            return;
        }
        if (FixedBatch is { } other && other != batch)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"The inputs of '{_name}' have different first dimensions: {other} and, for '{tensor}', {batch}; expected the same batch everywhere."));
        FixedBatch = (int)batch;
        MaxBatchSize = (int)Math.Min(MaxBatchSize, batch);
    }

    private long OpenDimension(string tensor, uint index, int axis)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{tensor}:{axis}");
        _open.Add(key);
        var profile = Profile(tensor, index);
        var (min, max) = (profile.min[axis], profile.max[axis]);
        if (!_dimensions.TryGetValue(key, out var value))
            return profile.opt[axis];
        return value >= min && value <= max
            ? value
            : throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"--dim {key}={value} is out of range: the engine '{_name}' was built for {min} to {max}."));
    }

    private void CheckGivenDimensions()
    {
        foreach (var (key, value) in _dimensions)
            if (!_open.Contains(key))
                throw new InvalidInputException(
                    string.Create(CultureInfo.InvariantCulture, $"--dim {key}={value}: '{_name}' has no open dimension '{key}' besides the batch; it has ")
                    + (_open.Count == 0 ? "none." : string.Join(", ", _open.Select(static k => $"'{k}'")) + "."));
    }

    private ShimNative.nb_shape_range Profile(string tensor, uint index)
    {
        var range = new ShimNative.nb_shape_range { size = (uint)sizeof(ShimNative.nb_shape_range) };
        ShimText.CheckFor(ShimNative.nb_engine_profile(ref range, _engine, index, 0), $"The shapes of input '{tensor}' of '{_name}' can't be asked");
        return range;
    }

    /// <summary>What belongs to one sample: all but the batch; or everything, where there is only one sample and no batch in front.</summary>
    private ImmutableArray<long> SampleShape(long[] dims) =>
        FixedBatch == 1 && dims[0] != 1 && !dims.Contains(-1) ? [.. dims] : [.. dims[1..]];

    /// <summary>Our type of ONNX's number; null for one that can't be run.</summary>
    public static ElementType? TypeOf(int type) => type switch
    {
        ShimNative.NB_TYPE_FLOAT32 => ElementType.Float32,
        ShimNative.NB_TYPE_UINT8 => ElementType.UInt8,
        ShimNative.NB_TYPE_INT8 => ElementType.Int8,
        ShimNative.NB_TYPE_INT32 => ElementType.Int32,
        ShimNative.NB_TYPE_INT64 => ElementType.Int64,
        ShimNative.NB_TYPE_BOOL => ElementType.Bool,
        ShimNative.NB_TYPE_FLOAT16 => ElementType.Float16,
        ShimNative.NB_TYPE_BFLOAT16 => ElementType.BFloat16,
        _ => null,
    };
}
