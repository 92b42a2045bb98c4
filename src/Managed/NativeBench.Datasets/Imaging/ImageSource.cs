using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Imaging;

/// <summary>Picture files through a pipeline: sample i is file i.</summary>
public sealed class ImageSource : ISampleSource
{
    private readonly ImmutableArray<string> _files;
    private readonly ImagePipeline _pipeline;
    private readonly IImageDecoder _decoder;
    private readonly Lazy<string> _fingerprint;

    /// <summary>Makes a source. Files are opened when their sample is made.</summary>
    /// <param name="description">What it is, for reports.</param>
    /// <param name="files">Paths in the order of the samples, at least one.</param>
    /// <param name="pipeline">What is done with them.</param>
    /// <param name="decoder">What decodes them.</param>
    /// <param name="inputName">The model's input.</param>
    /// <exception cref="InvalidInputException">There is no file in the list, or one doesn't exist.</exception>
    public ImageSource(string description, ImmutableArray<string> files, ImagePipeline pipeline, IImageDecoder decoder, string inputName = "input")
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(decoder);
        if (files.IsDefaultOrEmpty)
            throw new InvalidInputException($"{description} has no pictures; expected at least one.");
        foreach (var file in files)
            if (!File.Exists(file))
                throw new InvalidInputException($"{description}: there is no file '{file}'. Copy it there, or take it out of the list.");
        Description = description;
        _files = files;
        _pipeline = pipeline;
        _decoder = decoder;
        Tensors = [new TensorSpec(inputName, pipeline.ElementType, pipeline.Shape)];
        _fingerprint = new Lazy<string>(MakeFingerprint);
    }

    /// <inheritdoc/>
    public string Description { get; }

    /// <summary>Sizes that the pictures have to have, in their order, as annotations say; empty where nobody knows.</summary>
    public ImmutableArray<(int Width, int Height)> ExpectedSizes { get => field.IsDefault ? [] : field; init; }

    /// <inheritdoc/>
    public long Count => _files.Length;

    /// <inheritdoc/>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <inheritdoc/>
    public string Fingerprint => _fingerprint.Value;

    /// <inheritdoc/>
    public void Prepare(long sample, Span<byte> tensors)
    {
        var file = _files[(int)sample];
        using var image = _decoder.Decode(file, _pipeline.ApplyOrientation, (width, height) => _pipeline.Needed(width, height, file));
        if (!ExpectedSizes.IsEmpty)
            RequireSize(image, ExpectedSizes[(int)sample], file);
        _pipeline.Run(image, tensors, file);
    }

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>A picture that was turned as its EXIF data says may have its sides exchanged.</summary>
    private static void RequireSize(PixelImage image, (int Width, int Height) expected, string file)
    {
        if ((image.Width, image.Height) != expected && (image.Height, image.Width) != expected)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{file}' is {image.Width}x{image.Height}; its annotation says {expected.Width}x{expected.Height}. Take pictures and annotations of the same version of the data set."));
    }

    private string MakeFingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in _files)
            hash.AppendData(Encoding.UTF8.GetBytes(FileStamp.Of(file) + "\n"));
        return string.Create(CultureInfo.InvariantCulture,
            $"{_pipeline.Fingerprint}; {_decoder.Version}; {_files.Length} files {Convert.ToHexStringLower(hash.GetHashAndReset())}");
    }
}
