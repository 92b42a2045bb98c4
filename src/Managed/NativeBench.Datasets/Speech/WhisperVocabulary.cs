using System.Text;
using System.Text.Json;
using NativeBench.Inference;

namespace NativeBench.Datasets.Speech;

/// <summary>
/// What Whisper's tokens stand for (<c>vocab.json</c>, byte-level BPE), and its text as the label indices that MLPerf logs: lower case,
/// trimmed, everything that is no label dropped. Thread-safe.
/// </summary>
public sealed class WhisperVocabulary
{
    private readonly byte[]?[] _bytes;

    private WhisperVocabulary(byte[]?[] bytes) => _bytes = bytes;

    /// <summary>Reads a <c>vocab.json</c>: an object of token and id, its bytes written as printable characters.</summary>
    /// <exception cref="InvalidInputException">It can't be read, or isn't one.</exception>
    public static WhisperVocabulary Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidInputException($"'{path}' isn't a vocabulary: expected an object of tokens and ids.");
            var bytes = new List<byte[]?>();
            foreach (var entry in document.RootElement.EnumerateObject())
            {
                if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id is < 0 or >= 1 << 20)
                    throw new InvalidInputException($"'{path}': token '{entry.Name}' has the id {entry.Value.GetRawText()}; expected a whole number from 0 on.");
                while (bytes.Count <= id)
                    bytes.Add(null);
                bytes[id] = [.. entry.Name.Select(c => ByteOf(c) ?? throw new InvalidInputException($"'{path}': token '{entry.Name}' isn't written in byte-level BPE's characters."))];
            }

            return bytes.Count > 0 ? new WhisperVocabulary([.. bytes]) : throw new InvalidInputException($"'{path}' has no tokens.");
        }
        catch (JsonException error)
        {
            throw new InvalidInputException($"{path}:{(error.LineNumber ?? 0) + 1}: not json; expected Whisper's vocab.json. Copy it again.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"The vocabulary '{path}' can't be read: {error.Message} Copy vocab.json of the model there.", error);
        }
    }

    /// <summary>A stand-in where there's no vocabulary: every token is a letter, or a blank. What comes out is no text.</summary>
    public static WhisperVocabulary Synthetic() =>
        new([.. Enumerable.Range(0, WhisperTokens.LargeV3Vocabulary).Select(static id => new[] { (byte)(id % 27 == 26 ? ' ' : 'a' + (id % 27)) })]);

    /// <summary>The label indices of a text of tokens.</summary>
    /// <param name="tokens">Token ids.</param>
    /// <param name="end">Ids from here on are no text.</param>
    /// <param name="labels">Receives them; cleared before.</param>
    public void ToLabels(ReadOnlySpan<long> tokens, long end, List<long> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        labels.Clear();
        var utf8 = new List<byte>();
        foreach (var token in tokens)
            if (token >= 0 && token < end && token < _bytes.Length && _bytes[token] is { } bytes)
                utf8.AddRange(bytes);
        var text = Encoding.UTF8.GetString([.. utf8]).ToLowerInvariant().Trim();
        foreach (var c in text)
            if (SpeechLabels.Whisper.IndexOf(c) is >= 0 and var label)
                labels.Add(label);
    }

    /// <summary>GPT-2's way to write bytes: printable ones of Latin-1 as themselves, the others as characters from 256 on.</summary>
    private static byte? ByteOf(char c)
    {
        if (c is >= '!' and <= '~' or >= '\u00A1' and <= '\u00AC' or >= '\u00AE' and <= '\u00FF')
            return (byte)c;
        return (c - 256) switch
        {
            >= 0 and <= 32 and var low => (byte)low,
            >= 33 and <= 66 and var middle => (byte)(middle - 33 + 127),
            67 => 173,
            _ => null,
        };
    }
}
