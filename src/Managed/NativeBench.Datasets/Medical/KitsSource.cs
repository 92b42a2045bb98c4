using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;

namespace NativeBench.Datasets.Medical;

/// <summary>
/// KiTS19's cases, prepared: a folder with <c>case_00000/imaging.nii.gz</c> and <c>segmentation.nii.gz</c>, …. A sample in memory is three
/// int32 (depth, height, width), 4 unused bytes, then the image as float32.
/// </summary>
public sealed class KitsSource : IVariableSource
{
    private const int HeaderBytes = 16;

    private readonly string _folder;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The data set's.</param>
    /// <param name="cases">Names in the order of the samples; null: all folders that start with <c>case_</c>, by name.</param>
    /// <exception cref="InvalidInputException">There are no cases, or one lacks a file.</exception>
    public KitsSource(string folder, IEnumerable<string>? cases = null)
    {
        ArgumentNullException.ThrowIfNull(folder);
        _folder = folder;
        if (!Directory.Exists(folder))
            throw new InvalidInputException($"There is no folder '{folder}'; expected KiTS19's cases.");
        Cases = [.. cases ?? Directory.EnumerateDirectories(folder, "case_*").Select(static d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
        if (Cases.IsEmpty)
            throw new InvalidInputException($"'{folder}' has no folders case_…; expected KiTS19's cases.");
        foreach (var name in Cases)
            foreach (var path in (ReadOnlySpan<string>)[ImagePath(name), LabelPath(name)])
                if (!File.Exists(path))
                    throw new InvalidInputException($"There is no '{path}'; expected every case with imaging.nii.gz and segmentation.nii.gz.");
    }

    /// <summary>The cases in the order of the samples.</summary>
    public ImmutableArray<string> Cases { get; }

    /// <inheritdoc/>
    public string Description => _folder;

    /// <inheritdoc/>
    public long Count => Cases.Length;

    /// <inheritdoc/>
    public bool IsCostly => true;

    /// <inheritdoc/>
    public NativeBuffer Load(long sample)
    {
        var image = Prepare(sample).Image;
        var buffer = Allocate(image.Depth, image.Height, image.Width);
        image.Values.CopyTo(VoxelsOf(buffer));
        return buffer;
    }

    /// <summary>The labels of a sample, resampled and padded as the image is: what a prediction is held against.</summary>
    public ReadOnlyMemory<byte> LabelsOf(long sample) => Prepare(sample).Labels.Values;

    /// <inheritdoc/>
    public void Dispose() { }

    /// <summary>The size of a loaded sample.</summary>
    internal static (int Depth, int Height, int Width) ShapeOf(NativeBuffer buffer)
    {
        var shape = MemoryMarshal.Cast<byte, int>(buffer.Slice(0, HeaderBytes));
        return (shape[0], shape[1], shape[2]);
    }

    /// <summary>The voxels of a loaded sample.</summary>
    internal static ReadOnlySpan<float> ImageOf(NativeBuffer buffer) => VoxelsOf(buffer);

    /// <summary>Memory for a sample of a size, which is written down; its voxels are to be filled.</summary>
    internal static NativeBuffer Allocate(int depth, int height, int width)
    {
        var buffer = NativeBuffer.Allocate(HeaderBytes + ((long)depth * height * width * sizeof(float)));
        ReadOnlySpan<int> shape = [depth, height, width];
        MemoryMarshal.AsBytes(shape).CopyTo(buffer.Slice(0, HeaderBytes));
        return buffer;
    }

    /// <summary>The voxels of a sample, to be filled.</summary>
    internal static Span<float> VoxelsOf(NativeBuffer buffer)
        => MemoryMarshal.Cast<byte, float>(buffer.Slice(HeaderBytes, checked((int)(buffer.Bytes - HeaderBytes))));

    private (Volume<float> Image, Volume<byte> Labels) Prepare(long sample)
    {
        var name = Cases[(int)sample];
        var image = NiftiFile.Read(ImagePath(name));
        var labels = NiftiFile.Read(LabelPath(name));
        for (var axis = 0; axis < 3; axis++)
            if (image.Volume[axis] != labels.Volume[axis])
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{name}': the image has {image.Volume.Depth}x{image.Volume.Height}x{image.Volume.Width} voxels, the segmentation {labels.Volume.Depth}x{labels.Volume.Height}x{labels.Volume.Width}; expected the same."));
        if (labels.Volume.Values.AsSpan().IndexOfAnyExcept(0f, 1f, 2f) is >= 0 and var wrong)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{LabelPath(name)}' has the label {labels.Volume.Values[wrong]} at voxel {wrong}; expected 0 (background), 1 (kidney) or 2 (tumour)."));
        return KitsPreprocessing.Prepare(image, labels);
    }

    private string ImagePath(string name) => Path.Combine(_folder, name, "imaging.nii.gz");

    private string LabelPath(string name) => Path.Combine(_folder, name, "segmentation.nii.gz");
}
