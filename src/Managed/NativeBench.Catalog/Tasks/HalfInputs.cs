using NativeBench.Datasets;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>Prepared tensors for models of float16: such tensors if the folder has them, else its float32 ones, rounded.</summary>
internal static class HalfInputs
{
    /// <summary>Opens a folder's <c>inputs*.npy</c> for a model with one input, whatever its type.</summary>
    /// <exception cref="InvalidInputException">The folder has none that fits.</exception>
    public static ISampleSource OpenPrepared(string folder, ModelInfo model)
    {
        try
        {
            return PreparedTensors.OpenSource(folder, model);
        }
        catch (InvalidInputException) when (Float16Source.IsNeededFor(model) && HasFloat32(folder))
        {
            return Float16Source.For(PreparedTensors.OpenSource(folder, Float16Source.AsFloat32(model)), model);
        }
    }

    private static bool HasFloat32(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, "inputs*.npy"))
        {
            using var file = NpyFile.Open(path);
            if (file.Header.ElementType == ElementType.Float32)
                return true;
        }

        return false;
    }
}
