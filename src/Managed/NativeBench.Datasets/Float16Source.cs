using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>Samples that are made as float32 for a model that takes some or all of them as float16: rounded to nearest, ties to even.</summary>
public sealed class Float16Source : ISampleSource
{
    private readonly ISampleSource _source;
    private readonly int _sourceBytes;

    private Float16Source(ISampleSource source, ImmutableArray<TensorSpec> tensors)
    {
        _source = source;
        _sourceBytes = checked((int)source.Tensors.Sum(static t => t.BytesPerSample));
        Tensors = tensors;
    }

    /// <inheritdoc/>
    public string Description => _source.Description;

    /// <inheritdoc/>
    public long Count => _source.Count;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint => "float16 v1; " + _source.Fingerprint;

    /// <summary>The model as if its float16 inputs were float32, for what makes float32.</summary>
    public static ModelInfo AsFloat32(ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return IsNeededFor(model)
            ? model with { Inputs = [.. model.Inputs.Select(static i => i.ElementType == ElementType.Float16 ? With(i, ElementType.Float32) : i)] }
            : model;
    }

    /// <summary>Whether a model takes float16.</summary>
    public static bool IsNeededFor(ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Inputs.Any(static i => i.ElementType == ElementType.Float16);
    }

    /// <summary>The source as a model takes it: itself where the types are the same already.</summary>
    /// <param name="source">Made for <see cref="AsFloat32"/>; becomes the result's own.</param>
    /// <param name="model">The model, its inputs in the order of the source's tensors.</param>
    public static ISampleSource For(ISampleSource source, ModelInfo model)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(model);
        var tensors = ImmutableArray.CreateBuilder<TensorSpec>(source.Tensors.Length);
        for (var t = 0; t < source.Tensors.Length; t++)
        {
            var made = source.Tensors[t];
            var isRounded = made.ElementType == ElementType.Float32 && t < model.Inputs.Length && model.Inputs[t].ElementType == ElementType.Float16;
            tensors.Add(isRounded ? With(made, ElementType.Float16) : made);
        }

        return tensors.SequenceEqual(source.Tensors) ? source : new Float16Source(source, tensors.ToImmutable());
    }

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        var memory = ArrayPool<byte>.Shared.Rent(_sourceBytes);
        try
        {
            var made = memory.AsSpan(0, _sourceBytes);
            _source.Prepare(sample, made);
            for (var t = 0; t < Tensors.Length; t++)
            {
                var from = made[..(int)_source.Tensors[t].BytesPerSample];
                var to = tensors[..(int)Tensors[t].BytesPerSample];
                if (from.Length == to.Length)
                    from.CopyTo(to);
                else
                    HalfNumbers.Round(MemoryMarshal.Cast<byte, float>(from), MemoryMarshal.Cast<byte, Half>(to));
                made = made[from.Length..];
                tensors = tensors[to.Length..];
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(memory);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();

    private static TensorSpec With(TensorSpec tensor, ElementType type) => new(tensor.Name, type, tensor.SampleShape);
}
