using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// Scores an accuracy log of 3D-UNet as MLPerf's <c>accuracy_kits.py</c> does: an entry holds one label a voxel of a case. The log
/// has to have every case once.
/// </summary>
public sealed class DiceLogScorer : IAccuracyScorer
{
    private readonly ImmutableArray<string> _cases;
    private readonly Func<int, ReadOnlyMemory<byte>> _truth;
    private readonly ElementType _type;

    /// <summary>Makes a scorer.</summary>
    /// <param name="cases">Names of the cases in the order of the samples.</param>
    /// <param name="truth">The labels of a case, resampled and padded as the predictions are.</param>
    /// <param name="type">How labels are logged: UInt8 (default), Int8, Int16, Int32, Int64 or a float type.</param>
    public DiceLogScorer(ImmutableArray<string> cases, Func<int, ReadOnlyMemory<byte>> truth, ElementType type = ElementType.UInt8)
    {
        ArgumentNullException.ThrowIfNull(truth);
        if (type is ElementType.Bool or ElementType.BFloat16 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64)
            throw new ArgumentOutOfRangeException(nameof(type), type, "Labels are logged as uint8, int8 to int64 or float16 to float64.");
        _cases = cases;
        _truth = truth;
        _type = type;
    }

    /// <inheritdoc/>
    public long? SampleCount => _cases.Length;

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var scores = new DiceScore?[_cases.Length];
        using var log = new AccuracyLogReader(accuracyLogPath);
        while (log.Read())
        {
            LogEntries.RequireSample(accuracyLogPath, log, scores.Length);
            var index = (int)log.SampleIndex;
            if (scores[index] is not null)
                throw LogEntries.Wrong(accuracyLogPath, log, $"'{_cases[index]}' is there twice; expected every case once");
            scores[index] = ScoreCase(log, accuracyLogPath, index);
        }
        if (Array.FindIndex(scores, static s => s is null) is >= 0 and var missing)
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{accuracyLogPath}' has {scores.Count(static s => s is not null)} of {scores.Length} cases; '{_cases[missing]}' (sample {missing}) is missing. Expected all of them."));

        double kidney = scores.Average(static s => OrZero(s!.Value.Kidney)), tumour = scores.Average(static s => OrZero(s!.Value.Tumour));
        var mean = scores.Average(static s => OrZero(s!.Value.Composite));
        return new QualityScore
        {
            Figures = [new("mean_dice", mean, "fraction"), new("kidney_dice", kidney, "fraction"), new("tumor_dice", tumour, "fraction")],
            SampleCount = scores.Length,
            OfficialLine = string.Create(CultureInfo.InvariantCulture, $"Accuracy: mean = {mean:F5}, kidney = {kidney:F4}, tumor = {tumour:F4}"),
        };
    }

    /// <summary>The script counts what isn't a number as nothing.</summary>
    private static double OrZero(double value) => double.IsNaN(value) ? 0 : value;

    private DiceScore ScoreCase(AccuracyLogReader log, string path, int index)
    {
        var truth = _truth(index).Span;
        var size = _type.SizeInBytes();
        if (log.Data.Length != truth.Length * (long)size)
            throw LogEntries.Wrong(path, log, $"'{_cases[index]}' has {log.Data.Length} bytes; expected {truth.Length} voxels of {_type.Name()}, {truth.Length * (long)size} bytes");
        var labels = _type == ElementType.UInt8 ? log.Data : ToBytes(log.Data);
        var wrong = labels.IndexOfAnyExceptInRange((byte)0, (byte)2);
        if (wrong >= 0)
            throw LogEntries.Wrong(path, log, $"voxel {wrong} has the label {labels[wrong]}; expected 0 (background), 1 (kidney) or 2 (tumour)");
        return DiceScore.Of(labels, truth);
    }

    private ReadOnlySpan<byte> ToBytes(ReadOnlySpan<byte> data) => _type switch
    {
        ElementType.Int8 => data,
        ElementType.Int16 => Convert(MemoryMarshal.Cast<byte, short>(data)),
        ElementType.Int32 => Convert(MemoryMarshal.Cast<byte, int>(data)),
        ElementType.Int64 => Convert(MemoryMarshal.Cast<byte, long>(data)),
        ElementType.Float16 => Convert(MemoryMarshal.Cast<byte, Half>(data)),
        ElementType.Float32 => Convert(MemoryMarshal.Cast<byte, float>(data)),
        _ => Convert(MemoryMarshal.Cast<byte, double>(data)),
    };

    private static byte[] Convert<T>(ReadOnlySpan<T> values)
        where T : System.Numerics.INumberBase<T>
    {
        var bytes = new byte[values.Length];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = byte.CreateSaturating(values[i]);
        return bytes;
    }
}
