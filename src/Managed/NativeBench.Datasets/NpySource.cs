using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>One <c>.npy</c> file as a sample source, its first dimension being the sample. Values go through unchanged.</summary>
public sealed class NpySource : ISampleSource
{
    private readonly NpyFile _file;

    /// <summary>Opens a file.</summary>
    /// <exception cref="InvalidInputException">It isn't an .npy file with samples.</exception>
    public NpySource(string path, string inputName = "input")
    {
        _file = NpyFile.Open(path);
        if (_file.SampleCount == 0)
        {
            _file.Dispose();
            throw new InvalidInputException($"'{path}' has the shape {_file.Header.ShapeText}: no samples; expected at least one.");
        }
        Tensors = [new TensorSpec(inputName, _file.Header.ElementType, _file.Header.Shape[1..])];
    }

    /// <inheritdoc/>
    public string Description => _file.Path;

    /// <inheritdoc/>
    public long Count => _file.SampleCount;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint
        => string.Create(CultureInfo.InvariantCulture, $"npy v1 {_file.Header.ElementType.Name()} {_file.Header.ShapeText} {Internal.FileStamp.Of(_file.Path)}");

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors) => _file.ReadSamples(sample, tensors);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
