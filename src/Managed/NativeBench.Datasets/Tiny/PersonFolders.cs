using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>
/// Visual wake words as its training set comes (<c>vw_coco2014_96</c>): folders <c>person</c> (class 1) and <c>non_person</c> (class 0)
/// with JPEG files. With a <c>y_labels.csv</c> beside them, the pictures of its names (<c>000000343218.bin</c> is
/// <c>…000000343218.jpg</c>); without, all of both folders, by name, <c>non_person</c> first.
/// </summary>
/// <param name="Files">Paths in the order of the samples.</param>
/// <param name="Labels">A class each.</param>
public sealed record PersonFolders(ImmutableArray<string> Files, ImmutableArray<int> Labels)
{
    private static readonly string[] s_names = ["non_person", "person"];

    /// <summary>Whether a folder has the two.</summary>
    public static bool Are(string folder) => s_names.All(name => Directory.Exists(Path.Combine(folder, name)));

    /// <summary>Lists them.</summary>
    /// <param name="folder">The folder with both.</param>
    /// <param name="list">The list that says which pictures; null: all.</param>
    /// <exception cref="InvalidInputException">There's no picture, or not one that the list names.</exception>
    public static PersonFolders Open(string folder, TinyLabels? list = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var all = s_names.SelectMany((name, label) => Pictures(Path.Combine(folder, name)).Select(path => (Path: path, Label: label))).ToImmutableArray();
        if (list is null)
        {
            return !all.IsEmpty ? new PersonFolders([.. all.Select(static p => p.Path)], [.. all.Select(static p => p.Label)])
                : throw new InvalidInputException($"'{folder}' has no *.jpg in '{s_names[0]}' and '{s_names[1]}'; expected pictures of 96x96.");
        }

        var byName = new Dictionary<string, (string Path, int Label)>(StringComparer.Ordinal);
        foreach (var picture in all)
            byName[Stem(picture.Path)] = picture;
        var files = list.Find(name => byName.TryGetValue(Stem(name), out var found) ? found.Path : null, $"{folder}/{s_names[0]} or {s_names[1]}");
        for (var i = 0; i < files.Length; i++)
        {
            var line = list.Lines[i];
            if (byName[Stem(line.Name)].Label != line.Label)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"{list.Path}:{line.Number}: found the label {line.Label} for '{line.Name}', whose picture is '{files[i]}'; expected {1 - line.Label}."));
        }

        return new PersonFolders(files, [.. list.Lines.Select(static l => l.Label)]);
    }

    private static IEnumerable<string> Pictures(string folder) => Directory.EnumerateFiles(folder)
        .Where(static path => Path.GetExtension(path).ToUpperInvariant() is ".JPG" or ".JPEG").Order(StringComparer.Ordinal);

    /// <summary>COCO's files of 2014 have the set's name before the picture's number.</summary>
    private static string Stem(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        return name[(name.LastIndexOf('_') + 1)..];
    }
}
