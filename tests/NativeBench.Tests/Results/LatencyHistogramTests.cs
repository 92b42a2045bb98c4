using System.Buffers.Binary;
using System.IO.Compression;
using CsCheck;
using NativeBench.Results;

namespace NativeBench.Tests.Results;

public sealed class LatencyHistogramTests
{
    // An hour; the generator's own choice prefers short ones, and some are longer than 2^41 ns.
    private static readonly Gen<long[]> s_latencies = Gen.OneOf(Gen.Long[0, 5_000_000], Gen.Long[0, 3_600_000_000_000]).Array[1, 500];

    [Test]
    public void Every_latency_is_counted_in_a_bucket_of_three_digits() => s_latencies.Sample(latencies =>
    {
        var data = LatencyHistogram.Build(new MeasuredSeries(new long[latencies.Length], latencies))!;
        var buckets = LatencyHistogram.Buckets(data);
        return data.Count == latencies.Length
            && buckets[^1].CountUpTo == latencies.Length
            && buckets.All(b => latencies.Count(l => l >= b.FromNs && l <= b.UpToNs) == b.Count)
            && buckets.All(b => b.UpToNs - b.FromNs <= Math.Max(data.UnitNs, b.FromNs / 999));
    });

    [Test]
    public void It_is_small_however_many_values_it_has()
    {
        var random = new Random(1);
        var latencies = new long[1_000_000];
        for (var i = 0; i < latencies.Length; i++)
            latencies[i] = (long)(1e6 * Math.Exp(random.NextDouble() * 3));
        Assert.That(LatencyHistogram.Build(new MeasuredSeries(new long[latencies.Length], latencies))!.Data, Has.Length.LessThan(30_000));
    }

    /// <summary>Header, and a zlib stream with its check sum, which ZLibStream wants too; in it a header of 40 bytes and what that says follows.</summary>
    [Test]
    public void Other_libraries_can_read_it()
    {
        var bytes = Convert.FromBase64String(LatencyHistogram.Build(new MeasuredSeries(new long[3], [5, 70_000, 70_000]))!.Data);
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(bytes), Is.EqualTo(0x1C849314));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4)), Is.EqualTo(bytes.Length - 8));
        using var zlib = new ZLibStream(new MemoryStream(bytes, 8, bytes.Length - 8), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zlib.CopyTo(plain);
        var text = plain.ToArray();
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(text), Is.EqualTo(0x1C849313));
        Assert.That(BinaryPrimitives.ReadInt32BigEndian(text.AsSpan(4)), Is.EqualTo(text.Length - 40));
        Assert.That(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - 4)), Is.EqualTo(Adler32(text)));
    }

    private static uint Adler32(byte[] bytes)
    {
        var (a, b) = (1u, 0u);
        foreach (var x in bytes)
        {
            a = (a + x) % 65521;
            b = (b + a) % 65521;
        }

        return (b << 16) | a;
    }

    [TestCase("HdrHistogram V2, compressed, base64", "%%%")]
    [TestCase("HdrHistogram V2, compressed, base64", "AAAA")]
    [TestCase("plain", "")]
    public void What_is_no_histogram_is_told(string encoding, string text)
    {
        var data = new HistogramData { Of = "sample", Count = 1, SignificantDigits = 3, UnitNs = 1, Encoding = encoding, Data = text };
        Assert.That(() => LatencyHistogram.Buckets(data), Throws.TypeOf<ResultFileException>().With.Message.StartsWith("latency_histogram"));
    }
}
