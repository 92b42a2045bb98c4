using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using NativeBench.Inference;

namespace NativeBench.Datasets.Medical;

/// <summary>A NIfTI-1 volume (<c>.nii</c>, <c>.nii.gz</c>) as nibabel gives it: the file's first axis is the volume's first.</summary>
/// <param name="Volume">The values after the file's slope and intercept.</param>
/// <param name="Spacing">Millimetres from voxel to voxel along each axis.</param>
public sealed record NiftiFile(Volume<float> Volume, (float Z, float Y, float X) Spacing)
{
    private const int HeaderBytes = 348;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidInputException">It can't be read, isn't a little-endian NIfTI-1 volume of three axes, or is cut off.</exception>
    public static NiftiFile Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = File.OpenRead(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            var header = new byte[HeaderBytes + 4];
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || BinaryPrimitives.ReadInt32LittleEndian(header) != HeaderBytes)
                throw new InvalidInputException($"'{path}' isn't a little-endian NIfTI-1 file; expected one of KiTS19.");
            return ReadVolume(stream, header, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private static NiftiFile ReadVolume(Stream stream, byte[] header, string path)
    {
        short Short(int at) => BinaryPrimitives.ReadInt16LittleEndian(header.AsSpan(at));
        float Single(int at) => BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(at));
        int axes = Short(40), depth = Short(42), height = Short(44), width = Short(46), type = Short(70);
        if (axes < 3 || depth < 1 || height < 1 || width < 1 || (axes > 3 && Short(48) > 1))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {axes} axes of {depth}x{height}x{width}…; expected a single volume of three."));
        var bytesPerVoxel = type switch
        {
            2 or 256 => 1,
            4 or 512 => 2,
            8 or 16 => 4,
            64 => 8,
            _ => throw new InvalidInputException($"'{path}' has values of NIfTI type {type}; expected 8 to 32-bit integers, float32 or float64."),
        };
        Skip(stream, (long)Single(108) - header.Length, path);
        var data = new byte[checked((long)depth * height * width * bytesPerVoxel)];
        if (stream.ReadAtLeast(data, data.Length, throwOnEndOfStream: false) < data.Length)
            throw new InvalidInputException($"'{path}' is cut off: {depth}x{height}x{width} voxels were promised. Copy it again.");

        float slope = Single(112), intercept = Single(116);
        if (slope == 0 || !float.IsFinite(slope))
            (slope, intercept) = (1, 0);
        var volume = new Volume<float>(depth, height, width);
        // The file's first axis is its fastest; the volume's is its slowest.
        var next = 0;
        for (var x = 0; x < width; x++)
            for (var y = 0; y < height; y++)
                for (var z = 0; z < depth; z++, next += bytesPerVoxel)
                    volume.Values[volume.At(z, y, x)] = (float)((Value(data.AsSpan(next), type) * slope) + intercept);
        return new NiftiFile(volume, (Single(80), Single(84), Single(88)));
    }

    private static double Value(ReadOnlySpan<byte> voxel, int type) => type switch
    {
        2 => voxel[0],
        256 => (sbyte)voxel[0],
        4 => BinaryPrimitives.ReadInt16LittleEndian(voxel),
        512 => BinaryPrimitives.ReadUInt16LittleEndian(voxel),
        8 => BinaryPrimitives.ReadInt32LittleEndian(voxel),
        16 => BinaryPrimitives.ReadSingleLittleEndian(voxel),
        _ => BinaryPrimitives.ReadDoubleLittleEndian(voxel),
    };

    private static void Skip(Stream stream, long bytes, string path)
    {
        if (bytes is < 0 or > 1 << 20)
            throw new InvalidInputException($"'{path}' claims that its voxels start {bytes + HeaderBytes + 4} bytes on; expected 352 or a little more.");
        var rest = new byte[bytes];
        stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
    }
}
