using System.Text;
using System.Text.RegularExpressions;

namespace NativeBench.Datasets.Squad;

/// <summary>Exact match and F1 of SQuAD v1.1 (<c>evaluate-v1.1.py</c>).</summary>
public static partial class SquadMetric
{
    /// <summary>Whether prediction and truth are the same after <see cref="Normalize"/>.</summary>
    public static bool IsExactMatch(string prediction, string truth)
        => string.Equals(Normalize(prediction), Normalize(truth), StringComparison.Ordinal);

    /// <summary>Whether it equals any of the accepted answers.</summary>
    public static bool IsExactMatch(string prediction, IEnumerable<string> answers) => answers.Any(a => IsExactMatch(prediction, a));

    /// <summary>Harmonic mean of precision and recall over the words that both have, counted as often as they occur; 0 to 1.</summary>
    public static double F1(string prediction, string truth)
    {
        var found = Normalize(prediction).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var wanted = Normalize(truth).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var left = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var word in wanted)
            left[word] = left.GetValueOrDefault(word) + 1;
        var same = 0;
        foreach (var word in found)
            if (left.GetValueOrDefault(word) > 0)
            {
                left[word]--;
                same++;
            }
        if (same == 0)
            return 0;
        double precision = 1.0 * same / found.Length, recall = 1.0 * same / wanted.Length;
        return 2 * precision * recall / (precision + recall);
    }

    /// <summary>The best F1 with any of the accepted answers.</summary>
    public static double F1(string prediction, IEnumerable<string> answers) => answers.Max(a => F1(prediction, a));

    /// <summary>Both figures over a data set, in percent; a question without a prediction scores 0.</summary>
    /// <param name="questions">All questions.</param>
    /// <param name="predictions">Texts by question id.</param>
    public static (double ExactMatch, double F1) Evaluate(IReadOnlyCollection<SquadQuestion> questions, IReadOnlyDictionary<string, string> predictions)
    {
        ArgumentNullException.ThrowIfNull(questions);
        ArgumentNullException.ThrowIfNull(predictions);
        double exact = 0, f1 = 0;
        foreach (var question in questions)
            if (predictions.TryGetValue(question.Id, out var prediction))
            {
                exact += IsExactMatch(prediction, question.Answers) ? 1 : 0;
                f1 += F1(prediction, question.Answers);
            }
        return (100 * exact / questions.Count, 100 * f1 / questions.Count);
    }

    /// <summary>Lower case, without ASCII punctuation, articles (a, an, the) and repeated white space, in this order.</summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kept = new StringBuilder(text.Length);
        foreach (var c in text.ToLowerInvariant())
            if (!(char.IsAscii(c) && (char.IsPunctuation(c) || char.IsSymbol(c))))
                kept.Append(c);
        var words = Articles().Replace(kept.ToString(), " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words);
    }

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
