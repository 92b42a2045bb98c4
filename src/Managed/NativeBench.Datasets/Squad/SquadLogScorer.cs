using System.Globalization;
using System.Runtime.InteropServices;
using NativeBench.Datasets.Internal;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Datasets.Squad;

/// <summary>
/// Scores an accuracy log of a question answering benchmark as MLPerf's <c>accuracy-squad.py</c> does: an entry holds a pair
/// (start logit, end logit) for each position of a sample, in the type that the log was written with.
/// </summary>
public sealed class SquadLogScorer : IAccuracyScorer
{
    private readonly SquadData _data;
    private readonly ElementType _type;
    private readonly bool _transposed;

    /// <summary>Makes a scorer.</summary>
    /// <param name="data">Questions and windows.</param>
    /// <param name="type">How logits are logged: Float32 (default), Float16, Float64, Int8, Int16, Int32 or Int64.</param>
    /// <param name="transposed">Whether an entry holds all starts, then all ends. Default: pairs.</param>
    public SquadLogScorer(SquadData data, ElementType type = ElementType.Float32, bool transposed = false)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (type is ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64 or ElementType.Bool or ElementType.BFloat16)
            throw new ArgumentOutOfRangeException(nameof(type), type, "Logits are logged as float16 to float64 or int8 to int64.");
        _data = data;
        _type = type;
        _transposed = transposed;
    }

    /// <summary>Starts, ends and answers that are looked at, 1 or more. Default: the script's 20.</summary>
    public int BestCount { get; init; } = SquadAnswerSearch.BestCount;

    /// <summary>Tokens of the longest answer, 1 or more. Default: the script's 30.</summary>
    public int MaxAnswerTokens { get; init; } = SquadAnswerSearch.MaxAnswerTokens;

    /// <summary>Only so many questions, the first ones, are scored: the script's <c>--max_examples</c>. Default: all.</summary>
    public int? MaxQuestions { get; init; }

    /// <inheritdoc/>
    public long? SampleCount => _data.Windows.Length;

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var (windows, count, repeats) = ReadLog(accuracyLogPath);
        var questions = _data.Questions;
        if (MaxQuestions < questions.Length)
        {
            questions = questions[..MaxQuestions.Value];
            windows = windows[..MaxQuestions.Value];
            count = windows.Sum(static w => w?.Count ?? 0);
        }

        var (exact, f1) = SquadMetric.Evaluate(questions, Predict(windows));
        var unanswered = windows.Count(static w => w is null);
        return new QualityScore
        {
            Figures = [new("f1", f1, "percent"), new("exact_match", exact, "percent")],
            SampleCount = count,
            Repeats = repeats,
            OfficialLine = $"{{\"exact_match\": {PythonNumber.Text(exact)}, \"f1\": {PythonNumber.Text(f1)}}}",
            Warnings = unanswered == 0
                ? []
                : [string.Create(CultureInfo.InvariantCulture, $"{unanswered} of {questions.Length} questions have no sample in the log; the official script answers them with \"{SquadAnswerSearch.NoAnswer}\".")],
        };
    }

    /// <summary>The answer to every question, "empty" where the log has none of its windows, as the script writes them.</summary>
    private Dictionary<string, string> Predict(List<(SquadWindow, float[], float[])>?[] windows)
    {
        var answers = new string[windows.Length];
        Parallel.For(0, windows.Length, q => answers[q] = SquadAnswerSearch.FindBest(_data.Questions[q], windows[q] ?? [], BestCount, MaxAnswerTokens)[0].Text);
        return answers.Select((answer, q) => (_data.Questions[q].Id, answer)).ToDictionary(StringComparer.Ordinal);
    }

    private (List<(SquadWindow, float[], float[])>?[] Windows, long Count, long Repeats) ReadLog(string path)
    {
        var entries = new (float[] Start, float[] End)?[_data.Windows.Length];
        long count = 0, repeats = 0;
        using var log = new AccuracyLogReader(path);
        while (log.Read())
        {
            LogEntries.RequireSample(path, log, entries.Length);
            // The script keeps the last one of a sample.
            if (entries[log.SampleIndex] is null)
                count++;
            else
                repeats++;
            entries[log.SampleIndex] = ReadLogits(log, path);
        }
        if (count == 0)
            throw LogEntries.Empty(path);

        var windows = new List<(SquadWindow, float[], float[])>?[_data.Questions.Length];
        for (var i = 0; i < entries.Length; i++)
            if (entries[i] is { } logits)
                (windows[_data.Windows[i].Question] ??= []).Add((_data.Windows[i], logits.Start, logits.End));
        return (windows, count, repeats);
    }

    private (float[] Start, float[] End) ReadLogits(AccuracyLogReader log, string path)
    {
        var size = _type.SizeInBytes();
        var positions = log.Data.Length / (2 * size);
        if (log.Data.Length % (2 * size) != 0 || positions == 0 || positions > _data.SequenceLength)
            throw LogEntries.Wrong(path, log, $"its data has {log.Data.Length} bytes; expected up to {_data.SequenceLength} pairs of {_type.Name()} logits, {2 * size * _data.SequenceLength} bytes");
        var values = ToFloats(log.Data);
        float[] start = new float[_data.SequenceLength], end = new float[_data.SequenceLength];
        start.AsSpan(positions).Fill(SquadAnswerSearch.MissingLogit);
        end.AsSpan(positions).Fill(SquadAnswerSearch.MissingLogit);
        for (var i = 0; i < positions; i++)
            (start[i], end[i]) = _transposed ? (values[i], values[positions + i]) : (values[2 * i], values[(2 * i) + 1]);
        return (start, end);
    }

    private float[] ToFloats(ReadOnlySpan<byte> data) => _type switch
    {
        ElementType.Float32 => MemoryMarshal.Cast<byte, float>(data).ToArray(),
        ElementType.Float64 => Convert(MemoryMarshal.Cast<byte, double>(data), static v => (float)v),
        ElementType.Float16 => Convert(MemoryMarshal.Cast<byte, Half>(data), static v => (float)v),
        ElementType.Int8 => Convert(MemoryMarshal.Cast<byte, sbyte>(data), static v => v),
        ElementType.Int16 => Convert(MemoryMarshal.Cast<byte, short>(data), static v => v),
        ElementType.Int32 => Convert(MemoryMarshal.Cast<byte, int>(data), static v => v),
        _ => Convert(MemoryMarshal.Cast<byte, long>(data), static v => v),
    };

    private static float[] Convert<T>(ReadOnlySpan<T> values, Func<T, float> convert)
    {
        var floats = new float[values.Length];
        for (var i = 0; i < floats.Length; i++)
            floats[i] = convert(values[i]);
        return floats;
    }
}
