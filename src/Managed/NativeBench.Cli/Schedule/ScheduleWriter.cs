using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using NativeBench.Cli.Output;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.Cli.Schedule;

/// <summary>The forms in which a schedule is printed. Lines end in a newline alone on every system.</summary>
internal static class ScheduleWriter
{
    /// <summary>A header, then a line a query; the sample indices are separated by spaces.</summary>
    public static void WriteCsv(TextWriter output, IEnumerable<PlannedQuery> queries)
    {
        output.Write("query_number,scheduled_offset_ns,sample_indices\n");
        foreach (var query in queries)
        {
            output.Write(query.Number.ToString(CultureInfo.InvariantCulture));
            output.Write(',');
            output.Write(query.OffsetNs.ToString(CultureInfo.InvariantCulture));
            var separator = ',';
            foreach (var index in query.Samples.Span)
            {
                output.Write(separator);
                output.Write(index.ToString(CultureInfo.InvariantCulture));
                separator = ' ';
            }

            output.Write('\n');
        }
    }

    /// <summary>A JSON array with an object a query, one a line.</summary>
    public static void WriteJson(TextWriter output, IEnumerable<PlannedQuery> queries)
    {
        output.Write('[');
        var separator = "\n";
        foreach (var query in queries)
        {
            output.Write(separator);
            output.Write(Units.Invariant($"{{\"query_number\":{query.Number},\"scheduled_offset_ns\":{query.OffsetNs},\"sample_indices\":["));
            var comma = "";
            foreach (var index in query.Samples.Span)
            {
                output.Write(comma);
                output.Write(index.ToString(CultureInfo.InvariantCulture));
                comma = ",";
            }

            output.Write("]}");
            separator = ",\n";
        }

        output.Write("\n]\n");
    }

    /// <summary>Two lines: SHA-256 over the sample indices and over each sample's scheduled offset, as little-endian unsigned 64-bit values.</summary>
    public static void WriteHashes(TextWriter output, IEnumerable<PlannedQuery> queries)
    {
        using var indices = new ValueHash();
        using var offsets = new ValueHash();
        foreach (var query in queries)
        {
            foreach (var index in query.Samples.Span)
            {
                indices.Add(index);
                offsets.Add(query.OffsetNs);
            }
        }

        output.Write($"sample_index_sha256 {indices.Finish()}\n");
        output.Write($"scheduled_offset_ns_sha256 {offsets.Finish()}\n");
    }

    private sealed class ValueHash : IDisposable
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly byte[] _buffer = new byte[8192];
        private int _used;

        public void Add(long value)
        {
            if (_used == _buffer.Length)
                Flush();
            BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_used), value);
            _used += sizeof(long);
        }

        public string Finish()
        {
            Flush();
            return Convert.ToHexStringLower(_hash.GetHashAndReset());
        }

        public void Dispose() => _hash.Dispose();

        private void Flush()
        {
            _hash.AppendData(_buffer.AsSpan(0, _used));
            _used = 0;
        }
    }
}
