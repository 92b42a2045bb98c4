using System.Collections.Immutable;
using System.Globalization;

namespace NativeBench.Inference.TensorRT.Internal;

/// <summary>
/// What an ONNX file says of itself: inputs, outputs, metadata. Read without the weights, and without a library that would
/// have to build the model first. Field numbers are those of onnx.proto.
/// </summary>
internal sealed class OnnxHeader
{
    private const int ModelGraph = 7, ModelMetadata = 14;
    private const int GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    private const int TensorName = 8;
    private const int ValueName = 1, ValueType = 2;
    private const int TypeTensor = 1;
    private const int TensorTypeElement = 1, TensorTypeShape = 2;
    private const int ShapeDimension = 1;
    private const int DimensionValue = 1, DimensionName = 2;
    private const int EntryKey = 1, EntryValue = 2;

    private readonly ProtobufReader _reader;
    private readonly HashSet<string> _initializers = new(StringComparer.Ordinal);
    private readonly List<Value> _inputs = [];
    private readonly List<Value> _outputs = [];
    private readonly Dictionary<string, string> _metadata = new(StringComparer.Ordinal);

    private OnnxHeader(Stream stream)
    {
        _reader = new ProtobufReader(stream);
        ReadModel(stream.Length);
        // Up to version 3 of the format, weights are listed as inputs too.
        _inputs.RemoveAll(input => _initializers.Contains(input.Name));
    }

    /// <summary>An input or output.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="ElementType">The number of its element type in ONNX; 0 if it is no tensor.</param>
    /// <param name="Dimensions">Its dimensions; null where no shape is told.</param>
    public sealed record Value(string Name, int ElementType, IReadOnlyList<Dimension>? Dimensions);

    /// <summary>A dimension: a size, or -1 with maybe a name.</summary>
    public readonly record struct Dimension(long Size, string Name);

    public IReadOnlyList<Value> Inputs => _inputs;

    public IReadOnlyList<Value> Outputs => _outputs;

    public IReadOnlyDictionary<string, string> Metadata => _metadata;

    /// <summary>Reads it.</summary>
    /// <exception cref="InvalidInputException">These bytes are no ONNX model.</exception>
    public static OnnxHeader Read(Stream stream, string name)
    {
        try
        {
            var header = new OnnxHeader(stream);
            return header._inputs.Count + header._outputs.Count > 0 ? header : throw new InvalidDataException();
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw new InvalidInputException($"'{name}' is no ONNX model (.onnx): its bytes don't follow the format.", error);
        }
    }

    /// <summary>The key by which <c>--dim</c> names an open dimension: its name, or tensor and axis where it has none.</summary>
    public static string DimensionKey(Value value, int axis) =>
        value.Dimensions![axis].Name is { Length: > 0 } name ? name : string.Create(CultureInfo.InvariantCulture, $"{value.Name}:{axis}");

    /// <summary>Every input's shape with given values for open dimensions besides the batch, which stays -1 where it is open.</summary>
    /// <exception cref="InvalidInputException">A dimension has no value, or a value no dimension.</exception>
    public IReadOnlyList<(Value Input, long[] Shape)> Resolve(string model, IReadOnlyDictionary<string, long> dimensions)
    {
        var open = new SortedSet<string>(StringComparer.Ordinal);
        var shapes = new List<(Value, long[])>();
        foreach (var input in _inputs)
        {
            if (input.Dimensions is not { Count: > 0 } declared)
                throw new InvalidInputException($"Input '{input.Name}' of '{model}' is a scalar, or its shape isn't known; expected a first dimension for the batch.");
            var shape = declared.Select(static d => d.Size).ToArray();
            for (var axis = 1; axis < shape.Length; axis++)
            {
                if (shape[axis] >= 0)
                    continue;
                var key = DimensionKey(input, axis);
                open.Add(key);
                shape[axis] = dimensions.TryGetValue(key, out var value) ? Checked(key, value) : throw new InvalidInputException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Dimension {axis} ('{key}') of input '{input.Name}' of '{model}' is dynamic. Only the first dimension, the batch, is chosen by the program; give this one's value: --dim {key}=VALUE."));
            }
            shapes.Add((input, shape));
        }
        foreach (var (key, value) in dimensions)
            if (!open.Contains(key))
                throw new InvalidInputException(
                    string.Create(CultureInfo.InvariantCulture, $"--dim {key}={value}: '{model}' has no dynamic dimension '{key}' besides the batch; it has ")
                    + (open.Count == 0 ? "none." : string.Join(", ", open.Select(static k => $"'{k}'")) + "."));
        return shapes;
    }

    private static long Checked(string key, long value) => value >= 1
        ? value
        : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"--dim {key}={value} is out of range: expected 1 or more."));

    private void ReadModel(long end)
    {
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case ModelGraph: ReadGraph(_reader.End); break;
                case ModelMetadata: ReadMetadata(_reader.End); break;
                default: _reader.Skip(); break;
            }
        }
    }

    private void ReadGraph(long end)
    {
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case GraphInitializer: ReadInitializer(_reader.End); break;
                case GraphInput: _inputs.Add(ReadValue(_reader.End)); break;
                case GraphOutput: _outputs.Add(ReadValue(_reader.End)); break;
                default: _reader.Skip(); break;
            }
        }
    }

    private void ReadInitializer(long end)
    {
        while (_reader.Next(end))
        {
            if (_reader.Field == TensorName)
                _initializers.Add(_reader.ReadText());
            else
                _reader.Skip();
        }
    }

    private Value ReadValue(long end)
    {
        var value = new Value("", 0, null);
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case ValueName: value = value with { Name = _reader.ReadText() }; break;
                case ValueType: value = ReadType(value, _reader.End); break;
                default: _reader.Skip(); break;
            }
        }
        return value;
    }

    private Value ReadType(Value value, long end)
    {
        while (_reader.Next(end))
        {
            if (_reader.Field == TypeTensor)
                value = ReadTensorType(value, _reader.End);
            else
                _reader.Skip();
        }
        return value;
    }

    private Value ReadTensorType(Value value, long end)
    {
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case TensorTypeElement: value = value with { ElementType = (int)_reader.ReadNumber() }; break;
                case TensorTypeShape: value = value with { Dimensions = ReadShape(_reader.End) }; break;
                default: _reader.Skip(); break;
            }
        }
        return value;
    }

    private ImmutableArray<Dimension> ReadShape(long end)
    {
        var dimensions = ImmutableArray.CreateBuilder<Dimension>();
        while (_reader.Next(end))
        {
            if (_reader.Field == ShapeDimension)
                dimensions.Add(ReadDimension(_reader.End));
            else
                _reader.Skip();
        }
        return dimensions.ToImmutable();
    }

    private Dimension ReadDimension(long end)
    {
        var dimension = new Dimension(-1, "");
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case DimensionValue: dimension = dimension with { Size = _reader.ReadNumber() }; break;
                case DimensionName: dimension = dimension with { Name = _reader.ReadText() }; break;
                default: _reader.Skip(); break;
            }
        }
        return dimension;
    }

    private void ReadMetadata(long end)
    {
        var (key, value) = ("", "");
        while (_reader.Next(end))
        {
            switch (_reader.Field)
            {
                case EntryKey: key = _reader.ReadText(); break;
                case EntryValue: value = _reader.ReadText(); break;
                default: _reader.Skip(); break;
            }
        }
        _metadata[key] = value;
    }
}
