namespace NativeBench.Cli.Parsing;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>Fewer letters begin too many names.</summary>
    private const int LeastBeginning = 3;

    /// <summary>
    /// The shortest candidate that <paramref name="typed"/> begins, else the one with the fewest typing slips from it, or null if none is
    /// near enough to be meant.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        candidates = [.. candidates];
        if (typed.TrimStart('-').Length >= LeastBeginning
            && candidates.Where(c => c.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).MinBy(static c => c.Length) is { } whole)
            return whole;
        string? best = null;
        var bestDistance = int.MaxValue;
        foreach (var candidate in candidates)
        {
            var distance = Distance(typed.ToUpperInvariant(), candidate.ToUpperInvariant());
            if (distance < bestDistance)
                (best, bestDistance) = (candidate, distance);
        }

        // A third of the letters may be wrong; more, and the hint would mislead.
        return best is not null && bestDistance <= Math.Max(1, Math.Max(typed.Length, best.Length) / 3) ? best : null;
    }

    /// <summary>" Did you mean 'X'?", or nothing.</summary>
    public static string Hint(string typed, IEnumerable<string> candidates) =>
        Find(typed, candidates) is { } name ? $" Did you mean '{name}'?" : "";

    /// <summary>Insertions, deletions, replacements and swaps of neighbours that turn one into the other.</summary>
    internal static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(replace, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
