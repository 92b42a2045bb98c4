using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Cli.Validate;

/// <summary>Elements of any type as doubles, and back.</summary>
internal static class Numbers
{
    public static bool IsReal(ElementType type) =>
        type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>Reads a row. Integers beyond 2⁵³ are rounded.</summary>
    public static double[] Read(ReadOnlySpan<byte> row, ElementType type) => type switch
    {
        ElementType.Float32 => Convert<float>(row),
        ElementType.Float64 => Convert<double>(row),
        ElementType.Float16 => Convert<Half>(row),
        ElementType.BFloat16 => [.. MemoryMarshal.Cast<byte, ushort>(row).ToArray().Select(static bits => (double)BitConverter.UInt32BitsToSingle((uint)bits << 16))],
        ElementType.Int8 => Convert<sbyte>(row),
        ElementType.UInt8 or ElementType.Bool => Convert<byte>(row),
        ElementType.Int16 => Convert<short>(row),
        ElementType.UInt16 => Convert<ushort>(row),
        ElementType.Int32 => Convert<int>(row),
        ElementType.UInt32 => Convert<uint>(row),
        ElementType.Int64 => Convert<long>(row),
        ElementType.UInt64 => Convert<ulong>(row),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    /// <summary>Writes real numbers as another real type, rounded to nearest.</summary>
    public static void Write(ReadOnlySpan<double> values, ElementType type, Span<byte> row)
    {
        for (var i = 0; i < values.Length; i++)
        {
            switch (type)
            {
                case ElementType.Float32:
                    MemoryMarshal.Cast<byte, float>(row)[i] = (float)values[i];
                    break;
                case ElementType.Float64:
                    MemoryMarshal.Cast<byte, double>(row)[i] = values[i];
                    break;
                case ElementType.Float16:
                    MemoryMarshal.Cast<byte, Half>(row)[i] = (Half)values[i];
                    break;
                case ElementType.BFloat16:
                    var bits = BitConverter.SingleToUInt32Bits((float)values[i]);
                    MemoryMarshal.Cast<byte, ushort>(row)[i] = (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
                    break;
                default:
                    throw new ArgumentOutOfRangeException(nameof(type), type, "Expected a real type.");
            }
        }
    }

    /// <summary>Representable numbers of a real type between two values: 0 for equal ones, 1 for neighbours.</summary>
    public static double UlpDistance(double a, double b, ElementType type) => type switch
    {
        ElementType.Float64 => Math.Abs((double)Ordered(BitConverter.DoubleToInt64Bits(a), long.MinValue) - Ordered(BitConverter.DoubleToInt64Bits(b), long.MinValue)),
        ElementType.Float16 => Math.Abs(Ordered(BitConverter.HalfToInt16Bits((Half)a), short.MinValue) - Ordered(BitConverter.HalfToInt16Bits((Half)b), short.MinValue)),
        ElementType.BFloat16 => Math.Floor(UlpDistance(a, b, ElementType.Float32) / (1 << 16)),
        _ => Math.Abs(Ordered(BitConverter.SingleToInt32Bits((float)a), int.MinValue) - Ordered(BitConverter.SingleToInt32Bits((float)b), int.MinValue)),
    };

    /// <summary>Bits of a number as an integer that grows with it: negative ones are sign and magnitude.</summary>
    private static long Ordered(long bits, long lowest) => bits < 0 ? lowest - bits : bits;

    private static double[] Convert<T>(ReadOnlySpan<byte> row) where T : unmanaged, System.Numerics.INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(row);
        var result = new double[values.Length];
        for (var i = 0; i < result.Length; i++)
            result[i] = double.CreateTruncating(values[i]);
        return result;
    }
}
