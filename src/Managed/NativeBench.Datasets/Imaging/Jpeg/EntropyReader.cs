using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>
/// Reads blocks of coefficients out of coded data from which stuffed bytes and markers were taken before. It may look up to
/// <see cref="MostBytesPerBlock"/> past the end: who calls has to see to it, and to compare <see cref="BitsRead"/> with what there is.
/// </summary>
internal unsafe struct EntropyReader(byte* data)
{
    /// <summary>64 coefficients of at most 16 bits of code and 11 of value, and what is read ahead.</summary>
    public const int MostBytesPerBlock = (64 * 27 / 8) + 16;

    // The data's next bits are the upper ones; those below the valid ones are either right already or 0.
    private byte* _next = data;
    private ulong _bits;
    private int _count;

    /// <summary>Bits taken since the start at <paramref name="start"/>.</summary>
    public readonly long BitsRead(byte* start) => ((_next - start) * 8) - _count;

    /// <summary>Reads a block.</summary>
    /// <param name="block">64 zeros; receives the coefficients times their steps, row by row.</param>
    /// <param name="steps">The quantisation's steps in zigzag order.</param>
    /// <param name="dc">Table of the first coefficient.</param>
    /// <param name="ac">Table of the others.</param>
    /// <param name="predicted">The component's last first coefficient; receives this block's.</param>
    /// <returns>Whether there's more than the first coefficient (1) or not (0); -1: this is no such data.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int ReadBlock(short* block, ushort* steps, HuffmanTable dc, HuffmanTable ac, ref int predicted)
    {
        const int Shift = 64 - HuffmanTable.LookBits;
        var next = _next;
        var bits = _bits;
        var count = _count;

        Refill(ref next, ref bits, ref count);
        fixed (int* entries = dc.Entries)
        {
            var entry = entries[bits >> Shift];
            if ((byte)entry == 0 && (entry = Resolve(dc, entry, bits)) == 0)
                return -1;
            bits <<= (byte)entry;
            count -= (byte)entry;
            predicted += entry >> 16;
            block[0] = (short)(predicted * steps[0]);
        }

        var any = 0;
        fixed (int* entries = ac.Entries)
        fixed (byte* order = JpegOrder.Natural)
        {
            for (var k = 1; k < 64;)
            {
                if (count < 32)
                    Refill(ref next, ref bits, ref count);
                var entry = entries[bits >> Shift];
                if ((byte)entry == 0 && (entry = Resolve(ac, entry, bits)) == 0)
                    return -1;
                bits <<= (byte)entry;
                count -= (byte)entry;
                var zeros = (entry >> 8) & 127;
                k += zeros;
                if (k > 63)
                {
                    if (zeros != HuffmanTable.EndOfBlock)
                        return -1;
                    break;
                }
                block[order[k]] = (short)((entry >> 16) * steps[k]);
                any = 1;
                k++;
            }
        }

        _next = next;
        _bits = bits;
        _count = count;
        return any;
    }

    /// <summary>To 56 valid bits and more. What is put below them by a byte that isn't counted yet is put there again, the same.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Refill(ref byte* next, ref ulong bits, ref int count)
    {
        bits |= BinaryPrimitives.ReverseEndianness(Unsafe.ReadUnaligned<ulong>(next)) >> count;
        var bytes = (63 - count) >> 3;
        next += bytes;
        count += bytes << 3;
    }

    /// <summary>The entry of a code with its value, however long they are; 0 if it's no code.</summary>
    /// <param name="table">The code.</param>
    /// <param name="entry">What the table has: 0, or <see cref="HuffmanTable.SymbolEntry"/>.</param>
    /// <param name="bits">The next bits.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Resolve(HuffmanTable table, int entry, ulong bits)
    {
        int length, symbol;
        if (entry != 0)
        {
            (length, symbol) = ((entry >> 8) & 255, entry >> 16);
        }
        else
        {
            var code = (int)(bits >> 48);
            length = HuffmanTable.LookBits + 1;
            while (code >= table.Ends[length])
                length++;
            if (length > HuffmanTable.Lengths)
                return 0;
            symbol = table.Symbols[(code >> (HuffmanTable.Lengths - length)) + table.Offsets[length]];
        }
        var size = symbol & 15;
        var value = size == 0 ? 0 : HuffmanTable.Extend((int)(bits << length >> (64 - size)), size);
        return HuffmanTable.Entry(length + size, table.ZerosOf(symbol), value);
    }
}
