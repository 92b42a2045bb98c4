using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>A mono clip from a RIFF/WAVE file (16-bit integers, or 32-bit floats) as float32 in -1 to 1.</summary>
/// <param name="SampleRate">Samples a second.</param>
/// <param name="Samples">The clip.</param>
public sealed record WavFile(int SampleRate, float[] Samples)
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expectedRate">The sample rate that the network takes; default 16,000.</param>
    /// <exception cref="InvalidInputException">It can't be read, is cut off, or isn't mono of this rate and a format of these.</exception>
    public static WavFile Read(string path, int expectedRate = 16_000)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The clip '{path}' can't be read: {error.Message}", error);
        }
        if (bytes.Length < 12 || !bytes.AsSpan(0, 4).SequenceEqual("RIFF"u8) || !bytes.AsSpan(8, 4).SequenceEqual("WAVE"u8))
            throw new InvalidInputException($"'{path}' isn't a RIFF/WAVE file; expected LibriSpeech's clips converted to wav.");
        var format = Chunk(bytes, "fmt "u8, path);
        if (format.Length < 16)
            throw new InvalidInputException($"'{path}' has a format chunk of {format.Length} bytes; expected 16 or more.");
        int kind = BinaryPrimitives.ReadUInt16LittleEndian(format), channels = BinaryPrimitives.ReadUInt16LittleEndian(format[2..]);
        int rate = BinaryPrimitives.ReadInt32LittleEndian(format[4..]), bits = BinaryPrimitives.ReadUInt16LittleEndian(format[14..]);
        if (kind == Extensible && format.Length >= 26)
            kind = BinaryPrimitives.ReadUInt16LittleEndian(format[24..]);
        if (channels != 1 || rate != expectedRate || (kind, bits) is not ((Pcm, 16) or (Float, 32)))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{path}' has {channels} channels, {rate} samples a second, {bits} bits ({(kind == Float ? "float" : kind == Pcm ? "integers" : $"format {kind}")}); expected mono, {expectedRate}, 16-bit integers or 32-bit floats."));
        var data = Chunk(bytes, "data"u8, path);
        return new WavFile(rate, kind == Float ? MemoryMarshal.Cast<byte, float>(data).ToArray() : ToFloats(MemoryMarshal.Cast<byte, short>(data)));
    }

    private static float[] ToFloats(ReadOnlySpan<short> samples)
    {
        var floats = new float[samples.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = samples[i] / 32768f;
        return floats;
    }

    private static ReadOnlySpan<byte> Chunk(byte[] bytes, ReadOnlySpan<byte> name, string path)
    {
        for (long at = 12; at + 8 <= bytes.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)at + 4));
            if (bytes.AsSpan((int)at, 4).SequenceEqual(name))
                return at + 8 + length <= bytes.Length
                    ? bytes.AsSpan((int)at + 8, (int)length)
                    : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                        $"'{path}' is cut off: it has {bytes.Length - at - 8} of the {length} bytes of its {System.Text.Encoding.ASCII.GetString(name)} chunk. Copy it again."));
            at += 8 + length + (length & 1);
        }
        throw new InvalidInputException($"'{path}' has no {System.Text.Encoding.ASCII.GetString(name).Trim()} chunk; expected a whole wav file.");
    }
}
