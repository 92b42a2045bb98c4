using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Encoding;
using HdrHistogram.Utilities;

namespace NativeBench.Results;

/// <summary>A bucket of a histogram: times from above the bucket before up to <paramref name="UpToNs"/>.</summary>
/// <param name="FromNs">Lowest time of the bucket in ns.</param>
/// <param name="UpToNs">Highest time of the bucket in ns.</param>
/// <param name="Count">Times in it.</param>
/// <param name="CountUpTo">Times in it and below.</param>
public readonly record struct HistogramBucket(long FromNs, long UpToNs, long Count, long CountUpTo);

/// <summary>
/// All latencies of a series in an HdrHistogram, three digits of each kept: small however long the run, and readable by the
/// HdrHistogram libraries of other languages.
/// </summary>
public static class LatencyHistogram
{
    private const int Digits = 3;

    // HdrHistogram 2.5.0 computes a bucket's width in 32 bits: from 2^42 on it loses the last bucket when it encodes.
    private const long Highest = (1L << 41) - 1;
    private const long CoarseUnitNs = 1000;

    // V2CompressedEncodingCookieBase of HdrHistogram, with the word size bits that it always has.
    private const int CompressedV2 = 0x1C849304 | 0x10;
    private const int HeaderBytes = 2 * sizeof(int);
    private const int ZLibHeaderBytes = 2;

    private const string Form = "HdrHistogram V2, compressed, base64";

    /// <summary>The histogram, or null when nothing completed.</summary>
    public static HistogramData? Build(MeasuredSeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        if (series.Count == 0)
            return null;
        var unitNs = series.LatencyNs.AsSpan().IndexOfAnyExceptInRange(long.MinValue, Highest) < 0 ? 1 : CoarseUnitNs;
        var histogram = new LongHistogram(1, Highest, Digits);
        foreach (var latency in series.LatencyNs)
            histogram.RecordValue(Math.Clamp(latency / unitNs, 0, Highest));
        return new HistogramData
        {
            Of = series.ItemsAreQueries ? "query" : "sample",
            Count = series.Count,
            SignificantDigits = Digits,
            UnitNs = unitNs,
            Encoding = Form,
            Data = Convert.ToBase64String(Compress(histogram)),
        };
    }

    /// <summary>The buckets that hold something, from the shortest time on.</summary>
    /// <exception cref="ResultFileException">It's no histogram.</exception>
    public static IReadOnlyList<HistogramBucket> Buckets(HistogramData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.Encoding != Form)
            throw new ResultFileException($"latency_histogram has the encoding '{data.Encoding}', expected '{Form}'.");
        HistogramBase histogram;
        try
        {
            histogram = HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(Decompress(Convert.FromBase64String(data.Data))), 0, null);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException or IOException or InvalidDataException or IndexOutOfRangeException or NotSupportedException)
        {
            throw new ResultFileException($"latency_histogram can't be decoded: {e.GetBaseException().Message.TrimEnd('.')}.", e);
        }

        var buckets = new List<HistogramBucket>();
        foreach (var value in histogram.RecordedValues())
        {
            buckets.Add(new HistogramBucket(
                histogram.LowestEquivalentValue(value.ValueIteratedTo) * data.UnitNs,
                ((histogram.HighestEquivalentValue(value.ValueIteratedTo) + 1) * data.UnitNs) - 1,
                value.CountAddedInThisIterationStep, value.TotalCountToThisValue));
        }

        return buckets;
    }

    /// <summary>
    /// The compressed form: cookie, length and a zlib stream, as HdrHistogram's own implementation in Java has it. The library's own
    /// compression leaves out the stream's check sum, which other languages' libraries want, and packs a buffer full of zeros behind it.
    /// </summary>
    private static byte[] Compress(HistogramBase histogram)
    {
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var length = histogram.Encode(buffer, HistogramEncoderV2.Instance);
        var plain = new byte[length];
        buffer.Position = 0;
        for (var i = 0; i < length; i++)
            plain[i] = buffer.Get();
        using var packed = new MemoryStream();
        packed.SetLength(HeaderBytes);
        packed.Position = HeaderBytes;
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(plain);
        var bytes = packed.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes, CompressedV2);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(int)), bytes.Length - HeaderBytes);
        return bytes;
    }

    /// <summary>Takes it apart again. A missing check sum, as in version 0.1.0's first files, is no mistake.</summary>
    private static byte[] Decompress(byte[] bytes)
    {
        if (bytes.Length < HeaderBytes + ZLibHeaderBytes || BinaryPrimitives.ReadInt32BigEndian(bytes) != CompressedV2)
            throw new FormatException("it doesn't begin as a compressed HdrHistogram of version 2");
        using var packed = new MemoryStream(bytes, HeaderBytes + ZLibHeaderBytes, bytes.Length - HeaderBytes - ZLibHeaderBytes);
        using var deflate = new DeflateStream(packed, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        deflate.CopyTo(plain);
        return plain.ToArray();
    }
}
