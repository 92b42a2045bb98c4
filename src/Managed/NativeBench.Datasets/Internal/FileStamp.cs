using System.Globalization;

namespace NativeBench.Datasets.Internal;

/// <summary>What tells one version of a file from another without reading it.</summary>
internal static class FileStamp
{
    /// <summary>Full path, size and time of the last change.</summary>
    public static string Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists
            ? string.Create(CultureInfo.InvariantCulture, $"{file.FullName}|{file.Length}|{file.LastWriteTimeUtc.Ticks}")
            : file.FullName + "|absent";
    }
}
