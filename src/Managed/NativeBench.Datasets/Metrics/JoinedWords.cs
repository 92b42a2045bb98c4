namespace NativeBench.Datasets.Metrics;

/// <summary>
/// Whisper's count of word errors (<c>speech2text/helpers.py</c>, <c>compute_wer_with_concatenation</c>): up to three words of one side that
/// are one word of the other, written together, are no error. Words are walked through side by side, and the edit distance of what that gives counts.
/// </summary>
public static class JoinedWords
{
    private const int MostJoined = 3;

    /// <summary>Errors of a hypothesis, and words of the reference.</summary>
    public static (int Errors, int Words) Count(ReadOnlySpan<string> hypothesis, ReadOnlySpan<string> reference)
    {
        var (left, right) = (new List<string>(), new List<string>());
        int i = 0, j = 0;
        while (i < reference.Length && j < hypothesis.Length)
        {
            var (references, hypotheses) = Match(reference[i..], hypothesis[j..]);
            left.Add(string.Concat(reference.Slice(i, references)));
            right.Add(string.Concat(hypothesis.Slice(j, hypotheses)));
            (i, j) = (i + references, j + hypotheses);
        }

        left.AddRange(reference[i..]);
        right.AddRange(hypothesis[j..]);
        return (EditDistance.Between([.. left], [.. right]), reference.Length);
    }

    /// <summary>How many words at the front of each belong together; one each if they don't match.</summary>
    private static (int References, int Hypotheses) Match(ReadOnlySpan<string> reference, ReadOnlySpan<string> hypothesis)
    {
        for (var count = 1; count <= MostJoined; count++)
        {
            if (count <= reference.Length && string.Concat(reference[..count]) == hypothesis[0])
                return (count, 1);
            if (count <= hypothesis.Length && string.Concat(hypothesis[..count]) == reference[0])
                return (1, count);
        }

        return (1, 1);
    }
}
