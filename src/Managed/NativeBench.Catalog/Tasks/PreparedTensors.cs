using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>Folders of tensors that something else prepared.</summary>
internal static class PreparedTensors
{
    /// <summary>The name of the file with a sample's name a line.</summary>
    public const string NamesFile = "names.txt";

    /// <summary>Opens the one <c>inputs*.npy</c> that fits a model with one input, without looking at labels.</summary>
    public static NpySource OpenSource(string folder, ModelInfo model)
    {
        if (model.Inputs is not [var input])
            throw new InvalidInputException($"'{model.Name}' has {model.Inputs.Length} inputs; expected one.");
        var found = new List<string>();
        foreach (var path in Directory.EnumerateFiles(folder, "inputs*.npy").Order(StringComparer.Ordinal))
        {
            var source = new NpySource(path, input.Name);
            var tensor = source.Tensors[0];
            if (tensor.ElementType == input.ElementType && tensor.SampleShape.SequenceEqual(input.SampleShape))
                return source;
            found.Add($"'{Path.GetFileName(path)}' ({tensor.ElementType.Name()} {tensor.ShapeText})");
            source.Dispose();
        }

        throw new InvalidInputException(
            $"Input '{input.Name}' of '{model.Name}' takes {input.ElementType.Name()} {input.ShapeText}; '{folder}' has only {(found.Count == 0 ? "no inputs*.npy" : string.Join(", ", found))}.");
    }

    /// <summary>
    /// Opens what went into a model as numbers: an <c>inputs*.npy</c> of float32 with as many samples and values as the model's, else the
    /// integers that the model takes.
    /// </summary>
    /// <param name="folder">The folder.</param>
    /// <param name="model">The model's; null if nobody knows it, and then the first file of float32, int8 or uint8 is taken.</param>
    public static NpySource OpenNumbers(string folder, ISampleSource? model)
    {
        ElementType[] types = model is null ? [ElementType.Float32, ElementType.Int8, ElementType.UInt8] : [ElementType.Float32, model.Tensors[0].ElementType];
        foreach (var type in types)
            if (Find(folder, type, model) is { } found)
                return found;
        throw new InvalidInputException($"'{folder}' has no inputs*.npy of float32, int8 or uint8.");
    }

    private static NpySource? Find(string folder, ElementType type, ISampleSource? model)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "inputs*.npy").Order(StringComparer.Ordinal))
        {
            var source = new NpySource(path);
            var tensor = source.Tensors[0];
            if (tensor.ElementType == type && (model is null || (source.Count == model.Count && tensor.SampleShape.SequenceEqual(model.Tensors[0].SampleShape))))
                return source;
            source.Dispose();
        }

        return null;
    }

    /// <summary>The lines of a folder's names.txt; null if there's none.</summary>
    public static string[]? ReadNames(string folder)
    {
        var path = Path.Combine(folder, NamesFile);
        try
        {
            return File.Exists(path) ? [.. File.ReadAllLines(path).Where(static l => l.Trim().Length > 0).Select(static l => l.Trim())] : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }
}
