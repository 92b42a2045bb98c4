namespace NativeBench.Cuda.Internal;

/// <summary>The kernel's small files, which may be missing or refuse to be read at any time.</summary>
internal static class SysFiles
{
    /// <summary>The first line without blanks and NULs around it; null if it can't be read.</summary>
    public static string? Line(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadLines(path).FirstOrDefault() is { } line ? line.Trim().Trim('\0') : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The folders below one, in order; none if it can't be read.</summary>
    public static IReadOnlyList<string> Folders(string path)
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
