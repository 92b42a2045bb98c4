using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using NativeBench.Inference;

namespace NativeBench.Datasets.Prepared;

/// <summary>
/// A part of a file in memory without a copy: the pages that the system keeps of the file anyway. Whoever writes there changes a copy of
/// the page, never the file. Linux only.
/// </summary>
internal sealed partial class MappedRows : IDisposable
{
    // Linux: asm-generic/mman-common.h, the same on x64 and Arm.
    private const int ReadAndWrite = 1 | 2, PrivateWithoutReserve = 2 | 0x4000;

    private readonly nint _address;
    private readonly long _bytes;

    private MappedRows(nint address, long bytes)
    {
        _address = address;
        _bytes = bytes;
    }

    /// <summary>Maps a part of a file; null where this system can't, or the part doesn't start on a page.</summary>
    public static NativeBuffer? TryMap(SafeFileHandle file, long offset, long bytes)
    {
        if (!OperatingSystem.IsLinux() || offset % Environment.SystemPageSize != 0)
            return null;
        // Without a reserve: what is only read needs none, and a large file would be more than the machine has.
        var address = Map(0, (nuint)bytes, ReadAndWrite, PrivateWithoutReserve, file, offset);
        return address == -1 ? null : NativeBuffer.Adopt(address, bytes, new MappedRows(address, bytes));
    }

    public void Dispose() => _ = Unmap(_address, (nuint)_bytes);

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint bytes, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint bytes);
}
