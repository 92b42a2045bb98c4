using System.Collections.Immutable;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>Reads inputs, outputs and the batch out of a session, and says clearly what can't be run.</summary>
internal sealed class ModelReader(string modelName, ImmutableDictionary<string, long> dimensions, ShapeBuckets? buckets = null)
{
    /// <summary>What the model takes and gives.</summary>
    public sealed record Signature(
        ImmutableArray<TensorSpec> Inputs, ImmutableArray<bool> InputHasBuckets, ImmutableArray<OutputLayout> Outputs, int? FixedBatch, ImmutableArray<string> LeftOut);

    /// <summary>Checks that every given dimension is one that the model leaves open, and isn't the batch.</summary>
    /// <param name="session">A session that was loaded without the given dimensions.</param>
    public void CheckGivenDimensions(InferenceSession session)
    {
        var open = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (name, node) in session.InputMetadata)
            for (var axis = 1; axis < node.Dimensions.Length; axis++)
                if (node.Dimensions[axis] < 0)
                    open.Add(DimensionKey(name, node, axis));
        foreach (var (key, value) in dimensions)
        {
            if (!open.Contains(key))
                throw new InvalidInputException(
                    $"--dim {key}={Text(value)}: '{modelName}' has no dynamic dimension '{key}' besides the batch; it has "
                    + (open.Count == 0 ? "none." : string.Join(", ", open.Select(static k => $"'{k}'")) + "."));
            if (value < 1)
                throw new InvalidInputException($"--dim {key}={Text(value)} is out of range: expected 1 or more.");
        }
    }

    /// <summary>Values of dynamic dimensions that nobody gave, from inputs of the same name and rank that are as large in what isn't dynamic.</summary>
    public Dictionary<string, long> FindExpected(InferenceSession session, ImmutableArray<(string? Name, ImmutableArray<long> Dimensions)> inputs)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, node) in session.InputMetadata)
        {
            var shape = inputs.FirstOrDefault(i => (i.Name is null || i.Name == name) && Fits(node.Dimensions, i.Dimensions)).Dimensions;
            for (var axis = 1; !shape.IsDefault && axis < shape.Length; axis++)
            {
                if (node.Dimensions[axis] < 0 && shape[axis] > 0 && !IsBucketed(name, node, axis) && DimensionKey(name, node, axis) is var key && !dimensions.ContainsKey(key))
                    found.TryAdd(key, shape[axis]);
            }
        }

        return found;
    }

    private static bool Fits(int[] found, ImmutableArray<long> expected)
    {
        if (found.Length != expected.Length)
            return false;
        for (var axis = 1; axis < found.Length; axis++)
        {
            if (found[axis] >= 0 && expected[axis] >= 0 && found[axis] != expected[axis])
                return false;
        }

        return true;
    }

    public Signature Read(InferenceSession session)
    {
        if (session.InputNames.Count == 0)
            throw new InvalidInputException($"'{modelName}' has no inputs; expected at least one tensor.");
        var inputs = session.InputNames.Select(name => ReadInput(name, session.InputMetadata[name])).ToList();
        var fixedBatch = FindFixedBatch(inputs);

        var outputs = ImmutableArray.CreateBuilder<OutputLayout>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        foreach (var name in session.OutputNames)
        {
            var node = session.OutputMetadata[name];
            if (TensorType(node) is { } type)
                outputs.Add(OutputLayout.From(name, type, [.. node.Dimensions.Select((d, axis) => IsBucketed(name, node, axis) ? buckets!.Largest : d)], fixedBatch)
                    with { HasBuckets = node.Dimensions.Length > 1 && IsBucketed(name, node, 1) });
            else
                leftOut.Add($"{name} ({Kind(node)})");
        }
        if (outputs.Count == 0)
            throw new InvalidInputException(
                $"'{modelName}' has no output that is a tensor of numbers; found {string.Join(", ", leftOut)}.");
        var bucketed = session.InputNames.Select(name => session.InputMetadata[name] is var node
            && node.Dimensions.Length > 1 && IsBucketed(name, node, 1));
        return new Signature(
            [.. inputs.Select(static i => i.Spec)], [.. bucketed], outputs.ToImmutable(), fixedBatch, leftOut.ToImmutable());
    }

    private (TensorSpec Spec, int Batch) ReadInput(string name, NodeMetadata node)
    {
        if (TensorType(node) is not { } type)
            throw new InvalidInputException($"Input '{name}' of '{modelName}' is a {Kind(node)}; expected a tensor of numbers.");
        if (node.Dimensions.Length == 0)
            throw new InvalidInputException(
                $"Input '{name}' of '{modelName}' is a scalar, or its shape isn't known; expected a first dimension for the batch.");
        var shape = new long[node.Dimensions.Length - 1];
        for (var axis = 1; axis < node.Dimensions.Length; axis++)
            shape[axis - 1] = IsBucketed(name, node, axis) ? buckets!.Largest : node.Dimensions[axis] >= 0 ? node.Dimensions[axis] : GivenDimension(name, node, axis);
        return (new TensorSpec(name, type, [.. shape]), node.Dimensions[0]);
    }

    /// <summary>Whether an axis is the dimension that has buckets; it has to be the second, so that a shorter sample is the start of a long one.</summary>
    private bool IsBucketed(string name, NodeMetadata node, int axis)
    {
        if (buckets is null || axis == 0 || node.Dimensions[axis] >= 0 || DimensionKey(name, node, axis) != buckets.Dimension)
            return false;
        return axis == 1 ? true : throw new InvalidInputException(
            $"buckets={buckets}: '{name}' of '{modelName}' has the shape {ShapeText(node)}; the dimension with buckets has to be the second of all tensors.");
    }

    private long GivenDimension(string name, NodeMetadata node, int axis)
    {
        var key = DimensionKey(name, node, axis);
        return dimensions.TryGetValue(key, out var value)
            ? value
            : throw new InvalidInputException(
                $"Input '{name}' of '{modelName}' has the shape {ShapeText(node)}: dimension {axis} ('{key}') is dynamic. Only the "
                + $"first dimension, the batch, is chosen by the program; give this one's value: --dim {key}=VALUE.");
    }

    private int? FindFixedBatch(List<(TensorSpec Spec, int Batch)> inputs)
    {
        var limited = inputs.Where(static i => i.Batch >= 0).ToList();
        if (limited.Count == 0)
            return null;
        var batch = limited[0].Batch;
        foreach (var (spec, other) in limited)
            if (other != batch)
                throw new InvalidInputException(
                    $"The inputs of '{modelName}' have different first dimensions: {Text(batch)} for '{limited[0].Spec.Name}', "
                    + $"{Text(other)} for '{spec.Name}'; expected the same batch everywhere.");
        return batch >= 1 ? batch : throw new InvalidInputException(
            $"Input '{limited[0].Spec.Name}' of '{modelName}' has a first dimension of 0; expected a batch of 1 or more.");
    }

    private static ElementType? TensorType(NodeMetadata node)
        => node.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR ? OrtElementTypes.FromOrt(node.ElementDataType) : null;

    private static string Kind(NodeMetadata node) => node.OnnxValueType switch
    {
        OnnxValueType.ONNX_TYPE_TENSOR => $"tensor of {node.ElementDataType}",
        OnnxValueType.ONNX_TYPE_SPARSETENSOR => "sparse tensor",
        OnnxValueType.ONNX_TYPE_SEQUENCE => "sequence",
        OnnxValueType.ONNX_TYPE_MAP => "map",
        OnnxValueType.ONNX_TYPE_OPTIONAL => "optional value",
        _ => "value of unknown kind",
    };

    /// <summary>The name that the model gives a dimension, or tensor and axis.</summary>
    private static string DimensionKey(string tensor, NodeMetadata node, int axis)
        => node.SymbolicDimensions[axis] is { Length: > 0 } symbol ? symbol : $"{tensor}:{Text(axis)}";

    private static string ShapeText(NodeMetadata node)
        => "[" + string.Join(",", node.Dimensions.Select((d, axis) =>
            d >= 0 ? Text(d) : node.SymbolicDimensions[axis] is { Length: > 0 } symbol ? symbol : "?")) + "]";

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
