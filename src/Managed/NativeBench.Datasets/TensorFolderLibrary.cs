using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>
/// A folder with <c>inputs*.npy</c> (first dimension: sample) and perhaps <c>labels.txt</c> (one class a line). A model with one
/// input takes the file with the input's element type; with several inputs, input X takes <c>inputs_X.npy</c>.
/// </summary>
public sealed class TensorFolderLibrary : TensorLibrary
{
    private TensorFolderLibrary() { }

    /// <inheritdoc/>
    public override string Name => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string Description => throw new NotSupportedException();

    /// <summary>Opens a folder for a model and checks everything in it but the samples' values.</summary>
    /// <exception cref="InvalidInputException">Folder, file, type, shape or labels aren't what the model needs.</exception>
    public static TensorFolderLibrary Open(string folder, ModelInfo model) => throw new NotSupportedException();
}
