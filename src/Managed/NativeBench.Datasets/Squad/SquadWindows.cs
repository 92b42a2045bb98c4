using NativeBench.Datasets.Text;

namespace NativeBench.Datasets.Squad;

/// <summary>
/// Cuts a question and its paragraph into samples as <c>create_squad_data.py</c> does: [CLS] question [SEP] window [SEP], windows
/// starting every 128 tokens until the paragraph's end is covered.
/// </summary>
/// <param name="tokenizer">Of the network's vocabulary.</param>
/// <param name="sequenceLength">Tokens of a sample; MLPerf 384.</param>
/// <param name="questionLength">Tokens of the longest question, which is cut; MLPerf 64.</param>
/// <param name="stride">Tokens from one window to the next; MLPerf 128.</param>
public sealed class SquadWindows(WordPiece tokenizer, int sequenceLength = 384, int questionLength = 64, int stride = 128)
{
    /// <summary>Tokens of a sample.</summary>
    public int SequenceLength => sequenceLength;

    /// <summary>The samples of a question.</summary>
    /// <param name="question">With its text.</param>
    /// <param name="index">Its index in the data set.</param>
    public IEnumerable<SquadWindow> Cut(SquadQuestion question, int index)
    {
        ArgumentNullException.ThrowIfNull(question);
        List<string> asked = [], document = [];
        List<int> askedIds = [], documentIds = [], wordOf = [];
        tokenizer.Tokenize(question.Text, asked, askedIds);
        if (asked.Count > questionLength)
        {
            asked.RemoveRange(questionLength, asked.Count - questionLength);
            askedIds.RemoveRange(questionLength, askedIds.Count - questionLength);
        }
        for (var word = 0; word < question.Words.Length; word++)
        {
            tokenizer.Tokenize(question.Words[word], document, documentIds);
            while (wordOf.Count < document.Count)
                wordOf.Add(word);
        }

        var spans = Spans(document.Count, sequenceLength - asked.Count - 3);
        for (var s = 0; s < spans.Count; s++)
        {
            var (start, length) = spans[s];
            yield return new SquadWindow
            {
                Question = index,
                Tokens = [WordPiece.Start, .. asked, WordPiece.Separator, .. document.GetRange(start, length), WordPiece.Separator],
                Ids = [tokenizer.StartId, .. askedIds, tokenizer.SeparatorId, .. documentIds.GetRange(start, length), tokenizer.SeparatorId],
                FirstDocumentToken = asked.Count + 2,
                WordOfToken = [.. wordOf.GetRange(start, length)],
                IsMaxContext = [.. Enumerable.Range(start, length).Select(t => BestSpan(spans, t) == s)],
            };
        }
    }

    private List<(int Start, int Length)> Spans(int tokens, int most)
    {
        var spans = new List<(int, int)>();
        for (var start = 0; start < tokens;)
        {
            var length = Math.Min(tokens - start, most);
            spans.Add((start, length));
            if (start + length == tokens)
                break;
            start += Math.Min(length, stride);
        }
        return spans;
    }

    /// <summary>The window that has the most text on the poorer side of a token; the first one among equals.</summary>
    private static int BestSpan(List<(int Start, int Length)> spans, int token)
    {
        var best = -1;
        var bestScore = double.NegativeInfinity;
        for (var s = 0; s < spans.Count; s++)
        {
            var (start, length) = spans[s];
            if (token < start || token >= start + length)
                continue;
            var score = Math.Min(token - start, start + length - 1 - token) + (0.01 * length);
            if (score > bestScore)
                (best, bestScore) = (s, score);
        }
        return best;
    }
}
