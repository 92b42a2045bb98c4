using NativeBench.Datasets.Text;

namespace NativeBench.Datasets.Squad;

/// <summary>From tokens back to the text as it was written (<c>get_final_text</c> of BERT's evaluation).</summary>
public static class SquadAnswer
{
    /// <summary>The text of an answer.</summary>
    /// <param name="tokens">The answer's WordPiece tokens.</param>
    /// <param name="words">The words of the paragraph that they come from.</param>
    public static string TextOf(ReadOnlySpan<string> tokens, ReadOnlySpan<string> words)
    {
        var joined = string.Join(' ', tokens!).Replace(" ##", "", StringComparison.Ordinal).Replace("##", "", StringComparison.Ordinal);
        var pieces = string.Join(' ', joined.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Project(pieces, string.Join(' ', words!));
    }

    /// <summary>
    /// Cuts the part out of the original text that the normalised answer stands for: both texts without their blanks are taken to
    /// agree character by character. Where they don't, the answer is all of the original.
    /// </summary>
    /// <param name="answer">Lower-case tokens joined with blanks.</param>
    /// <param name="original">The original words joined with blanks.</param>
    internal static string Project(string answer, string original)
    {
        var normalized = string.Join(' ', BertBasicTokenizer.Tokenize(original));
        var start = normalized.IndexOf(answer, StringComparison.Ordinal);
        if (start < 0 || answer.Length == 0)
            return original;
        var end = start + answer.Length - 1;
        var originalPositions = PositionsOfCharacters(original);
        var normalizedPositions = PositionsOfCharacters(normalized);
        if (originalPositions.Count != normalizedPositions.Count)
            return original;
        var first = normalizedPositions.BinarySearch(start);
        var last = normalizedPositions.BinarySearch(end);
        if (first < 0 || last < 0)
            return original;
        return original[originalPositions[first]..(originalPositions[last] + 1)];
    }

    private static List<int> PositionsOfCharacters(string text)
    {
        var positions = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i++)
            if (text[i] != ' ')
                positions.Add(i);
        return positions;
    }
}
