using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Datasets.Internal;

/// <summary>Chooses the <c>inputs*.npy</c> of a folder that a model's inputs are read from.</summary>
internal static class InputFiles
{
    /// <summary>Opens one file for each input, in the model's order, all of the same number of samples.</summary>
    public static ImmutableArray<NpyFile> Open(string folder, ModelInfo model)
    {
        var found = new List<NpyFile>();
        var chosen = ImmutableArray.CreateBuilder<NpyFile>();
        try
        {
            foreach (var path in Directory.EnumerateFiles(folder, "inputs*.npy").Order(StringComparer.Ordinal))
                found.Add(NpyFile.Open(path));
            if (found.Count == 0)
                throw new InvalidInputException($"'{folder}' has no {Expected(model)}; found {ListFolder(folder)}.");
            foreach (var input in model.Inputs)
                chosen.Add(Choose(folder, model, input, found));
            CheckSampleCounts(chosen);
            return chosen.ToImmutable();
        }
        catch
        {
            chosen.Clear();
            throw;
        }
        finally
        {
            foreach (var file in found)
                if (!chosen.Contains(file))
                    file.Dispose();
        }
    }

    /// <summary>Whether an <c>inputs*.npy</c> of the folder has exactly so many samples.</summary>
    public static bool AnyHasSamples(string folder, int count)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "inputs*.npy"))
        {
            using var file = NpyFile.Open(path);
            if (file.SampleCount == count)
                return true;
        }
        return false;
    }

    /// <summary>The file name of an input among several: characters that no file name may have become underscores.</summary>
    public static string NameFor(TensorSpec input)
        => "inputs_" + string.Concat(input.Name.Select(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')) + ".npy";

    private static NpyFile Choose(string folder, ModelInfo model, TensorSpec input, List<NpyFile> found)
    {
        var named = found.Find(f => Path.GetFileName(f.Path) == NameFor(input));
        if (named is null && model.Inputs.Length > 1)
            throw new InvalidInputException(
                $"'{folder}' has no '{NameFor(input)}' for input '{input.Name}' ({input}); found {ListFiles(found)}.");

        var ofType = named is null ? found.FindAll(f => f.Header.ElementType == input.ElementType) : [named];
        if (ofType.Count == 0 && input.ElementType == ElementType.Float16)
            ofType = found.FindAll(static f => f.Header.ElementType == ElementType.Float32);
        if (ofType.Count == 0 || !Feeds(ofType[0].Header.ElementType, input.ElementType))
            throw new InvalidInputException(
                $"Input '{input.Name}' of '{model.Name}' takes {input.ElementType.Name()} {input.ShapeText}; "
                + $"'{folder}' has only {ListFiles(found)}.");
        var fitting = ofType.FindAll(f => f.Header.Shape.AsSpan()[1..].SequenceEqual(input.SampleShape.AsSpan()));
        return fitting.Count switch
        {
            1 when fitting[0].SampleCount > 0 => fitting[0],
            1 => throw new InvalidInputException(
                $"'{fitting[0].Path}' has the shape {fitting[0].Header.ShapeText}: no samples; expected at least one."),
            0 => throw new InvalidInputException(
                $"'{ofType[0].Path}' has the shape {ofType[0].Header.ShapeText}; "
                + $"input '{input.Name}' of '{model.Name}' takes {input.ShapeText}, N being the samples."),
            _ => throw new InvalidInputException(
                $"'{folder}' has several files for input '{input.Name}' of '{model.Name}': {ListFiles(fitting)}. Expected one, or one named "
                + $"'{NameFor(input)}'."),
        };
    }

    /// <summary>float32 is rounded for a model that takes float16; nothing else is converted.</summary>
    private static bool Feeds(ElementType file, ElementType input) => file == input || (file == ElementType.Float32 && input == ElementType.Float16);

    private static void CheckSampleCounts(ImmutableArray<NpyFile>.Builder files)
    {
        foreach (var file in files)
            if (file.SampleCount != files[0].SampleCount)
                throw new InvalidInputException(
                    $"'{files[0].Path}' has the shape {files[0].Header.ShapeText} and '{file.Path}' {file.Header.ShapeText}; expected the same "
                    + "number of samples, the first dimension.");
    }

    private static string Expected(ModelInfo model)
        => model.Inputs.Length == 1
            ? $"inputs*.npy of {model.Inputs[0].ElementType.Name()} {model.Inputs[0].ShapeText}"
            : string.Join(", ", model.Inputs.Select(static i => $"'{NameFor(i)}' of {i.ElementType.Name()} {i.ShapeText}"));

    private static string ListFiles(IEnumerable<NpyFile> files)
        => string.Join(", ", files.Select(static f => $"'{Path.GetFileName(f.Path)}' ({f.Header.ElementType.Name()} {f.Header.ShapeText})"));

    private static string ListFolder(string folder)
    {
        const int MostShown = 5;
        var names = Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        var shown = string.Join(", ", names.Take(MostShown).Select(static n => $"'{n}'"));
        return names.Count switch
        {
            0 => "nothing",
            <= MostShown => shown,
            _ => $"{shown} and {names.Count - MostShown} more",
        };
    }
}
