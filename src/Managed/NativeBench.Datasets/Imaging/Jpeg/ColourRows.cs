using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>Rows of samples made rows of pixels, to the bit as libjpeg does: colour differences between two samples, and JFIF's conversion.</summary>
internal static unsafe class ColourRows
{
    /// <summary>Samples that are made at a time: rows are read and written up to a multiple of it.</summary>
    public const int Step = 32;

    // JFIF's factors times 2^16, less the whole numbers that 16 bits have no room for: 1.402 - 1, 1.772 - 2, -0.34414, 1 - 0.71414.
    private const short RedOfCr = 26345, BlueOfCb = -14942, GreenOfCb = -22554, GreenOfCr = 18734;

    /// <summary>Three parts of the nearer row and one of the other, for every column.</summary>
    /// <param name="near">Samples.</param>
    /// <param name="far">Those of the next or previous row.</param>
    /// <param name="sums">As many, four times as large.</param>
    /// <param name="count">A multiple of 16 is made.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void MixRows(byte* near, byte* far, ushort* sums, int count)
    {
        for (var i = 0; i < count; i += 16)
        {
            var a = Avx2.ConvertToVector256Int16(near + i).AsUInt16();
            var b = Avx2.ConvertToVector256Int16(far + i).AsUInt16();
            (a + a + a + b).Store(sums + i);
        }
    }

    /// <summary>A row's own samples, for <see cref="Stretch"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(byte* samples, ushort* sums, int count)
    {
        for (var i = 0; i < count; i += 16)
            Avx2.ConvertToVector256Int16(samples + i).AsUInt16().Store(sums + i);
    }

    /// <summary>Two samples of each, a quarter of the way to its neighbours.</summary>
    /// <param name="sums">Readable one further on both sides.</param>
    /// <param name="samples">Twice as many.</param>
    /// <param name="count">A multiple of 16 is made.</param>
    /// <param name="isMixed">Whether <paramref name="sums"/> are of <see cref="MixRows"/>, else of <see cref="Widen"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Stretch(ushort* sums, byte* samples, int count, bool isMixed)
    {
        var shift = isMixed ? 4 : 2;
        var towardsLeft = Vector256.Create((ushort)(isMixed ? 8 : 1));
        var towardsRight = Vector256.Create((ushort)(isMixed ? 7 : 2));
        for (var i = 0; i < count; i += 16)
        {
            var here = Vector256.Load(sums + i);
            var three = here + here + here;
            var left = (three + Vector256.Load(sums + i - 1) + towardsLeft) >> shift;
            var right = (three + Vector256.Load(sums + i + 1) + towardsRight) >> shift;
            (left | (right << 8)).AsByte().Store(samples + (2 * i));
        }
    }

    /// <summary>Luma and colour differences to red, green, blue and 255.</summary>
    /// <param name="luma">Y.</param>
    /// <param name="blue">Cb, one a pixel.</param>
    /// <param name="red">Cr, one a pixel.</param>
    /// <param name="pixels">Four bytes each.</param>
    /// <param name="count">A multiple of 16 is made.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToPixels(byte* luma, byte* blue, byte* red, uint* pixels, int count)
    {
        var middle = Vector256.Create((short)128);
        var one = Vector256.Create((short)1);
        var greens = Vector256.Create((GreenOfCr << 16) | (GreenOfCb & 0xFFFF)).AsInt16();
        var half = Vector256.Create(1 << 15);
        var top = Vector256.Create((short)255);
        var opaque = Vector256.Create(unchecked((short)0xFF00));
        for (var i = 0; i < count; i += 16)
        {
            var y = Avx2.ConvertToVector256Int16(luma + i);
            var cb = Avx2.ConvertToVector256Int16(blue + i) - middle;
            var cr = Avx2.ConvertToVector256Int16(red + i) - middle;
            var r = y + cr + ((Avx2.MultiplyHigh(cr + cr, Vector256.Create(RedOfCr)) + one) >> 1);
            var b = y + cb + cb + ((Avx2.MultiplyHigh(cb + cb, Vector256.Create(BlueOfCb)) + one) >> 1);
            var low = (Avx2.MultiplyAddAdjacent(Avx2.UnpackLow(cb, cr), greens) + half) >> 16;
            var high = (Avx2.MultiplyAddAdjacent(Avx2.UnpackHigh(cb, cr), greens) + half) >> 16;
            var g = y - cr + Avx2.PackSignedSaturate(low, high);
            r = Vector256.Min(Vector256.Max(r, Vector256<short>.Zero), top);
            g = Vector256.Min(Vector256.Max(g, Vector256<short>.Zero), top);
            b = Vector256.Min(Vector256.Max(b, Vector256<short>.Zero), top);
            var rg = r | (g << 8);
            var ba = b | opaque;
            var even = Avx2.UnpackLow(rg, ba);
            var odd = Avx2.UnpackHigh(rg, ba);
            Avx2.Permute2x128(even, odd, 0x20).AsUInt32().Store(pixels + i);
            Avx2.Permute2x128(even, odd, 0x31).AsUInt32().Store(pixels + i + 8);
        }
    }

    /// <summary>Luma alone, as grey.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToGrey(byte* luma, uint* pixels, int count)
    {
        for (var i = 0; i < count; i += 8)
            ((Avx2.ConvertToVector256Int32(luma + i).AsUInt32() * 0x010101u) | Vector256.Create(0xFF000000u)).Store(pixels + i);
    }
}
