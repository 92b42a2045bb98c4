using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>How numbers are kept: their type, and what integers stand for.</summary>
/// <param name="Type">Float32, Int8 or UInt8.</param>
/// <param name="Quantization">What integers stand for; not read for float32.</param>
public readonly record struct FeatureForm(ElementType Type, Quantization Quantization)
{
    /// <summary>All of it as text.</summary>
    public string Text => Type == ElementType.Float32
        ? Type.Name() : string.Create(CultureInfo.InvariantCulture, $"{Type.Name()} scale {Quantization.Scale:R} zero {Quantization.ZeroPoint}");

    /// <summary>Whether it's one of the types.</summary>
    public static bool IsKnown(ElementType type) => type is ElementType.Float32 or ElementType.Int8 or ElementType.UInt8;

    /// <summary>Whether bytes of the two are the same.</summary>
    public bool Equals(FeatureForm other) => Type == other.Type && (Type == ElementType.Float32 || Quantization == other.Quantization);

    /// <inheritdoc/>
    public override int GetHashCode() => Type.GetHashCode();

    /// <summary>Writes numbers in another form.</summary>
    /// <param name="other">The form wanted.</param>
    /// <param name="from">Numbers in this form, little-endian.</param>
    /// <param name="to">Room for as many in the other.</param>
    public void ConvertTo(FeatureForm other, ReadOnlySpan<byte> from, Span<byte> to)
    {
        var count = from.Length / Type.SizeInBytes();
        for (var i = 0; i < count; i++)
        {
            var real = Type switch
            {
                ElementType.Float32 => MemoryMarshal.Cast<byte, float>(from)[i],
                ElementType.Int8 => (float)Quantization.ToReal((sbyte)from[i]),
                _ => (float)Quantization.ToReal(from[i]),
            };
            if (other.Type == ElementType.Float32)
                MemoryMarshal.Cast<byte, float>(to)[i] = real;
            else
                to[i] = other.Type == ElementType.Int8
                    ? (byte)(sbyte)other.Quantization.ToInteger(real, sbyte.MinValue, sbyte.MaxValue)
                    : (byte)other.Quantization.ToInteger(real, byte.MinValue, byte.MaxValue);
        }
    }
}
