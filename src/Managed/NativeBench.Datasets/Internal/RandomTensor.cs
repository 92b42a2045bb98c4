using System.Buffers.Binary;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Internal;

/// <summary>Fills tensors with random values of a range that models take.</summary>
internal static class RandomTensor
{
    /// <summary>Fills a sample: floats uniform in [0, 1), 8-bit integers over their range, wider integers and bools 0 or 1.</summary>
    public static void Fill(Span<byte> sample, ElementType type, RandomStream random)
    {
        switch (type)
        {
            case ElementType.Float32:
                foreach (ref var value in MemoryMarshal.Cast<byte, float>(sample))
                    value = (random.Next() >> 40) * (1f / (1 << 24));
                break;
            case ElementType.Float64:
                foreach (ref var value in MemoryMarshal.Cast<byte, double>(sample))
                    value = (random.Next() >> 11) * (1.0 / (1L << 53));
                break;
            case ElementType.Float16:
                // 11 bits are what a half holds exactly below 1.
                foreach (ref var value in MemoryMarshal.Cast<byte, Half>(sample))
                    value = (Half)((random.Next() >> 53) * (1f / (1 << 11)));
                break;
            case ElementType.BFloat16:
                foreach (ref var value in MemoryMarshal.Cast<byte, ushort>(sample))
                    value = (ushort)(BitConverter.SingleToUInt32Bits((random.Next() >> 56) * (1f / (1 << 8))) >> 16);
                break;
            case ElementType.Int8 or ElementType.UInt8:
                FillBytes(sample, random);
                break;
            default:
                FillBits(sample, type.SizeInBytes(), random);
                break;
        }
    }

    private static void FillBytes(Span<byte> sample, RandomStream random)
    {
        Span<byte> eight = stackalloc byte[8];
        for (; !sample.IsEmpty; sample = sample[Math.Min(8, sample.Length)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(eight, random.Next());
            eight[..Math.Min(8, sample.Length)].CopyTo(sample);
        }
    }

    private static void FillBits(Span<byte> sample, int bytesPerElement, RandomStream random)
    {
        sample.Clear();
        for (var i = 0; i < sample.Length; i += bytesPerElement)
            sample[i] = (byte)(random.Next() >> 63);
    }
}
