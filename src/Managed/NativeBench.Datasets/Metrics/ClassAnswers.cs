using System.Collections.Immutable;

namespace NativeBench.Datasets.Metrics;

/// <summary>Samples of one class and how many of them were recognized.</summary>
/// <param name="Label">The class.</param>
/// <param name="Samples">Samples with this label that were scored.</param>
/// <param name="Correct">Those that were answered with it.</param>
public readonly record struct ClassCount(long Label, long Samples, long Correct);

/// <summary>Which classes were taken for which.</summary>
public sealed record ClassAnswers
{
    /// <summary>With more classes a matrix is unreadable, and there's none.</summary>
    public const int MostMatrixClasses = 20;

    /// <summary>Every class that has a sample, by its number.</summary>
    public required ImmutableArray<ClassCount> Classes { get; init; }

    /// <summary>
    /// Rows are labels, columns answers, both from class 0 to the last that occurs; elements are samples. Empty when there are
    /// more than <see cref="MostMatrixClasses"/> or an answer is no class (negative).
    /// </summary>
    public ImmutableArray<ImmutableArray<long>> Matrix { get; init; } = [];

    /// <summary>Counts pairs of label and answer.</summary>
    /// <param name="labels">The label of each sample.</param>
    /// <param name="answers">The answer to each; <paramref name="notSeen"/> where there was none.</param>
    /// <param name="notSeen">What stands for no answer.</param>
    public static ClassAnswers Count(ReadOnlySpan<int> labels, ReadOnlySpan<long> answers, long notSeen)
    {
        var counts = new SortedDictionary<long, (long Samples, long Correct)>();
        long highest = -1;
        long lowest = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            if (answers[i] == notSeen)
                continue;
            counts.TryGetValue(labels[i], out var count);
            counts[labels[i]] = (count.Samples + 1, count.Correct + (answers[i] == labels[i] ? 1 : 0));
            highest = Math.Max(highest, Math.Max(labels[i], answers[i]));
            lowest = Math.Min(lowest, Math.Min(labels[i], answers[i]));
        }

        var matrix = highest is >= 0 and < MostMatrixClasses && lowest == 0 ? Cross(labels, answers, notSeen, (int)highest + 1) : [];
        return new ClassAnswers
        {
            Classes = [.. counts.Select(static pair => new ClassCount(pair.Key, pair.Value.Samples, pair.Value.Correct))],
            Matrix = matrix,
        };
    }

    private static ImmutableArray<ImmutableArray<long>> Cross(ReadOnlySpan<int> labels, ReadOnlySpan<long> answers, long notSeen, int classes)
    {
        var rows = new long[classes][];
        for (var i = 0; i < classes; i++)
            rows[i] = new long[classes];
        for (var i = 0; i < labels.Length; i++)
        {
            if (answers[i] != notSeen)
                rows[labels[i]][answers[i]]++;
        }

        return [.. rows.Select(static row => ImmutableArray.Create(row))];
    }
}
