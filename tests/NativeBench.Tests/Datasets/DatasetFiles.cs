using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace NativeBench.Tests.Datasets;

/// <summary>Writes small files in the formats of datasets.</summary>
internal static class DatasetFiles
{
    /// <summary>A RIFF/WAVE file of 16-bit integers.</summary>
    public static byte[] Wav(ReadOnlySpan<short> samples, short channels = 1, int rate = 16_000, short bits = 16)
    {
        var bytes = new byte[44 + (2 * samples.Length)];
        "RIFF"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        "WAVEfmt "u8.CopyTo(bytes.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rate);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), bits);
        "data"u8.CopyTo(bytes.AsSpan(36));
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), 2 * samples.Length);
        MemoryMarshal.AsBytes(samples).CopyTo(bytes.AsSpan(44));
        return bytes;
    }

    /// <summary>A packed NIfTI-1 file of 16-bit integers; fewer values than the size promises make one that is cut off.</summary>
    /// <param name="slowFirst">The values, the first axis slowest.</param>
    /// <param name="size">Voxels along each axis.</param>
    /// <param name="spacing">Millimetres along each axis.</param>
    public static byte[] Nifti(short[] slowFirst, int[] size, float[] spacing)
    {
        var bytes = new byte[352 + (2 * slowFirst.Length)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 348);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(40), 3);
        for (var axis = 0; axis < 3; axis++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(42 + (2 * axis)), (short)size[axis]);
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(80 + (4 * axis)), spacing[axis]);
        }

        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(70), 4);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(108), 352);

        // The file's first axis is its fastest.
        for (var i = 0; i < slowFirst.Length; i++)
        {
            int z = i / (size[1] * size[2]), y = i / size[2] % size[1], x = i % size[2];
            var at = slowFirst.Length == size[0] * size[1] * size[2] ? z + (size[0] * (y + (size[1] * x))) : i;
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(352 + (2 * at)), slowFirst[i]);
        }

        using var memory = new MemoryStream();
        using (var packed = new GZipStream(memory, CompressionLevel.Fastest))
            packed.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>Pairs as DLRM's binary loader keeps them: label, 13 counts, 26 categories.</summary>
    public static byte[] Pairs(int count, Func<int, int, int> value)
    {
        int[] numbers = [.. Enumerable.Range(0, count * 40).Select(i => value(i / 40, i % 40))];
        return MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();
    }

    /// <summary>An entry of a speech manifest.</summary>
    public static string Clip(string file, double seconds, string transcript) =>
        FormattableString.Invariant($$"""{ "files": [{ "fname": "{{file}}", "speed": 1 }], "original_duration": {{seconds}}, "transcript": "{{transcript}}" }""");
}
