using System.Collections.Immutable;
using System.Globalization;

namespace NativeBench.Inference;

/// <summary>An input or output of a model, as one sample sees it: without the batch dimension.</summary>
public sealed record TensorSpec
{
    /// <summary>Makes a spec; <see cref="IsStatic"/> tells whether all of it is known.</summary>
    /// <param name="name">The tensor's name in the model.</param>
    /// <param name="elementType">Format of the elements.</param>
    /// <param name="sampleShape">Dimensions after the first; -1 where only a run tells (outputs only).</param>
    public TensorSpec(string name, ElementType elementType, ImmutableArray<long> sampleShape)
    {
        Name = name;
        ElementType = elementType;
        SampleShape = sampleShape.IsDefault ? [] : sampleShape;
    }

    /// <summary>The tensor's name in the model.</summary>
    public string Name { get; }

    /// <summary>Format of the elements.</summary>
    public ElementType ElementType { get; }

    /// <summary>Dimensions of one sample; -1 where only a run tells.</summary>
    public ImmutableArray<long> SampleShape { get; }

    /// <summary>Whether every dimension is known, and with it the size of a sample.</summary>
    public bool IsStatic => !SampleShape.Contains(-1);

    /// <summary>Elements of one sample (1 for an empty shape).</summary>
    /// <exception cref="InvalidOperationException">The tensor isn't static.</exception>
    public long ElementsPerSample
    {
        get
        {
            if (!IsStatic)
                throw new InvalidOperationException($"The shape {ShapeText} of '{Name}' is only known after a run.");
            var elements = 1L;
            foreach (var dimension in SampleShape)
                elements = checked(elements * dimension);
            return elements;
        }
    }

    /// <summary>Bytes of one sample.</summary>
    /// <exception cref="InvalidOperationException">The tensor isn't static.</exception>
    public long BytesPerSample => checked(ElementsPerSample * ElementType.SizeInBytes());

    /// <summary>The shape with the batch in front, as messages show it: <c>[N,3,224,224]</c>.</summary>
    public string ShapeText
        => "[N" + string.Concat(SampleShape.Select(static d => "," + (d < 0 ? "?" : d.ToString(CultureInfo.InvariantCulture)))) + "]";

    /// <inheritdoc/>
    public bool Equals(TensorSpec? other)
        => other is not null && Name == other.Name && ElementType == other.ElementType && SampleShape.SequenceEqual(other.SampleShape);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, ElementType, SampleShape.Length);

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ElementType.Name()} {ShapeText}";
}
