using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Segmentation;

/// <summary>
/// The label maps of pictures, in the order of their names: <c>*.raw</c>, a byte a pixel in the network's size, as MLPerf Mobile's app reads
/// them; or <see cref="LabelPng"/> files, which can be brought to it.
/// </summary>
public sealed record LabelMaps
{
    private const string RawExtension = ".raw";
    private const string PngExtension = ".png";

    /// <summary>The files.</summary>
    public required ImmutableArray<string> Files { get; init; }

    /// <summary>Rows of the network's answer.</summary>
    public required int Height { get; init; }

    /// <summary>Columns of the network's answer.</summary>
    public required int Width { get; init; }

    /// <summary>How PNG files come to that size.</summary>
    public LabelFit Fit { get; init; } = LabelFit.Exact;

    /// <summary>Labels from here on count as 0, which isn't scored; 256: all count.</summary>
    public int Classes { get; init; } = 256;

    /// <summary>The extension of the files.</summary>
    public string Extension => Path.GetExtension(Files[0]);

    /// <summary>The files' folder.</summary>
    public string Folder => Path.GetDirectoryName(Files[0]) ?? "";

    /// <summary>The label maps in a folder: its raw files, or else its PNG files; empty if it has neither.</summary>
    public static ImmutableArray<string> In(string folder)
    {
        var all = Directory.EnumerateFiles(folder).ToLookup(static path => Path.GetExtension(path));
        return [.. (all.Contains(RawExtension) ? all[RawExtension] : all[PngExtension]).Order(StringComparer.Ordinal)];
    }

    /// <summary>The labels of a picture, row by row.</summary>
    /// <param name="sample">The picture's number.</param>
    /// <exception cref="InvalidInputException">The file can't be read, or its size isn't right; the message names it.</exception>
    public ReadOnlyMemory<byte> Read(long sample)
    {
        var path = Files[(int)sample];
        var labels = Path.GetExtension(path) == RawExtension ? ReadRaw(path) : ReadPng(path);
        if (Classes < 256)
        {
            foreach (ref var label in labels.AsSpan())
                label = label < Classes ? label : (byte)0;
        }

        return labels;
    }

    private byte[] ReadRaw(string path)
    {
        try
        {
            var labels = File.ReadAllBytes(path);
            return labels.Length == Height * Width
                ? labels
                : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{path}' has {labels.Length} bytes; expected a label for each of {Height * Width} pixels. Make it again."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private byte[] ReadPng(string path)
    {
        var map = LabelPng.Read(path);
        return Fit switch
        {
            LabelFit.DeepLab => DeepLabScaling.Labels(map.Labels, map.Width, map.Height, Width),
            LabelFit.Stretch => Stretch(map),
            _ => (map.Width, map.Height) == (Width, Height) ? map.Labels : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' is {map.Width}x{map.Height}; expected {Width}x{Height}, the size of the network's answer. Make it again, or say by the reader's 'fit' how it comes to that.")),
        };
    }

    private byte[] Stretch(LabelPng map)
    {
        var labels = new byte[Height * Width];
        for (var y = 0; y < Height; y++)
        {
            var row = (((2 * y) + 1) * map.Height / (2 * Height)) * map.Width;
            for (var x = 0; x < Width; x++)
                labels[(y * Width) + x] = map.Labels[row + (((2 * x) + 1) * map.Width / (2 * Width))];
        }

        return labels;
    }
}
