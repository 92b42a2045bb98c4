using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>
/// ImageNet's validation set as MLPerf has it: a folder of pictures and <c>val_map.txt</c>, a line each of file name, blank, label.
/// A line's number is the sample's.
/// </summary>
/// <param name="Files">Paths in the order of the samples.</param>
/// <param name="Labels">A class each.</param>
public sealed record ImageNetFolder(ImmutableArray<string> Files, ImmutableArray<int> Labels)
{
    /// <summary>The list's name.</summary>
    public const string MapName = "val_map.txt";

    /// <summary>Reads the list. Pictures may lie beside it or in a folder <c>val</c>.</summary>
    /// <param name="folder">The data set's folder.</param>
    /// <param name="classes">Classes there are; labels are below. Default 1000.</param>
    /// <param name="mapPath">The list; null: <c>val_map.txt</c> in the folder.</param>
    /// <exception cref="InvalidInputException">The list is absent or a line of it isn't right.</exception>
    public static ImageNetFolder Open(string folder, int classes = 1000, string? mapPath = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var map = mapPath ?? Path.Combine(folder, MapName);
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"There is no folder '{folder}'; expected ImageNet's pictures and {MapName}.");
        var lines = ReadLines(map);
        var files = ImmutableArray.CreateBuilder<string>();
        var labels = ImmutableArray.CreateBuilder<int>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
                continue;
            var parts = lines[i].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2)
                throw Wrong(map, i, $"{parts.Length} words; expected a file name and a label");
            if (!int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= classes)
                throw Wrong(map, i, $"the label '{parts[1]}'; expected 0 to {classes - 1}");
            files.Add(Find(folder, parts[0], map, i));
            labels.Add(label);
        }
        return files.Count > 0
            ? new ImageNetFolder(files.ToImmutable(), labels.ToImmutable())
            : throw new InvalidInputException($"'{map}' has no lines; expected a file name and a label each.");
    }

    private static string[] ReadLines(string map)
    {
        try
        {
            return File.ReadAllLines(map);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"There is no '{map}'; expected a list of file names and labels, a line each.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{map}' can't be read: {error.Message}", error);
        }
    }

    private static string Find(string folder, string name, string map, int line)
    {
        foreach (var path in (ReadOnlySpan<string>)[Path.Combine(folder, name), Path.Combine(folder, "val", name)])
            if (File.Exists(path))
                return path;
        throw Wrong(map, line, $"'{name}', which isn't in '{folder}'. Copy it there, or take the line out");
    }

    private static InvalidInputException Wrong(string map, int line, FormattableString found)
        => new(string.Create(CultureInfo.InvariantCulture, $"{map}:{line + 1}: found ") + found.ToString(CultureInfo.InvariantCulture) + ".");
}
