using System.Collections.Immutable;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Text;

namespace NativeBench.Datasets.Speech;

/// <summary>How a benchmark's transcripts are held against their references.</summary>
public sealed class TranscriptRules
{
    private readonly Func<string, string> _hypothesis;
    private readonly Func<Utterance, string> _reference;
    private readonly Func<string[], string[], (int, int)> _count;

    private TranscriptRules(
        ImmutableArray<char> labels, Func<string, string> hypothesis, Func<Utterance, string> reference, Func<string[], string[], (int, int)> count) =>
        (Labels, _hypothesis, _reference, _count) = (labels, hypothesis, reference, count);

    /// <summary>RNN-T's: the reference is normalised, the hypothesis is what the network can say (<c>rnnt/accuracy_eval.py</c>).</summary>
    public static TranscriptRules Rnnt { get; } = new(
        SpeechLabels.Rnnt, static text => text, static utterance => utterance.Reference,
        static (hypothesis, reference) => (EditDistance.Between(hypothesis, reference), reference.Length));

    /// <summary>What a logged index stands for.</summary>
    public ImmutableArray<char> Labels { get; }

    /// <summary>Whisper's: both sides are normalised, and words may be joined (<c>speech2text/accuracy_eval.py</c>).</summary>
    public static TranscriptRules Whisper(EnglishNormalizer normalizer)
    {
        ArgumentNullException.ThrowIfNull(normalizer);
        return new(
            SpeechLabels.Whisper, normalizer.Normalize,
            utterance => normalizer.Normalize(string.Concat(utterance.Transcript.Where(static c => SpeechLabels.Whisper.Contains(c)))),
            static (hypothesis, reference) => JoinedWords.Count(hypothesis, reference));
    }

    /// <summary>Errors of a hypothesis, and words of its reference. Words are what white space separates.</summary>
    public (int Errors, int Words) Count(string hypothesis, Utterance utterance) =>
        _count(Words(_hypothesis(hypothesis)), Words(_reference(utterance)));

    private static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
