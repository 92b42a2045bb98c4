using System.Runtime.InteropServices;

namespace NativeBench.Inference.Internal;

/// <summary>Pages of 2 MiB: the first touch of a large block then faults once for 512 small pages, and its addresses take less room in the TLB.</summary>
internal static partial class LargePages
{
    /// <summary>Size of such a page on x64 and Arm with small pages of 4 KiB.</summary>
    public const int PageBytes = 1 << 21;

    /// <summary>Smaller blocks aren't worth it.</summary>
    public const long LeastBytes = 8 * PageBytes;

    // Linux, asm-generic/mman-common.h.
    private const int MadvHugepage = 14;

    /// <summary>Asks for them; a system that has none goes on with small ones.</summary>
    public static void AskFor(nint address, long bytes)
    {
        if (OperatingSystem.IsLinux())
            _ = Advise(address, (nuint)bytes, MadvHugepage);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint bytes, int advice);
}
