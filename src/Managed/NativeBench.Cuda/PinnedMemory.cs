using System.Runtime.InteropServices;

namespace NativeBench.Cuda;

/// <summary>A block of page-locked host memory. It never moves, and a device's DMA reads it without a copy.</summary>
public abstract class PinnedMemory : SafeHandle
{
    /// <summary>Takes over a block.</summary>
    /// <param name="address">Its first byte.</param>
    /// <param name="bytes">Its size.</param>
    protected PinnedMemory(nint address, long bytes) : base(0, ownsHandle: true)
    {
        SetHandle(address);
        Bytes = bytes;
    }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Address of the first byte.</summary>
    public nint Address => handle;

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;
}
