using System.Globalization;

namespace NativeBench.Cli.Output;

/// <summary>Keeps the details of a failure that nobody foresaw, off the screen.</summary>
internal static class CrashReport
{
    /// <summary>Writes the details and returns where, or null if even that failed. Without a folder: the temporary one.</summary>
    public static string? Write(Exception error, IReadOnlyList<string> arguments, string? folder)
    {
        try
        {
            var path = folder is null
                ? Path.Combine(Path.GetTempPath(), $"nativebench-crash-{Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}.txt")
                : Path.Combine(folder, "crash.txt");
            File.WriteAllText(path, $"nativebench {string.Join(' ', arguments)}\n{error}\n");
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The sentence for the screen.</summary>
    public static string Describe(Exception error, string? path)
    {
        var text = $"Failed unexpectedly: {FirstLine(error.Message)} ({error.GetType().Name}).";
        return path is null ? text : $"{text} The details are in {path}.";
    }

    /// <summary>The first line of a message, without its final full stop.</summary>
    public static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
    }
}
