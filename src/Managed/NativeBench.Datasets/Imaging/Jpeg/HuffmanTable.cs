namespace NativeBench.Datasets.Imaging.Jpeg;

/// <summary>
/// A Huffman code (T.81, annex C) as a table over the next <see cref="LookBits"/> bits. An entry has it all where a code and its value fit
/// these: bits to take in the low byte, zeros to skip in the next, the value in the upper half.
/// </summary>
internal sealed class HuffmanTable
{
    /// <summary>Code lengths there are, and the bytes that count the codes of each.</summary>
    public const int Lengths = 16;

    public const int LookBits = 11;

    /// <summary>Zeros to skip that end a block.</summary>
    public const int EndOfBlock = 64;

    private readonly byte[] _definition = new byte[Lengths + 256];
    private int _definitionBytes;
    private bool _isDc;

    /// <summary>Whether the picture that's being read defined it.</summary>
    public bool IsDefined { get; set; }

    /// <summary>By the next bits: <see cref="Entry"/>; <see cref="SymbolEntry"/> where the value needs more of them; 0 where the code does, or is none.</summary>
    public int[] Entries { get; } = new int[1 << LookBits];

    /// <summary>The first number of 16 bits that's no code of a length (from 1 on) or a shorter one; the last bounds everything.</summary>
    public int[] Ends { get; } = new int[Lengths + 2];

    /// <summary>What to add to a code of a length for its place in <see cref="Symbols"/>.</summary>
    public int[] Offsets { get; } = new int[Lengths + 1];

    /// <summary>The symbols by code.</summary>
    public ReadOnlySpan<byte> Symbols => _definition.AsSpan(Lengths);

    /// <summary>The entry of a code.</summary>
    public static int Entry(int bits, int zeros, int value) => bits | (zeros << 8) | (value << 16);

    /// <summary>The entry of a code whose value is longer than what's looked at. Its low byte is 0, which tells it from the others.</summary>
    public static int SymbolEntry(int length, int symbol) => (length << 8) | (symbol << 16);

    /// <summary>The zeros to skip that a symbol tells. Without a value only 15 of them go on, as libjpeg reads it.</summary>
    public int ZerosOf(int symbol) => _isDc ? 0 : (symbol & 15) == 0 && symbol >> 4 != 15 ? EndOfBlock : symbol >> 4;

    /// <summary>A value from its bits: those that begin with 0 are negative.</summary>
    public static int Extend(int bits, int size) => bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;

    /// <summary>Takes a definition: 16 counts and the symbols. Most files of a camera or program have the same ones.</summary>
    /// <returns>Its bytes; 0 if it's none.</returns>
    public int TryDefine(ReadOnlySpan<byte> definition, bool isDc)
    {
        var count = 0;
        foreach (var n in definition[..Lengths])
            count += n;
        var bytes = Lengths + count;
        if (count is 0 or > 256 || definition.Length < bytes)
            return 0;
        definition = definition[..bytes];
        if (bytes != _definitionBytes || isDc != _isDc || !definition.SequenceEqual(_definition.AsSpan(0, bytes)))
        {
            _definitionBytes = 0;
            _definition.AsSpan().Clear();
            definition.CopyTo(_definition);
            _isDc = isDc;
            if (!Build())
                return 0;
            _definitionBytes = bytes;
        }
        IsDefined = true;
        return bytes;
    }

    private bool Build()
    {
        Entries.AsSpan().Clear();
        int code = 0, next = 0;
        for (var length = 1; length <= Lengths; length++, code <<= 1)
        {
            Offsets[length] = next - code;
            for (var i = 0; i < _definition[length - 1]; i++, code++, next++)
            {
                var symbol = Symbols[next];
                if (code >= 1 << length || (_isDc ? symbol > 11 : (symbol & 15) > 10))
                    return false;
                if (length <= LookBits)
                    Fill(code, length, symbol);
            }
            Ends[length] = code << (Lengths - length);
        }
        Ends[Lengths + 1] = int.MaxValue;
        return true;
    }

    private void Fill(int code, int length, int symbol)
    {
        var size = symbol & 15;
        var rest = LookBits - length;
        var entries = Entries.AsSpan(code << rest, 1 << rest);
        if (size > rest)
        {
            entries.Fill(SymbolEntry(length, symbol));
            return;
        }
        // The same value for all bits behind it.
        var repeats = 1 << (rest - size);
        for (var bits = 0; bits < 1 << size; bits++)
        {
            var value = size == 0 ? 0 : Extend(bits, size);
            entries.Slice(bits * repeats, repeats).Fill(Entry(length + size, ZerosOf(symbol), value));
        }
    }
}
