using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace NativeBench.Datasets.Prepared;

/// <summary>
/// The start of a file of prepared samples: signature, version, counts and sizes, the SHA-256 of everything that decided the bytes,
/// and a hash over all of it.
/// </summary>
/// <remarks>
/// Little-endian. 0: "NBPREP" and two zero bytes; 8: version (int32); 12: number of tensors (int32); 16: samples (int64); 24: bytes of a
/// sample (int64); 32: offset of the checksums (int64); 40: offset of the samples (int64); 48: SHA-256 of fingerprint and tensors (32 bytes);
/// 80: 1 when every sample is there, else 0 (int32); 84: 0; 88: checksum of bytes 0 to 79 (uint64). Checksums: 8 bytes a sample, 0 where it
/// isn't there yet. Samples: one behind the other, from a multiple of 4096 on.
/// </remarks>
internal readonly record struct PreparedHeader(long Samples, long BytesPerSample, int Tensors, ImmutableArray<byte> Key)
{
    public const int Version = 2;
    public const int Bytes = 96;
    public const int CompleteAt = 80;
    public const long ChecksumsAt = Page;
    private const int Page = 4096;

    private static ReadOnlySpan<byte> Signature => "NBPREP\0\0"u8;

    public long SamplesAt => (ChecksumsAt + (Samples * sizeof(ulong)) + Page - 1) / Page * Page;

    public long FileBytes => SamplesAt + (Samples * BytesPerSample);

    public static PreparedHeader Of(ISampleSource source)
    {
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(source.Fingerprint + "\n" + string.Join("\n", source.Tensors)));
        return new PreparedHeader(source.Count, source.Tensors.Sum(static t => t.BytesPerSample), source.Tensors.Length, [.. key]);
    }

    public void Write(Span<byte> target)
    {
        target[..Bytes].Clear();
        Signature.CopyTo(target);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Tensors);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Samples);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], BytesPerSample);
        BinaryPrimitives.WriteInt64LittleEndian(target[32..], ChecksumsAt);
        BinaryPrimitives.WriteInt64LittleEndian(target[40..], SamplesAt);
        Key.AsSpan().CopyTo(target[48..]);
        BinaryPrimitives.WriteUInt64LittleEndian(target[88..], Checksum.Of(target[..CompleteAt]));
    }

    /// <summary>Whether a file starts as this header would be written; the completion mark aside.</summary>
    public bool Matches(ReadOnlySpan<byte> found)
    {
        Span<byte> expected = stackalloc byte[Bytes];
        Write(expected);
        return found.Length >= Bytes && found[..CompleteAt].SequenceEqual(expected[..CompleteAt]) && found[88..Bytes].SequenceEqual(expected[88..]);
    }
}
