using System.Runtime.InteropServices;

namespace NativeBench.Submission.Files;

/// <summary>Tells pipes, sockets and devices from empty files, without opening them.</summary>
internal static partial class SpecialFiles
{
    private const int CurrentFolder = -100;
    private const uint WantsType = 1;
    private const int TypeBits = 0xF000;

    /// <summary>What a path without bytes is, or null if it's a file or that can't be told here (other systems than Linux).</summary>
    public static string? Describe(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        try
        {
            return StatX(CurrentFolder, path, 0, WantsType, out var found) != 0 ? null : (found.Mode & TypeBits) switch
            {
                0x1000 => "a named pipe",
                0xC000 => "a socket",
                0x2000 => "a character device",
                0x6000 => "a block device",
                _ => null,
            };
        }
        catch (EntryPointNotFoundException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatX(int folder, string path, int flags, uint mask, out Status status);

    /// <summary><c>struct statx</c>, which is the same on every machine.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
