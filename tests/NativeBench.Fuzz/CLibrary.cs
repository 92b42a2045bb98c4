using System.Runtime.InteropServices;

namespace NativeBench.Fuzz;

/// <summary>The C library's own number parsers, in the C locale whatever the environment says. glibc only.</summary>
internal static unsafe partial class CLibrary
{
    private const int NumericMask = 1 << 1;

    private static readonly nint s_locale = OperatingSystem.IsLinux() ? NewLocale(NumericMask, "C", 0) : 0;

    public static bool IsThere => s_locale != 0;

    /// <summary>strtoull with base 0.</summary>
    /// <param name="text">Bytes that end with a NUL.</param>
    /// <param name="used">How many bytes it ate.</param>
    public static ulong Unsigned(ReadOnlySpan<byte> text, out int used)
    {
        fixed (byte* begin = text)
        {
            ulong value = StrToULL(begin, out byte* end, 0);
            used = (int)(end - begin);
            return value;
        }
    }

    /// <summary>strtod.</summary>
    /// <param name="text">Bytes that end with a NUL.</param>
    /// <param name="used">How many bytes it ate.</param>
    public static double Double(ReadOnlySpan<byte> text, out int used)
    {
        fixed (byte* begin = text)
        {
            double value = StrToD(begin, out byte* end, s_locale);
            used = (int)(end - begin);
            return value;
        }
    }

    [LibraryImport("libc", EntryPoint = "newlocale", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NewLocale(int mask, string name, nint @base);

    [LibraryImport("libc", EntryPoint = "strtoull")]
    private static partial ulong StrToULL(byte* text, out byte* end, int radix);

    [LibraryImport("libc", EntryPoint = "strtod_l")]
    private static partial double StrToD(byte* text, out byte* end, nint locale);
}
