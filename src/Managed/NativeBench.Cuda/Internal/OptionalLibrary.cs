using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;

namespace NativeBench.Cuda.Internal;

/// <summary>
/// A native library that isn't there on every machine: opened by the first of its names that can be, and never closed again,
/// since drivers don't survive that.
/// </summary>
internal sealed class OptionalLibrary
{
    private readonly nint _handle;

    private OptionalLibrary(nint handle, string name, IReadOnlyList<LibraryAttempt> tried)
    {
        _handle = handle;
        Name = name;
        Tried = tried;
    }

    /// <summary>The file or name that was opened.</summary>
    public string Name { get; }

    /// <summary>What was tried, this one last.</summary>
    public IReadOnlyList<LibraryAttempt> Tried { get; }

    /// <summary>Whether it is one of ours for tests: those export <c>nb_emulated</c>.</summary>
    public bool IsEmulated => NativeLibrary.TryGetExport(_handle, "nb_emulated", out _);

    /// <summary>
    /// The names to try: only <paramref name="explicitFile"/> if it's given, else only what the environment variable holds,
    /// else the usual names.
    /// </summary>
    public static IReadOnlyList<string> Candidates(string? explicitFile, string environmentVariable, params IReadOnlyList<string> usual)
    {
        var named = explicitFile ?? Environment.GetEnvironmentVariable(environmentVariable);
        return string.IsNullOrEmpty(named) ? usual : [named];
    }

    /// <summary>Opens the first candidate that can be.</summary>
    public static bool TryOpen(
        IReadOnlyList<string> candidates, [NotNullWhen(true)] out OptionalLibrary? library, out IReadOnlyList<LibraryAttempt> tried)
    {
        var attempts = new List<LibraryAttempt>();
        tried = attempts;
        library = null;
        foreach (var candidate in candidates)
        {
            try
            {
                var handle = NativeLibrary.Load(candidate);
                attempts.Add(new LibraryAttempt(candidate, null));
                library = new OptionalLibrary(handle, candidate, attempts);
                return true;
            }
            catch (Exception error) when (error is DllNotFoundException or BadImageFormatException)
            {
                // The runtime puts advice before the loader's own reason, which is the last line.
                var lines = error.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                attempts.Add(new LibraryAttempt(candidate, lines[^1]));
            }
        }
        return false;
    }

    /// <summary>The address of the first of these functions that is there; 0 if none is.</summary>
    public nint Find(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (NativeLibrary.TryGetExport(_handle, name, out var address))
                return address;
        return 0;
    }

    /// <summary>A text that a library wrote into a buffer, up to its NUL.</summary>
    public static string Text(ReadOnlySpan<byte> buffer)
    {
        var end = buffer.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? buffer : buffer[..end]);
    }
}
