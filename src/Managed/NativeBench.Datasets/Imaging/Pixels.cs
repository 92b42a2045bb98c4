using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets.Imaging;

/// <summary>A pixel's four bytes as four numbers, and back.</summary>
internal static class Pixels
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Widen(uint pixel)
        => Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalarUnsafe(pixel).AsByte())).AsInt32();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> WidenToFloat(uint pixel) => Vector128.ConvertToSingle(Widen(pixel));

    /// <summary>Numbers of 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Pack(Vector128<int> values)
        => Vector128.Narrow(Vector128.Narrow(values, values).AsUInt16(), Vector128<ushort>.Zero).AsUInt32().ToScalar();

    /// <summary>Rounds half to even, then clamps, as OpenCV's saturate_cast.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint RoundAndPack(Vector128<float> values)
        => Pack(Vector128.Clamp(Vector128.ConvertToInt32(Vector128.Round(values)), Vector128<int>.Zero, Vector128.Create(255)));
}
