using System.Buffers.Binary;
using System.Globalization;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Datasets;

/// <summary>Scores an accuracy log of a classification benchmark, whose entries hold one class each.</summary>
public static class ClassificationScorer
{
    /// <summary>
    /// Reads <c>mlperf_log_accuracy.json</c> entry by entry. As in MLPerf's script the first entry of a sample counts and repeats
    /// are skipped; a repeat with another class is an error.
    /// </summary>
    /// <param name="logPath">The log.</param>
    /// <param name="labels">The class of every sample of the library.</param>
    /// <param name="labelType">How the class is logged: Float32 (default), Int32 or Int64.</param>
    /// <param name="requireAll">Whether a sample that isn't in the log is an error. Default true.</param>
    /// <exception cref="InvalidInputException">No such file, not an accuracy log, an unknown sample, or one that is missing.</exception>
    public static ClassificationScore Score(
        string logPath, ReadOnlySpan<int> labels, ElementType labelType = ElementType.Float32, bool requireAll = true) =>
        Score(logPath, labels, labelType, requireAll, out _);

    /// <summary>The same, and which classes were taken for which.</summary>
    /// <inheritdoc cref="Score(string, ReadOnlySpan{int}, ElementType, bool)"/>
    public static ClassificationScore Score(
        string logPath, ReadOnlySpan<int> labels, ElementType labelType, bool requireAll, out ClassAnswers answers)
    {
        const long NotSeen = long.MinValue;
        var classes = new long[labels.Length];
        classes.AsSpan().Fill(NotSeen);
        int correct = 0, total = 0, repeats = 0;
        using var log = new AccuracyLogReader(logPath);
        while (log.Read())
        {
            if ((ulong)log.SampleIndex >= (ulong)labels.Length)
                throw new InvalidInputException(Text(
                    $"'{logPath}' has a response for sample {log.SampleIndex} (seq_id {log.SequenceId}); labels are for 0 to {labels.Length - 1}."));
            var found = ReadClass(log, logPath, labelType);
            ref var known = ref classes[log.SampleIndex];
            if (known != NotSeen)
            {
                if (known != found)
                    throw new InvalidInputException(Text(
                        $"'{logPath}' answers sample {log.SampleIndex} twice: class {known}, and {found} at seq_id {log.SequenceId}."));
                repeats++;
                continue;
            }
            known = found;
            total++;
            if (found == labels[(int)log.SampleIndex])
                correct++;
        }
        if (requireAll && total < labels.Length)
            throw new InvalidInputException(Text(
                $"'{logPath}' has responses for {total} of {labels.Length} samples; the first that is missing is {classes.IndexOf(NotSeen)}."));
        answers = ClassAnswers.Count(labels, classes, NotSeen);
        return new ClassificationScore(correct, total, repeats);
    }

    private static long ReadClass(AccuracyLogReader log, string path, ElementType type)
    {
        var data = log.Data;
        if (data.Length != type.SizeInBytes())
            throw new InvalidInputException(Text(
                $"'{path}' answers sample {log.SampleIndex} with {data.Length} bytes; expected one {type.Name()}, {type.SizeInBytes()} bytes."));
        switch (type)
        {
            case ElementType.Int32:
                return BinaryPrimitives.ReadInt32LittleEndian(data);
            case ElementType.Int64:
                return BinaryPrimitives.ReadInt64LittleEndian(data);
            case ElementType.Float32:
                var value = BinaryPrimitives.ReadSingleLittleEndian(data);
                return float.IsInteger(value) && Math.Abs(value) <= 1 << 24
                    ? (long)value
                    : throw new InvalidInputException(Text(
                        $"'{path}' answers sample {log.SampleIndex} with {value}; expected a class as float32 (others are int32, int64)."));
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Classes are logged as float32, int32 or int64.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
