using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// Scores an accuracy log of DLRM as MLPerf's <c>accuracy-dlrm.py</c> does: an entry holds (prediction, target) for each user-item
/// pair of a sample, or predictions only if the targets are given.
/// </summary>
public sealed class ClickLogScorer : IAccuracyScorer
{
    private readonly Func<long, ReadOnlyMemory<bool>>? _clicks;
    private readonly ElementType _type;

    /// <summary>Makes a scorer.</summary>
    /// <param name="clicks">The targets of a sample's pairs, where the log has predictions only; null: the log has both.</param>
    /// <param name="type">How both are logged: Float32 (default), Int32 or Int64.</param>
    public ClickLogScorer(Func<long, ReadOnlyMemory<bool>>? clicks = null, ElementType type = ElementType.Float32)
    {
        if (type is not (ElementType.Float32 or ElementType.Int32 or ElementType.Int64))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Predictions are logged as float32, int32 or int64.");
        _clicks = clicks;
        _type = type;
    }

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var predictions = new List<float>();
        var targets = new List<bool>();
        var seen = new HashSet<long>();
        long repeats = 0, good = 0;
        using var log = new AccuracyLogReader(accuracyLogPath);
        while (log.Read())
        {
            if (!seen.Add(log.SampleIndex))
            {
                repeats++;
                continue;
            }
            var values = Values(log, accuracyLogPath);
            var first = predictions.Count;
            if (_clicks is null)
                AddPairs(values, predictions, targets, log, accuracyLogPath);
            else
                AddPredictions(values, _clicks(log.SampleIndex).Span, predictions, targets, log, accuracyLogPath);
            for (var i = first; i < predictions.Count; i++)
                // numpy rounds half to even.
                if (MathF.Round(predictions[i], MidpointRounding.ToEven) == (targets[i] ? 1 : 0))
                    good++;
        }
        if (predictions.Count == 0)
            throw LogEntries.Empty(accuracyLogPath);
        var area = RocAuc.Exact(CollectionsMarshal.AsSpan(predictions), CollectionsMarshal.AsSpan(targets));
        if (double.IsNaN(area))
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{accuracyLogPath}' has {predictions.Count} pairs that are all {(targets[0] ? "clicks" : "no clicks")}: the area under the curve needs both."));
        var accuracy = good / (double)predictions.Count;
        return new QualityScore
        {
            Figures = [new("auc", 100 * area, "percent"), new("accuracy", 100 * accuracy, "percent")],
            SampleCount = seen.Count,
            Correct = good,
            Repeats = repeats,
            OfficialLine = string.Create(CultureInfo.InvariantCulture,
                $"AUC={100 * area:F3}%, accuracy={100 * accuracy:F3}%, good={good}, total={predictions.Count}, queries={seen.Count}"),
        };
    }

    private static void AddPairs(float[] values, List<float> predictions, List<bool> targets, AccuracyLogReader log, string path)
    {
        if (values.Length % 2 != 0)
            throw LogEntries.Wrong(path, log, $"{values.Length} values; expected pairs of prediction and target");
        for (var i = 0; i < values.Length; i += 2)
        {
            if (values[i + 1] is not (0 or 1))
                throw LogEntries.Wrong(path, log, $"pair {i / 2} has the target {values[i + 1]}; expected 0 or 1");
            predictions.Add(values[i]);
            targets.Add(values[i + 1] == 1);
        }
    }

    private static void AddPredictions(
        float[] values, ReadOnlySpan<bool> clicks, List<float> predictions, List<bool> targets, AccuracyLogReader log, string path)
    {
        if (values.Length != clicks.Length)
            throw LogEntries.Wrong(path, log, $"{values.Length} predictions; the data set's sample has {clicks.Length} pairs");
        predictions.AddRange(values);
        targets.AddRange(clicks);
    }

    private float[] Values(AccuracyLogReader log, string path)
    {
        var size = _type.SizeInBytes();
        if (log.Data.Length % size != 0)
            throw LogEntries.Wrong(path, log, $"its data has {log.Data.Length} bytes; expected {size} a value");
        var values = new float[log.Data.Length / size];
        for (var i = 0; i < values.Length; i++)
        {
            var bytes = log.Data.Slice(i * size, size);
            values[i] = _type switch
            {
                ElementType.Float32 => MemoryMarshal.Read<float>(bytes),
                ElementType.Int32 => MemoryMarshal.Read<int>(bytes),
                _ => MemoryMarshal.Read<long>(bytes),
            };
            if (float.IsNaN(values[i]))
                throw LogEntries.Wrong(path, log, $"value {i} isn't a number");
        }
        return values;
    }
}
