using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>
/// The inverse transform of a block, to the bit as libjpeg's accurate integer method computes it: Loeffler, Ligtenberg and Moschytz'
/// eleven multiplications with constants of 13 bits, first down the columns, keeping 2 more bits, then along the rows.
/// </summary>
internal static unsafe class InverseDct
{
    private const int ConstantBits = 13;
    private const int ExtraBits = 2;
    private const int RowShift = ConstantBits + ExtraBits + 3;

    /// <summary>What samples are coded less.</summary>
    private const int Middle = 128;

    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>Where there's no coefficient but the first, all samples are the same.</summary>
    public static void Fill(short first, byte* target, nint stride)
    {
        var value = (ulong)Math.Clamp(((first + 4) >> 3) + Middle, 0, 255) * 0x0101010101010101;
        for (var y = 0; y < 8; y++, target += stride)
            Unsafe.WriteUnaligned(target, value);
    }

    /// <summary>Transforms a block.</summary>
    /// <param name="block">64 coefficients, row by row.</param>
    /// <param name="target">Upper left sample.</param>
    /// <param name="stride">Bytes from a row of samples to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transform(short* block, byte* target, nint stride)
    {
        var r0 = Avx2.ConvertToVector256Int32(block);
        var r1 = Avx2.ConvertToVector256Int32(block + 8);
        var r2 = Avx2.ConvertToVector256Int32(block + 16);
        var r3 = Avx2.ConvertToVector256Int32(block + 24);
        var r4 = Avx2.ConvertToVector256Int32(block + 32);
        var r5 = Avx2.ConvertToVector256Int32(block + 40);
        var r6 = Avx2.ConvertToVector256Int32(block + 48);
        var r7 = Avx2.ConvertToVector256Int32(block + 56);
        Butterfly(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, ConstantBits - ExtraBits, 0);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Butterfly(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7, RowShift, Middle << RowShift);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Store(r0, r1, r2, r3, target, stride);
        Store(r4, r5, r6, r7, target + (4 * stride), stride);
    }

    /// <summary>One dimension: each lane is a transform of its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Butterfly(
        ref Vector256<int> r0, ref Vector256<int> r1, ref Vector256<int> r2, ref Vector256<int> r3,
        ref Vector256<int> r4, ref Vector256<int> r5, ref Vector256<int> r6, ref Vector256<int> r7, int shift, int offset)
    {
        // Constants: round(c * 2^13).
        var turned = (r2 + r6) * 4433;
        var low = turned - (r6 * 15137);
        var high = turned + (r2 * 6270);
        var rounding = Vector256.Create((1 << (shift - 1)) + offset);
        var sum = ((r0 + r4) << ConstantBits) + rounding;
        var difference = ((r0 - r4) << ConstantBits) + rounding;
        var e0 = sum + high;
        var e3 = sum - high;
        var e1 = difference + low;
        var e2 = difference - low;

        var all = (r7 + r3 + r5 + r1) * 9633;
        var a = all - ((r7 + r3) * 16069);
        var b = all - ((r5 + r1) * 3196);
        var c = (r7 + r1) * 7373;
        var d = (r5 + r3) * 20995;
        var o0 = (r7 * 2446) - c + a;
        var o1 = (r5 * 16819) - d + b;
        var o2 = (r3 * 25172) - d + a;
        var o3 = (r1 * 12299) - c + b;

        r0 = (e0 + o3) >> shift;
        r7 = (e0 - o3) >> shift;
        r1 = (e1 + o2) >> shift;
        r6 = (e1 - o2) >> shift;
        r2 = (e2 + o1) >> shift;
        r5 = (e2 - o1) >> shift;
        r3 = (e3 + o0) >> shift;
        r4 = (e3 - o0) >> shift;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<int> r0, ref Vector256<int> r1, ref Vector256<int> r2, ref Vector256<int> r3,
        ref Vector256<int> r4, ref Vector256<int> r5, ref Vector256<int> r6, ref Vector256<int> r7)
    {
        // Squares of four in each half of the lanes, then the halves.
        Quarter(ref r0, ref r1, ref r2, ref r3);
        Quarter(ref r4, ref r5, ref r6, ref r7);
        Halves(ref r0, ref r4);
        Halves(ref r1, ref r5);
        Halves(ref r2, ref r6);
        Halves(ref r3, ref r7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref Vector256<int> a, ref Vector256<int> b, ref Vector256<int> c, ref Vector256<int> d)
    {
        var ab0 = Avx2.UnpackLow(a, b).AsInt64();
        var ab1 = Avx2.UnpackHigh(a, b).AsInt64();
        var cd0 = Avx2.UnpackLow(c, d).AsInt64();
        var cd1 = Avx2.UnpackHigh(c, d).AsInt64();
        a = Avx2.UnpackLow(ab0, cd0).AsInt32();
        b = Avx2.UnpackHigh(ab0, cd0).AsInt32();
        c = Avx2.UnpackLow(ab1, cd1).AsInt32();
        d = Avx2.UnpackHigh(ab1, cd1).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Halves(ref Vector256<int> upper, ref Vector256<int> lower)
    {
        var first = Avx2.Permute2x128(upper, lower, 0x20);
        lower = Avx2.Permute2x128(upper, lower, 0x31);
        upper = first;
    }

    /// <summary>Four rows of samples, cut to 0 to 255.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector256<int> r0, Vector256<int> r1, Vector256<int> r2, Vector256<int> r3, byte* target, nint stride)
    {
        var bytes = Avx2.PackUnsignedSaturate(Avx2.PackSignedSaturate(r0, r1), Avx2.PackSignedSaturate(r2, r3)).AsInt32();
        var rows = Avx2.PermuteVar8x32(bytes, Vector256.Create(0, 4, 1, 5, 2, 6, 3, 7)).AsUInt64();
        Unsafe.WriteUnaligned(target, rows.GetElement(0));
        Unsafe.WriteUnaligned(target + stride, rows.GetElement(1));
        Unsafe.WriteUnaligned(target + (2 * stride), rows.GetElement(2));
        Unsafe.WriteUnaligned(target + (3 * stride), rows.GetElement(3));
    }
}
