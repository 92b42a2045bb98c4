using System.Collections.Immutable;

namespace NativeBench.Inference.OnnxRuntime.Internal;

/// <summary>How an output lies in memory.</summary>
/// <param name="Spec">Name, type and the shape of a sample's part.</param>
/// <param name="HasBatch">Whether its first dimension is the batch; if not, all of it is the one sample's.</param>
internal sealed record OutputLayout(TensorSpec Spec, bool HasBatch)
{
    /// <summary>Whether the dimension after the batch is the one with buckets.</summary>
    public bool HasBuckets { get; init; }

    /// <summary>The full shape for a batch, of a static output; <paramref name="length"/> is that of the bucket, if any.</summary>
    public long[] Shape(int batch, int? length = null)
        => !HasBatch ? [.. Spec.SampleShape]
            : HasBuckets && length is { } some ? [batch, some, .. Spec.SampleShape[1..]]
            : [batch, .. Spec.SampleShape];

    /// <summary>Reads an output's declared shape, in which -1 is an unknown dimension.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its element type.</param>
    /// <param name="declared">Its dimensions; empty for a scalar and for a shape that the model doesn't tell.</param>
    /// <param name="fixedBatch">The model's batch if it isn't free.</param>
    public static OutputLayout From(string name, ElementType type, ReadOnlySpan<long> declared, int? fixedBatch)
    {
        ImmutableArray<long> unknown = [-1];
        if (declared.IsEmpty)
            return new OutputLayout(new TensorSpec(name, type, unknown), HasBatch: false);
        if (declared[0] == (fixedBatch ?? -1))
            return new OutputLayout(new TensorSpec(name, type, [.. declared[1..]]), HasBatch: true);
        if (fixedBatch == 1 && !declared.Contains(-1))
            return new OutputLayout(new TensorSpec(name, type, [.. declared]), HasBatch: false);
        return new OutputLayout(new TensorSpec(name, type, unknown), HasBatch: false);
    }
}
