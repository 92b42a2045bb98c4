using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace NativeBench.Datasets;

/// <summary>
/// float32 to float16 and back, eight numbers at a time where the processor has vectors. Rounds to nearest, ties to even, as IEEE 754
/// asks: numbers of 65520 and more become infinite, those below 2^-14 lose bits, and what isn't a number stays none.
/// </summary>
public static class HalfNumbers
{
    private const uint SignBit = 0x8000_0000;

    // float32 patterns: 2^-14, the smallest normal float16; 2^16, from where on all is infinite; infinity itself.
    private const uint SmallestNormal = 113u << 23;
    private const uint TooLarge = 143u << 23;
    private const uint Infinity = 255u << 23;

    // 0.5 has its last bit at 2^-24, the smallest float16: adding it rounds a small number to a multiple of that.
    private const uint OneHalf = 126u << 23;
    private const uint BiasDifference = 112u << 23;

    /// <summary>Rounds numbers to float16.</summary>
    /// <param name="numbers">What to round.</param>
    /// <param name="halves">Receives as many numbers.</param>
    public static void Round(ReadOnlySpan<float> numbers, Span<Half> halves)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(halves.Length, numbers.Length);
        var bits = MemoryMarshal.Cast<float, uint>(numbers);
        var target = MemoryMarshal.Cast<Half, ushort>(halves);
        var i = 0;
        for (; i + 8 <= bits.Length; i += 8)
            Vector128.Narrow(Round(Vector128.Create(bits[i..])), Round(Vector128.Create(bits[(i + 4)..]))).CopyTo(target[i..]);
        for (; i < bits.Length; i++)
            target[i] = (ushort)Round(Vector128.CreateScalar(bits[i])).ToScalar();
    }

    /// <summary>Widens float16 to float32; exact.</summary>
    /// <param name="halves">What to widen.</param>
    /// <param name="numbers">Receives as many numbers.</param>
    public static void Widen(ReadOnlySpan<Half> halves, Span<float> numbers)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numbers.Length, halves.Length);
        var bits = MemoryMarshal.Cast<Half, ushort>(halves);
        var i = 0;
        for (; i + 8 <= bits.Length; i += 8)
        {
            var (low, high) = Vector128.Widen(Vector128.Create(bits[i..]));
            Widen(low).CopyTo(numbers[i..]);
            Widen(high).CopyTo(numbers[(i + 4)..]);
        }
        for (; i < bits.Length; i++)
            numbers[i] = Widen(Vector128.CreateScalar((uint)bits[i])).ToScalar();
    }

    private static Vector128<uint> Round(Vector128<uint> bits)
    {
        var sign = bits & Vector128.Create(SignBit);
        var size = bits ^ sign;

        // The last bit that stays decides ties: half of what falls off, less one where it's even, makes the carry.
        var odd = (size >>> 13) & Vector128<uint>.One;
        var normal = (size - Vector128.Create(BiasDifference) + Vector128.Create(0xFFFu) + odd) >>> 13;
        var small = (size.AsSingle() + Vector128.Create(OneHalf).AsSingle()).AsUInt32() - Vector128.Create(OneHalf);
        var large = Vector128.ConditionalSelect(Vector128.GreaterThan(size, Vector128.Create(Infinity)), Vector128.Create(0x7E00u), Vector128.Create(0x7C00u));
        var result = Vector128.ConditionalSelect(Vector128.LessThan(size, Vector128.Create(SmallestNormal)), small, normal);
        result = Vector128.ConditionalSelect(Vector128.LessThan(size, Vector128.Create(TooLarge)), result, large);
        return result | (sign >>> 16);
    }

    private static Vector128<float> Widen(Vector128<uint> bits)
    {
        var sign = (bits & Vector128.Create(0x8000u)) << 16;
        var size = (bits & Vector128.Create(0x7FFFu)) << 13;
        var normal = size + Vector128.Create(BiasDifference);
        var special = normal + Vector128.Create(BiasDifference);

        // A small number's bits behind the exponent of 2^-14 are 2^-14 too many.
        var small = ((size + Vector128.Create(SmallestNormal)).AsSingle() - Vector128.Create(SmallestNormal).AsSingle()).AsUInt32();
        var result = Vector128.ConditionalSelect(Vector128.LessThan(size, Vector128.Create(1u << 23)), small, normal);
        result = Vector128.ConditionalSelect(Vector128.LessThan(size, Vector128.Create(31u << 23)), result, special);
        return (result | sign).AsSingle();
    }
}
