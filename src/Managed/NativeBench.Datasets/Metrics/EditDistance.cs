namespace NativeBench.Datasets.Metrics;

/// <summary>Levenshtein's distance between lists of words.</summary>
public static class EditDistance
{
    /// <summary>Fewest insertions, deletions and substitutions that turn one list into the other.</summary>
    public static int Between(ReadOnlySpan<string> one, ReadOnlySpan<string> other)
    {
        if (one.Length > other.Length)
            return Between(other, one);
        var row = new int[one.Length + 1];
        for (var i = 0; i < row.Length; i++)
            row[i] = i;
        for (var j = 1; j <= other.Length; j++)
        {
            var diagonal = row[0];
            row[0] = j;
            for (var i = 1; i < row.Length; i++)
            {
                var change = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
                diagonal = row[i];
                row[i] = Math.Min(change, Math.Min(row[i], row[i - 1]) + 1);
            }
        }
        return row[^1];
    }
}
