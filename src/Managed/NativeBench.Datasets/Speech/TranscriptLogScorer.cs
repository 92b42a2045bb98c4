using System.Collections.Immutable;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// Scores an accuracy log of RNN-T or Whisper as MLPerf's <c>accuracy_eval.py</c> does: an entry holds label indices. Every entry
/// counts, repeats included.
/// </summary>
public sealed class TranscriptLogScorer : IAccuracyScorer
{
    private readonly ImmutableArray<Utterance> _utterances;
    private readonly TranscriptRules _rules;
    private readonly ElementType _type;

    /// <summary>Makes a scorer.</summary>
    /// <param name="utterances">In the order of the samples.</param>
    /// <param name="type">
    /// How labels are logged: Int64 (default), Int8 or Int16. The script's own int32 option reads 8 bytes a label on 64-bit Linux;
    /// Int32 here means 4.
    /// </param>
    /// <param name="rules">Which benchmark's; null for RNN-T's.</param>
    public TranscriptLogScorer(ImmutableArray<Utterance> utterances, ElementType type = ElementType.Int64, TranscriptRules? rules = null)
    {
        if (type is not (ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8))
            throw new ArgumentOutOfRangeException(nameof(type), type, "Labels are logged as int8 to int64.");
        _utterances = utterances;
        _rules = rules ?? TranscriptRules.Rnnt;
        _type = type;
    }

    /// <inheritdoc/>
    public long? SampleCount => _utterances.Length;

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var rate = new WordErrorRate();
        var seen = new HashSet<long>();
        long entries = 0;
        using var log = new AccuracyLogReader(accuracyLogPath);
        for (; log.Read(); entries++)
        {
            LogEntries.RequireSample(accuracyLogPath, log, _utterances.Length);
            seen.Add(log.SampleIndex);
            var (errors, words) = _rules.Count(ToText(log, accuracyLogPath), _utterances[(int)log.SampleIndex]);
            rate.Add(errors, words);
        }
        if (entries == 0)
            throw LogEntries.Empty(accuracyLogPath);
        return new QualityScore
        {
            Figures = [new("word_accuracy", (1 - rate.Rate) * 100, "percent"), new("wer", rate.Rate * 100, "percent")],
            SampleCount = seen.Count,
            Repeats = entries - seen.Count,
            OfficialLine = $"Word Error Rate: {PythonNumber.Text(rate.Rate * 100)}%, accuracy={PythonNumber.Text((1 - rate.Rate) * 100)}%",
        };
    }

    private string ToText(AccuracyLogReader log, string path)
    {
        var size = _type.SizeInBytes();
        if (log.Data.Length % size != 0)
            throw LogEntries.Wrong(path, log, $"its data has {log.Data.Length} bytes; expected {size} a label");
        var text = new char[log.Data.Length / size];
        for (var i = 0; i < text.Length; i++)
        {
            var label = Label(log.Data.Slice(i * size, size));
            text[i] = (ulong)label < (ulong)_rules.Labels.Length
                ? _rules.Labels[(int)label]
                : throw LogEntries.Wrong(path, log, $"label {label} at position {i}; expected 0 to {_rules.Labels.Length - 1} as {_type.Name()}");
        }
        return new string(text);
    }

    private long Label(ReadOnlySpan<byte> bytes) => _type switch
    {
        ElementType.Int8 => (sbyte)bytes[0],
        ElementType.Int16 => MemoryMarshal.Read<short>(bytes),
        ElementType.Int32 => MemoryMarshal.Read<int>(bytes),
        _ => MemoryMarshal.Read<long>(bytes),
    };
}
