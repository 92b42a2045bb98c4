using System.Numerics;
using System.Runtime.InteropServices;

namespace NativeBench.Inference;

/// <summary>The index of the highest element. Among equals the lowest index; NaN never wins.</summary>
public static class ArgMax
{
    /// <summary>The class that a row of scores names: the index of the highest, or the value itself if it's one integer.</summary>
    /// <param name="row">The elements' bytes, at least one element.</param>
    /// <param name="type">Their format.</param>
    public static long ClassOf(ReadOnlySpan<byte> row, ElementType type) => type switch
    {
        ElementType.Float32 => IndexOfFloat<float>(row),
        ElementType.Float64 => IndexOfFloat<double>(row),
        ElementType.Float16 => IndexOfFloat<Half>(row),
        ElementType.BFloat16 => IndexOfBFloat16(row),
        ElementType.Int8 => OfIntegers<sbyte>(row),
        ElementType.UInt8 => OfIntegers<byte>(row),
        ElementType.Bool => IndexOf(row),
        ElementType.Int16 => OfIntegers<short>(row),
        ElementType.UInt16 => OfIntegers<ushort>(row),
        ElementType.Int32 => OfIntegers<int>(row),
        ElementType.UInt32 => OfIntegers<uint>(row),
        ElementType.Int64 => OfIntegers<long>(row),
        ElementType.UInt64 => OfIntegers<ulong>(row),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static long OfIntegers<T>(ReadOnlySpan<byte> row) where T : unmanaged, IBinaryInteger<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(row);
        return values.Length == 1 ? long.CreateSaturating(values[0]) : IndexOf(values);
    }

    private static int IndexOf<T>(ReadOnlySpan<T> values) where T : unmanaged, IComparisonOperators<T, T, bool>
    {
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best])
                best = i;
        return best;
    }

    private static int IndexOfFloat<T>(ReadOnlySpan<byte> row) where T : unmanaged, IFloatingPoint<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(row);
        var best = 0;
        for (var i = 1; i < values.Length; i++)
            if (values[i] > values[best] || (T.IsNaN(values[best]) && !T.IsNaN(values[i])))
                best = i;
        return best;
    }

    private static int IndexOfBFloat16(ReadOnlySpan<byte> row)
    {
        var values = MemoryMarshal.Cast<byte, ushort>(row);
        var best = 0;
        for (var i = 1; i < values.Length; i++)
        {
            float value = Widen(values[i]), champion = Widen(values[best]);
            if (value > champion || (float.IsNaN(champion) && !float.IsNaN(value)))
                best = i;
        }
        return best;

        static float Widen(ushort bits) => BitConverter.UInt32BitsToSingle((uint)bits << 16);
    }
}
