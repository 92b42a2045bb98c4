using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;

namespace NativeBench.Datasets.Tiny;

/// <summary>
/// CIFAR-10's test set as its authors publish it: <c>test_batch.bin</c> of the binary version (a byte of class and 3072 of pixels a
/// picture) or <c>test_batch</c> of the Python version (a pickle of the same). Pixels are kept red, green, blue, a plane each.
/// </summary>
public sealed class CifarBatch
{
    /// <summary>Pixels along a side.</summary>
    public const int Side = 32;

    /// <summary>Classes.</summary>
    public const int Classes = 10;

    /// <summary>The list of the pictures that MLPerf Tiny takes, positions in the test set (int64), of its <c>training/image_classification</c>.</summary>
    public const string SubsetName = "perf_samples_idxs.npy";

    private const int Plane = Side * Side;
    private const int PictureBytes = 3 * Plane;

    private static readonly string[] s_places =
    [
        "test_batch.bin", Path.Combine("cifar-10-batches-bin", "test_batch.bin"), "test_batch", Path.Combine("cifar-10-batches-py", "test_batch"),
    ];

    private readonly ReadOnlyMemory<byte> _pixels;

    private CifarBatch(string path, ImmutableArray<int> labels, ReadOnlyMemory<byte> pixels)
    {
        FilePath = path;
        Labels = labels;
        _pixels = pixels;
    }

    /// <summary>The file.</summary>
    public string FilePath { get; }

    /// <summary>The class of every picture.</summary>
    public ImmutableArray<int> Labels { get; }

    /// <summary>The test set's file in a folder or in the folder that its archive brings; null if there's none.</summary>
    public static string? Find(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return s_places.Select(place => Path.Combine(folder, place)).FirstOrDefault(File.Exists);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It can't be read or isn't CIFAR-10's; the message names it.</exception>
    public static CifarBatch Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var bytes = File.ReadAllBytes(path);
            return Path.GetExtension(path) == ".bin" ? FromRecords(path, bytes) : FromPickle(path, bytes);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    /// <summary>The positions of MLPerf Tiny's pictures, if the list lies in the folder of the batch or above it; else all.</summary>
    /// <param name="folder">The data's folder.</param>
    /// <exception cref="InvalidInputException">The list isn't one of positions in this set.</exception>
    public ImmutableArray<int> ReadSubset(string folder)
    {
        var list = new[] { folder, Path.GetDirectoryName(FilePath) ?? folder }.Select(f => Path.Combine(f, SubsetName)).FirstOrDefault(File.Exists);
        if (list is null)
            return [.. Enumerable.Range(0, Labels.Length)];
        using var file = NpyFile.Open(list);
        if (file.Header.ElementType != ElementType.Int64 || file.BytesPerSample != sizeof(long))
        {
            throw new InvalidInputException(
                $"'{list}' holds {file.Header.ElementType.Name()} {file.Header.ShapeText}; expected a row of int64, positions in the test set.");
        }

        var positions = new byte[checked((int)(file.SampleCount * sizeof(long)))];
        file.ReadSamples(0, positions);
        return [.. MemoryMarshal.Cast<byte, long>(positions).ToArray().Select(at => at >= 0 && at < Labels.Length ? (int)at
            : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"'{list}' has the position {at}; '{FilePath}' has 0 to {Labels.Length - 1}.")))];
    }

    /// <summary>A picture.</summary>
    /// <param name="picture">Its position, from 0.</param>
    public PixelImage Picture(int picture)
    {
        var planes = _pixels.Span.Slice(picture * PictureBytes, PictureBytes);
        var image = new PixelImage(Side, Side);
        var pixels = image.Pixels;
        for (int i = 0, to = 0; i < Plane; i++, to += PixelImage.BytesPerPixel)
            (pixels[to], pixels[to + 1], pixels[to + 2], pixels[to + 3]) = (planes[i], planes[Plane + i], planes[(2 * Plane) + i], byte.MaxValue);
        return image;
    }

    private static CifarBatch FromRecords(string path, byte[] bytes)
    {
        const int Record = 1 + PictureBytes;
        if (bytes.Length == 0 || bytes.Length % Record != 0)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has {bytes.Length} bytes; expected a multiple of {Record}, a class and {PictureBytes} bytes of pixels each. Copy it again."));
        var count = bytes.Length / Record;
        var pixels = new byte[count * PictureBytes];
        var labels = new int[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = bytes[i * Record];
            bytes.AsSpan((i * Record) + 1, PictureBytes).CopyTo(pixels.AsSpan(i * PictureBytes));
        }

        return Checked(path, labels, pixels);
    }

    private static CifarBatch FromPickle(string path, byte[] bytes)
    {
        var (labels, pixels) = CifarPickle.Read(path, bytes);
        if (labels.Length == 0 || pixels.Length != labels.Length * PictureBytes)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has {labels.Length} classes and {pixels.Length} bytes of pixels; expected {PictureBytes} bytes a class. Copy it again."));
        return Checked(path, labels, pixels);
    }

    private static CifarBatch Checked(string path, int[] labels, ReadOnlyMemory<byte> pixels)
    {
        var wrong = Array.FindIndex(labels, static label => label is < 0 or >= Classes);
        return wrong < 0 ? new CifarBatch(path, [.. labels], pixels) : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
            $"'{path}' has class {labels[wrong]} for picture {wrong}; expected 0 to {Classes - 1}. Is it CIFAR-10's test set?"));
    }
}
