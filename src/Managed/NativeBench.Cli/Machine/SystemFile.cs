using System.Buffers.Text;
using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace NativeBench.Cli.Machine;

/// <summary>A small file of the kernel's that is read again and again: it stays open, and reading it allocates nothing.</summary>
internal sealed class SystemFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly byte[] _buffer;

    private SystemFile(SafeFileHandle handle, int size)
    {
        _handle = handle;
        _buffer = new byte[size];
    }

    /// <summary>Opens a file; null when it isn't there or mayn't be read, with the reason.</summary>
    public static SystemFile? Open(string path, out string? reason, int size = 4096)
    {
        reason = null;
        if (!File.Exists(path))
        {
            reason = $"{path} isn't there";
            return null;
        }

        SystemFile? file = null;
        try
        {
            // Some files open for everybody and are refused when they are read.
            file = new SystemFile(File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), size);
            _ = file.Read();
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            reason = e is UnauthorizedAccessException ? $"{path} is readable by root only (sudo chmod a+r {path})" : $"{path}: {e.Message.TrimEnd('.')}";
            return null;
        }
    }

    /// <summary>The same for a file whose absence needs no reason.</summary>
    public static SystemFile? Open(string path, int size = 4096) => Open(path, out _, size);

    /// <summary>What it holds now; valid until the next call.</summary>
    public ReadOnlySpan<byte> Read() => _buffer.AsSpan(0, RandomAccess.Read(_handle, _buffer, 0));

    /// <summary>The whole number that it begins with; null if it's none, or can't be read any more.</summary>
    public long? ReadNumber()
    {
        try
        {
            return Utf8Parser.TryParse(Read(), out long value, out _) ? value : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>The first line of a file, trimmed; null if there's none.</summary>
    public static string? Line(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault()?.Trim() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The folders of a folder that match, by name; none where it isn't there.</summary>
    public static IReadOnlyList<string> Folders(string path, string pattern)
    {
        try
        {
            return Directory.Exists(path) ? [.. Directory.GetDirectories(path, pattern).Order(StringComparer.Ordinal)] : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>The whole number on the first line of a file.</summary>
    public static long? Number(string path) => long.TryParse(Line(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : null;
}
