namespace NativeBench.Cli.Validate;

/// <summary>The fields of a message, one after the other: number, and bytes (of a varint: its encoding).</summary>
internal ref struct ProtobufFields(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public ProtobufField Current { get; private set; }

    public readonly ProtobufFields GetEnumerator() => this;

    /// <summary>The value of a varint's encoding.</summary>
    public static long Varint(ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var i = 0; i < bytes.Length && i < 10; i++)
            value |= (ulong)(bytes[i] & 0x7F) << (7 * i);
        return (long)value;
    }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
            return false;
        var tag = Varint(Take(VarintLength()));
        var length = (tag & 7) switch
        {
            0 => VarintLength(),
            1 => 8,
            2 => (int)Varint(Take(VarintLength())),
            5 => 4,
            _ => throw new InvalidDataException("The file isn't a protobuf message."),
        };
        Current = new ProtobufField((int)(tag >> 3), Take(length));
        return true;
    }

    private readonly int VarintLength()
    {
        var length = 1;
        while (length < _rest.Length && (_rest[length - 1] & 0x80) != 0)
            length++;
        return length;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length < 0 || length > _rest.Length)
            throw new InvalidDataException("The file ends within a protobuf message.");
        var part = _rest[..length];
        _rest = _rest[length..];
        return part;
    }
}

/// <summary>A field of a message.</summary>
internal readonly ref struct ProtobufField(int id, ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public void Deconstruct(out int number, out ReadOnlySpan<byte> value)
    {
        number = id;
        value = _bytes;
    }
}
