using System.Runtime.InteropServices;

namespace NativeBench.Datasets.Squad;

/// <summary>
/// The n-best search of BERT's SQuAD evaluation (<c>accuracy-squad.py</c>): over all windows of a question, pairs of the 20 best
/// starts and ends, at most 30 tokens long; the text of the best pair is the answer.
/// </summary>
public static class SquadAnswerSearch
{
    /// <summary>Starts, ends and different answers that are looked at.</summary>
    public const int BestCount = 20;

    /// <summary>Tokens of the longest answer.</summary>
    public const int MaxAnswerTokens = 30;

    /// <summary>The answer if no pair of positions can be one.</summary>
    public const string NoAnswer = "empty";

    /// <summary>What takes the place of positions that a log doesn't have.</summary>
    public const float MissingLogit = -10000;

    /// <summary>The best answers of a question, best first, with the sum of their logits; each text once.</summary>
    /// <param name="question">The question.</param>
    /// <param name="windows">Its windows, with start and end logits of each, from its first token on.</param>
    /// <param name="bestCount">Starts, ends and answers that are looked at, 1 or more; the script's <c>n_best_size</c>.</param>
    /// <param name="maxTokens">Tokens of the longest answer, 1 or more; the script's <c>max_answer_length</c>.</param>
    /// <returns>At least one; <see cref="NoAnswer"/> with 0 if there is none.</returns>
    public static IReadOnlyList<(string Text, double Score)> FindBest(
        SquadQuestion question, IReadOnlyList<(SquadWindow Window, float[] Start, float[] End)> windows,
        int bestCount = BestCount, int maxTokens = MaxAnswerTokens)
    {
        ArgumentNullException.ThrowIfNull(question);
        ArgumentNullException.ThrowIfNull(windows);
        var candidates = new List<Candidate>();
        for (var w = 0; w < windows.Count; w++)
            AddCandidates(candidates, w, windows[w], bestCount, maxTokens);

        var best = new List<(string, double)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        // OrderBy is stable: among equals the earlier window and the better start stay first.
        foreach (var candidate in candidates.OrderByDescending(static c => c.Score))
        {
            if (best.Count == bestCount)
                break;
            var text = TextOf(question, windows[candidate.Window].Window, candidate);
            if (seen.Add(text))
                best.Add((text, candidate.Score));
        }
        if (best.Count == 0)
            best.Add((NoAnswer, 0));
        return best;
    }

    private static void AddCandidates(List<Candidate> candidates, int index, (SquadWindow Window, float[] Start, float[] End) entry, int bestCount, int maxTokens)
    {
        var window = entry.Window;
        var ends = BestPositions(entry.End, bestCount);
        foreach (var start in BestPositions(entry.Start, bestCount))
        {
            var token = start - window.FirstDocumentToken;
            if (token < 0 || token >= window.WordOfToken.Length || !window.IsMaxContext[token])
                continue;
            foreach (var end in ends)
                if (end >= start && end - start < maxTokens && end - window.FirstDocumentToken < window.WordOfToken.Length)
                    candidates.Add(new Candidate(index, start, end, (double)entry.Start[start] + entry.End[end]));
        }
    }

    private static int[] BestPositions(float[] logits, int count)
        => [.. Enumerable.Range(0, logits.Length).OrderByDescending(i => logits[i]).Take(count)];

    private static string TextOf(SquadQuestion question, SquadWindow window, Candidate candidate)
    {
        var firstWord = window.WordOfToken[candidate.Start - window.FirstDocumentToken];
        var lastWord = window.WordOfToken[candidate.End - window.FirstDocumentToken];
        var words = ImmutableCollectionsMarshal.AsArray(question.Words).AsSpan(firstWord, lastWord - firstWord + 1);
        return SquadAnswer.TextOf(window.Tokens.AsSpan()[candidate.Start..(candidate.End + 1)], words);
    }

    private readonly record struct Candidate(int Window, int Start, int End, double Score);
}
