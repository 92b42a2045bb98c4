using System.Collections.Immutable;
using System.Globalization;

namespace NativeBench.Inference;

/// <summary>An input or output of a <see cref="INetworkModel"/>, as the file declares it.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="ElementType">Format of its elements.</param>
/// <param name="Dimensions">All dimensions, the first included; -1 where a run decides.</param>
public sealed record NetworkTensor(string Name, ElementType ElementType, ImmutableArray<long> Dimensions)
{
    /// <summary>Whether a tensor of these dimensions can be this one; -1 stands for any number.</summary>
    public bool Is(ElementType type, params ReadOnlySpan<long> dimensions)
    {
        if (ElementType != type || Dimensions.Length != dimensions.Length)
            return false;
        for (var axis = 0; axis < dimensions.Length; axis++)
            if (Dimensions[axis] >= 0 && dimensions[axis] >= 0 && Dimensions[axis] != dimensions[axis])
                return false;
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {ElementType.Name()} {ShapeText(Dimensions.AsSpan())}";

    /// <summary>A shape as messages show it: <c>[?,128,3000]</c>.</summary>
    public static string ShapeText(ReadOnlySpan<long> dimensions)
    {
        var texts = new string[dimensions.Length];
        for (var axis = 0; axis < texts.Length; axis++)
            texts[axis] = dimensions[axis] < 0 ? "?" : dimensions[axis].ToString(CultureInfo.InvariantCulture);
        return $"[{string.Join(',', texts)}]";
    }
}
