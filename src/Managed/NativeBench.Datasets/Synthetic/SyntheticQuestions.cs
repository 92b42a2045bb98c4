using System.Collections.Immutable;
using NativeBench.Datasets.Internal;
using NativeBench.Datasets.Squad;

namespace NativeBench.Datasets.Synthetic;

/// <summary>Questions and paragraphs without a meaning, as long as SQuAD's are and with its frequent and rare words. For speed work.</summary>
public static class SyntheticQuestions
{
    // BERT's vocabulary: [CLS], [SEP], and whole words from about here on.
    private const int Start = 101;
    private const int Separator = 102;
    private const int FirstWord = 1996;
    private const int Vocabulary = 30522;

    // Of the 10,833 windows that SQuAD v1.1's development set has at 384 tokens: middle and deviation of the logarithms of their lengths.
    private const double QuestionLength = 11.5, QuestionSpread = 0.32;
    private const double WindowLength = 118, WindowSpread = 0.53;

    /// <summary>Makes as many windows as asked.</summary>
    /// <param name="count">Windows, 1 or more.</param>
    /// <param name="sequence">Tokens of a padded sample, 8 or more.</param>
    /// <param name="seed">Decides every token.</param>
    public static SquadData Make(int count, int sequence = 384, ulong seed = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(sequence, 8);
        var question = new SquadQuestion("synthetic", ["synthetic"], ["synthetic"]);
        var windows = ImmutableArray.CreateBuilder<SquadWindow>(count);
        for (var i = 0; i < count; i++)
            windows.Add(Window(sequence, new RandomStream(seed, 0, (ulong)i)));
        return new SquadData([question], windows.MoveToImmutable(), sequence);
    }

    private static SquadWindow Window(int sequence, RandomStream random)
    {
        var asked = Math.Clamp(Length(QuestionLength, QuestionSpread, ref random), 1, (sequence - 4) / 2);
        var told = Math.Clamp(Length(WindowLength, WindowSpread, ref random), 1, sequence - 3 - asked);
        var ids = ImmutableArray.CreateBuilder<int>(asked + told + 3);
        ids.Add(Start);
        for (var i = 0; i < asked; i++)
            ids.Add(Word(ref random));
        ids.Add(Separator);
        for (var i = 0; i < told; i++)
            ids.Add(Word(ref random));
        ids.Add(Separator);
        return new SquadWindow
        {
            Question = 0, Tokens = [], Ids = ids.MoveToImmutable(), FirstDocumentToken = asked + 2, WordOfToken = [], IsMaxContext = [],
        };
    }

    private static int Length(double middle, double spread, ref RandomStream random) => (int)Math.Round(middle * Math.Exp(spread * random.NextBell()));

    /// <summary>The word of rank r comes 1/r times as often as the first one.</summary>
    private static int Word(ref RandomStream random) => FirstWord + (int)Math.Exp(random.NextShare() * Math.Log(Vocabulary - FirstWord)) - 1;
}
