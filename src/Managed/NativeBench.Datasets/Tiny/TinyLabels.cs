using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>
/// MLPerf Tiny's list of stimuli, <c>y_labels.csv</c>: a line each of file name, number of classes and class, for anomaly detection
/// also the bytes of a window and from one window to the next (mlcommons/tiny, <c>benchmark/evaluation/datasets/README.md</c>). A
/// line is a sample, or the windows of a file; blanks around the columns don't count.
/// </summary>
/// <param name="Path">The list.</param>
/// <param name="Lines">Its lines, at least one.</param>
public sealed record TinyLabels(string Path, ImmutableArray<TinyLine> Lines)
{
    /// <summary>The list's name.</summary>
    public const string FileName = "y_labels.csv";

    private const int PlainColumns = 3;
    private const int WindowColumns = 5;

    /// <summary>Reads a list; the files it names are looked for by <see cref="Find"/>.</summary>
    /// <param name="path">The list.</param>
    /// <param name="classes">Classes that the benchmark has.</param>
    /// <param name="hasWindows">Whether lines have a window and a stride, in bytes.</param>
    /// <exception cref="InvalidInputException">It's absent or empty, or a line isn't right; the message names file and line.</exception>
    public static TinyLabels Read(string path, int classes, bool hasWindows = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        var lines = ReadLines(path, hasWindows);
        var found = ImmutableArray.CreateBuilder<TinyLine>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!string.IsNullOrWhiteSpace(lines[i]))
                found.Add(Parse(path, lines[i], i + 1, classes, hasWindows));
        }

        return found.Count > 0 ? new TinyLabels(path, found.ToImmutable())
            : throw new InvalidInputException($"'{path}' has no lines; expected {Columns(hasWindows)} each.");
    }

    /// <summary>The files of the list.</summary>
    /// <param name="find">Gives the path of a name; null if it isn't there.</param>
    /// <param name="where">Where that looks, for the message.</param>
    /// <param name="bytes">Size that every file has to have; null: any.</param>
    /// <param name="madeBy">What makes such files, for the message; null: they are only to be copied.</param>
    /// <returns>A path a line.</returns>
    /// <exception cref="InvalidInputException">A file is absent or of another size; the message names the line.</exception>
    public ImmutableArray<string> Find(Func<string, string?> find, string where, long? bytes = null, string? madeBy = null)
    {
        ArgumentNullException.ThrowIfNull(find);
        var paths = ImmutableArray.CreateBuilder<string>(Lines.Length);
        foreach (var line in Lines)
        {
            var path = find(line.Name) ?? throw Wrong(Path, line.Number,
                $"found '{line.Name}', which isn't in '{where}'. Copy it there{(madeBy is null ? "" : $" (such files are made by {madeBy})")}, or take the line out.");
            if (bytes is { } expected && new FileInfo(path).Length is var size && size != expected)
                throw Wrong(Path, line.Number, $"'{path}' has {size} bytes; expected {expected}. Copy or make it again.");
            paths.Add(path);
        }

        return paths.ToImmutable();
    }

    /// <summary>The files beside one another in a folder.</summary>
    public ImmutableArray<string> FindIn(string folder, long? bytes = null, string? madeBy = null) =>
        Find(name => System.IO.Path.Combine(folder, name) is var path && File.Exists(path) ? path : null, folder, bytes, madeBy);

    private static string[] ReadLines(string path, bool hasWindows)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"There is no '{path}'; expected MLPerf Tiny's list, {Columns(hasWindows)} a line.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private static TinyLine Parse(string path, string text, int number, int classes, bool hasWindows)
    {
        var columns = text.Split(',', StringSplitOptions.TrimEntries);
        if (columns.Length != (hasWindows ? WindowColumns : PlainColumns))
            throw Wrong(path, number, $"found {columns.Length} columns; expected {Columns(hasWindows)}.");
        if (columns[0].Length == 0)
            throw Wrong(path, number, $"the file name is empty; expected {Columns(hasWindows)}.");
        if (Number(columns[1]) != classes)
            throw Wrong(path, number, $"found '{columns[1]}' as the number of classes; expected {classes}. Is it that benchmark's list?");
        if (Number(columns[2]) is not { } label || label >= classes)
            throw Wrong(path, number, $"found the label '{columns[2]}'; expected 0 to {classes - 1}.");
        if (!hasWindows)
            return new TinyLine(columns[0], label, number);
        if (Number(columns[3]) is not (int window and > 0) || Number(columns[4]) is not (int stride and > 0))
            throw Wrong(path, number, $"found a window of '{columns[3]}' and a stride of '{columns[4]}' bytes; expected whole numbers above 0.");
        return new TinyLine(columns[0], label, number) { WindowBytes = window, StrideBytes = stride };
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Columns(bool hasWindows) =>
        hasWindows ? "file name, number of classes, label, bytes of a window, bytes from one to the next" : "file name, number of classes, label";

    private static InvalidInputException Wrong(string path, int line, FormattableString what) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}:{line}: ") + what.ToString(CultureInfo.InvariantCulture));
}
