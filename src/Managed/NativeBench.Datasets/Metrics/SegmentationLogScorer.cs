using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// Mean IoU from an accuracy log whose entries hold one class a pixel, cut to 8 bits as MLPerf Mobile's app does. (The app itself
/// logs nothing: it scores while it runs.)
/// </summary>
/// <param name="labels">The labels of a sample, one a pixel.</param>
/// <param name="count">Samples.</param>
/// <param name="type">How classes are logged: UInt8 (default), Int32, Int64 or Float32.</param>
/// <param name="classes">The highest scored class; default 31.</param>
public sealed class SegmentationLogScorer(
    Func<long, ReadOnlyMemory<byte>> labels, long count, ElementType type = ElementType.UInt8, int classes = 31) : IAccuracyScorer
{
    /// <inheritdoc/>
    public long? SampleCount => count;

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var counts = new MeanIntersectionOverUnion(classes);
        var seen = new HashSet<long>();
        var repeats = 0L;
        using var log = new AccuracyLogReader(accuracyLogPath);
        while (log.Read())
        {
            LogEntries.RequireSample(accuracyLogPath, log, count);
            if (!seen.Add(log.SampleIndex))
            {
                repeats++;
                continue;
            }
            var truth = labels(log.SampleIndex).Span;
            if (log.Data.Length != truth.Length * (long)type.SizeInBytes())
                throw LogEntries.Wrong(accuracyLogPath, log, $"its data has {log.Data.Length} bytes; expected {truth.Length} pixels of {type.Name()}, {truth.Length * (long)type.SizeInBytes()} bytes");
            counts.Add(ToBytes(log.Data), truth);
        }
        if (seen.Count == 0)
            throw LogEntries.Empty(accuracyLogPath);
        var mean = 100 * counts.Mean;
        return new QualityScore
        {
            Figures = [new("miou", mean, "percent")],
            SampleCount = seen.Count,
            Repeats = repeats,
            OfficialLine = string.Create(CultureInfo.InvariantCulture, $"mIOU={mean:F3}%"),
        };
    }

    private ReadOnlySpan<byte> ToBytes(ReadOnlySpan<byte> data) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 => data,
        ElementType.Int32 => Cut(MemoryMarshal.Cast<byte, int>(data)),
        ElementType.Int64 => Cut(MemoryMarshal.Cast<byte, long>(data)),
        ElementType.Float32 => Cut(MemoryMarshal.Cast<byte, float>(data)),
        _ => throw new InvalidInputException($"Classes a pixel can't be read as {type.Name()}; expected uint8, int8, int32, int64 or float32."),
    };

    private static byte[] Cut<T>(ReadOnlySpan<T> values)
        where T : System.Numerics.INumberBase<T>
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = unchecked((byte)int.CreateTruncating(values[i]));
        return bytes;
    }
}
