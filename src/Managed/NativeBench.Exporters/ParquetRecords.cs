using NativeBench.LoadGen;
using Parquet;
using Parquet.Schema;

namespace NativeBench.Exporters;

/// <summary>
/// The records of a series as an Apache Parquet file: a row a sample in order of issue, times in ns after the start of the
/// series, null where something didn't happen.
/// </summary>
public static class ParquetRecords
{
    /// <summary>Its name in a run's folder.</summary>
    public const string FileName = "records.parquet";

    private const int RowsPerGroup = 1 << 20;

    private static readonly DataField<long> s_query = new("query_number");
    private static readonly DataField<long> s_sample = new("sample_index");
    private static readonly DataField<long> s_scheduled = new("scheduled_ns");
    private static readonly DataField<long?> s_issued = new("issued_ns");
    private static readonly DataField<long?> s_completed = new("completed_ns");
    private static readonly DataField<long?> s_latency = new("latency_ns");

    /// <summary>Writes all of a finished series.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public static void Write(string path, SeriesRecords records)
    {
        ArgumentNullException.ThrowIfNull(records);
        using var stream = File.Create(path);
        WriteAsync(stream, records).GetAwaiter().GetResult();
    }

    private static async Task WriteAsync(Stream stream, SeriesRecords records)
    {
        var schema = new ParquetSchema(s_query, s_sample, s_scheduled, s_issued, s_completed, s_latency);
        var writer = await ParquetWriter.CreateAsync(schema, stream).ConfigureAwait(false);
        await using (writer.ConfigureAwait(false))
        {
            for (long begin = 0; begin < records.Count || begin == 0; begin += RowsPerGroup)
                await WriteGroup(writer, records, begin, (int)Math.Min(RowsPerGroup, records.Count - begin)).ConfigureAwait(false);
        }
    }

    private static async Task WriteGroup(ParquetWriter writer, SeriesRecords records, long begin, int count)
    {
        var (query, sample, scheduled) = (new long[count], new long[count], new long[count]);
        var (issued, completed, latency) = (new long?[count], new long?[count], new long?[count]);
        for (var i = 0; i < count; i++)
        {
            var times = records[begin + i];
            query[i] = times.Query;
            sample[i] = records.SampleIndex(begin + i);
            scheduled[i] = times.ScheduledNs;
            issued[i] = Happened(times.IssuedNs);
            completed[i] = Happened(times.CompletedNs);
            latency[i] = times.CompletedNs == SampleTimes.Never ? null : times.LatencyNs;
        }

        using var group = writer.CreateRowGroup();
        await group.WriteAsync<long>(s_query, query).ConfigureAwait(false);
        await group.WriteAsync<long>(s_sample, sample).ConfigureAwait(false);
        await group.WriteAsync<long>(s_scheduled, scheduled).ConfigureAwait(false);
        await group.WriteAsync<long>(s_issued, issued).ConfigureAwait(false);
        await group.WriteAsync<long>(s_completed, completed).ConfigureAwait(false);
        await group.WriteAsync<long>(s_latency, latency).ConfigureAwait(false);
        group.CompleteValidate();
    }

    private static long? Happened(long ns) => ns == SampleTimes.Never ? null : ns;
}
