namespace NativeBench.Inference;

/// <summary>One output of a run: rows of equal size, one a sample, in memory that stays the instance's.</summary>
/// <param name="Data">Address of the first row.</param>
/// <param name="BytesPerRow">Bytes of a row, and from one row to the next.</param>
/// <param name="ElementType">Format of the elements.</param>
public readonly record struct OutputRows(nint Data, long BytesPerRow, ElementType ElementType)
{
    /// <summary>Elements of a row.</summary>
    public long ElementsPerRow => BytesPerRow / ElementType.SizeInBytes();

    /// <summary>The bytes of a row.</summary>
    public unsafe ReadOnlySpan<byte> Row(int index) => new((byte*)Data + (index * BytesPerRow), checked((int)BytesPerRow));

    /// <summary>The bytes of the first rows.</summary>
    public unsafe ReadOnlySpan<byte> Rows(int count) => new((byte*)Data, checked((int)(count * BytesPerRow)));
}
