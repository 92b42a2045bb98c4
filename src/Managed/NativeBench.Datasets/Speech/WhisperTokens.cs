using System.Collections.Immutable;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>Ids of Whisper's special tokens, which stand behind the vocabulary of text.</summary>
/// <param name="Prompt">start of transcript, English, transcribe, no timestamps: what the official program starts with.</param>
/// <param name="End">End of text; it and everything behind is no text.</param>
public sealed record WhisperTokens(ImmutableArray<long> Prompt, long End)
{
    private const long TextTokens = 50_257;

    /// <summary>Tokens of large-v3, which has a language more than the others.</summary>
    public const int LargeV3Vocabulary = 51_866;

    /// <summary>Tokens of the other multilingual models.</summary>
    public const int MultilingualVocabulary = 51_865;

    /// <summary>The ids of a model with so many tokens.</summary>
    /// <exception cref="InvalidInputException">No multilingual Whisper has so many.</exception>
    public static WhisperTokens Of(long vocabulary, string path)
    {
        const long start = TextTokens + 1, english = start + 1;
        return vocabulary switch
        {
            LargeV3Vocabulary => new([start, english, 50_360, 50_364], TextTokens),
            MultilingualVocabulary => new([start, english, 50_359, 50_363], TextTokens),
            _ => throw new InvalidInputException($"'{path}' scores {vocabulary} tokens; expected {LargeV3Vocabulary} (large-v3) or {MultilingualVocabulary} (the other multilingual models)."),
        };
    }
}
