using System.Globalization;
using Microsoft.ML.Tokenizers;
using NativeBench.Inference;

namespace NativeBench.Datasets.Text;

/// <summary>BERT's uncased tokenizer: the basic tokenizer, then WordPiece (Microsoft.ML.Tokenizers) over each of its tokens. Thread-safe.</summary>
public sealed class WordPiece
{
    /// <summary>The first token of every sample.</summary>
    public const string Start = "[CLS]";

    /// <summary>Stands behind the question, and at the end.</summary>
    public const string Separator = "[SEP]";

    private const string Unknown = "[UNK]";

    private readonly WordPieceTokenizer _tokenizer;

    private WordPiece(WordPieceTokenizer tokenizer, int startId, int separatorId)
    {
        _tokenizer = tokenizer;
        StartId = startId;
        SeparatorId = separatorId;
    }

    /// <summary>The id of <see cref="Start"/>.</summary>
    public int StartId { get; }

    /// <summary>The id of <see cref="Separator"/>.</summary>
    public int SeparatorId { get; }

    /// <summary>Reads a vocabulary, a token a line; a line's number from 0 on is the token's id.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or one of [CLS], [SEP], [UNK] is missing.</exception>
    public static WordPiece Load(string vocabularyPath)
    {
        ArgumentNullException.ThrowIfNull(vocabularyPath);
        try
        {
            var lines = File.ReadAllLines(vocabularyPath);
            foreach (var token in (ReadOnlySpan<string>)[Start, Separator, Unknown])
                if (!lines.Contains(token))
                    throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                        $"The vocabulary '{vocabularyPath}' has {lines.Length} lines, none of them {token}; expected BERT's vocab.txt."));
            using var stream = File.OpenRead(vocabularyPath);
            // The basic tokenizer has split at white space and punctuation already.
            var tokenizer = WordPieceTokenizer.Create(stream, new WordPieceOptions { UnknownToken = Unknown, ContinuingSubwordPrefix = "##" });
            return new WordPiece(tokenizer, Array.IndexOf(lines, Start), Array.IndexOf(lines, Separator));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidInputException($"There is no '{vocabularyPath}'; expected BERT's uncased vocabulary, a token a line. Copy it there (it comes with the model's checkpoint).", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The vocabulary '{vocabularyPath}' can't be read: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new InvalidInputException($"The vocabulary '{vocabularyPath}' can't be used: {error.Message}", error);
        }
    }

    /// <summary>Tokenises a text and appends what it consists of.</summary>
    public void Tokenize(string text, List<string> tokens, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(ids);
        foreach (var word in BertBasicTokenizer.Tokenize(text))
            foreach (var token in _tokenizer.EncodeToTokens(word, out _))
            {
                tokens.Add(token.Value);
                ids.Add(token.Id);
            }
    }
}
