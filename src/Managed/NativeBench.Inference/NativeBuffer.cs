using System.Runtime.InteropServices;
using NativeBench.Inference.Internal;

namespace NativeBench.Inference;

/// <summary>A block of aligned native memory: it never moves, so engines may keep its addresses until it's disposed.</summary>
public sealed unsafe class NativeBuffer : SafeHandle
{
    private readonly IDisposable? _owner;

    private NativeBuffer(void* memory, long bytes, IDisposable? owner = null) : base(0, ownsHandle: true)
    {
        SetHandle((nint)memory);
        Bytes = bytes;
        _owner = owner;
    }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Address of the first byte.</summary>
    public nint Address => handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Allocates zeroed memory.</summary>
    /// <param name="bytes">Size in bytes, 0 or more.</param>
    /// <param name="alignmentBytes">A power of two; default 64, a cache line.</param>
    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public static NativeBuffer Allocate(long bytes, int alignmentBytes = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var size = Math.Max(bytes, 1);
        var memory = NativeMemory.AlignedAlloc(checked((nuint)size), (nuint)alignmentBytes);
        NativeMemory.Clear(memory, (nuint)size);
        return new NativeBuffer(memory, size);
    }

    /// <summary>
    /// Allocates memory whose contents are undefined, for whoever fills all of it: clearing a gigabyte first would take as long as
    /// filling it. Large blocks are asked for in large pages where the system has them.
    /// </summary>
    /// <param name="bytes">Size in bytes, 0 or more.</param>
    /// <param name="alignmentBytes">A power of two.</param>
    /// <exception cref="OutOfMemoryException">The system has no such block.</exception>
    public static NativeBuffer AllocateUndefined(long bytes, int alignmentBytes = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        var size = Math.Max(bytes, 1);
        var isLarge = size >= LargePages.LeastBytes;
        var memory = NativeMemory.AlignedAlloc(checked((nuint)size), (nuint)(isLarge ? Math.Max(alignmentBytes, LargePages.PageBytes) : alignmentBytes));
        if (isLarge)
            LargePages.AskFor((nint)memory, size);
        return new NativeBuffer(memory, size);
    }

    /// <summary>A block that somebody else made.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="bytes">Its size.</param>
    /// <param name="owner">Disposed to free it, maybe by the finaliser.</param>
    public static NativeBuffer Adopt(nint address, long bytes, IDisposable owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        return new NativeBuffer((void*)address, bytes, owner);
    }

    /// <summary>Bytes <paramref name="offset"/> to <paramref name="offset"/> + <paramref name="count"/> - 1.</summary>
    public Span<byte> Slice(long offset, int count)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + count, Bytes, nameof(count));
        return new Span<byte>((byte*)handle + offset, count);
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        if (_owner is null)
            NativeMemory.AlignedFree((void*)handle);
        else
            _owner.Dispose();
        return true;
    }
}
