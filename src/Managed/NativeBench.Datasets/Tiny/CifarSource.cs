using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>Pictures of <see cref="CifarBatch"/> through a pipeline.</summary>
/// <param name="batch">The pictures.</param>
/// <param name="pictures">The samples: positions in the batch.</param>
/// <param name="pipeline">What is done with them.</param>
/// <param name="inputName">The model's input.</param>
public sealed class CifarSource(CifarBatch batch, ImmutableArray<int> pictures, ImagePipeline pipeline, string inputName = "input") : ISampleSource
{
    private readonly ImagePipeline _pipeline = pipeline;

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"{pictures.Length} of the {batch.Labels.Length} pictures of {batch.FilePath}");

    /// <inheritdoc/>
    public long Count => pictures.Length;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; } = [new TensorSpec(inputName, pipeline.ElementType, pipeline.Shape)];

    /// <inheritdoc/>
    public string Fingerprint => string.Create(CultureInfo.InvariantCulture,
        $"cifar v1 {_pipeline.Fingerprint}; {FileStamp.Of(batch.FilePath)} {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(pictures.AsSpan())))}");

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        var picture = pictures[(int)sample];
        using var image = batch.Picture(picture);
        _pipeline.Run(image, tensors, string.Create(CultureInfo.InvariantCulture, $"picture {picture} of {batch.FilePath}"));
    }

    /// <inheritdoc/>
    public void Dispose() { }
}
