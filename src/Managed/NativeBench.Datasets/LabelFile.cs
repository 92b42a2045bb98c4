using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>A text file with the class of each sample, one a line, in the order of the samples.</summary>
public static class LabelFile
{
    /// <summary>Reads a file. Empty lines at its end don't count.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or a line isn't a whole number from 0 on.</exception>
    public static ImmutableArray<int> Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var reader = new StreamReader(path);
            return Read(reader, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    internal static ImmutableArray<int> Read(TextReader reader, string name)
    {
        var labels = ImmutableArray.CreateBuilder<int>();
        var emptyLine = 0;
        for (var line = 1; reader.ReadLine() is { } text; line++)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                emptyLine = emptyLine == 0 ? line : emptyLine;
                continue;
            }
            if (emptyLine > 0 || !int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var label))
                throw emptyLine > 0 ? NotAClass(name, emptyLine, "the line is empty") : NotAClass(name, line, $"found '{Shorten(text.Trim())}'");
            labels.Add(label);
        }
        return labels.ToImmutable();
    }

    private static InvalidInputException NotAClass(string name, int line, string found)
        => new(string.Create(CultureInfo.InvariantCulture, $"{name}:{line}: expected a class, a whole number from 0 on; {found}."));

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
