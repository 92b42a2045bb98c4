using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Inference;

namespace NativeBench.Datasets.Metrics;

/// <summary>
/// Scores an accuracy log of an image classification benchmark as MLPerf's <c>accuracy-imagenet.py</c> does: an entry holds one
/// class, the first entry of a sample counts, and the percentage is of the samples in the log.
/// </summary>
/// <param name="labels">The class of every sample.</param>
/// <param name="labelType">How classes are logged: Float32 (default), Int32 or Int64.</param>
public sealed class Top1LogScorer(ImmutableArray<int> labels, ElementType labelType = ElementType.Float32) : IAccuracyScorer
{
    /// <inheritdoc/>
    public long? SampleCount => labels.Length;

    /// <inheritdoc/>
    public QualityScore Score(string accuracyLogPath)
    {
        var score = ClassificationScorer.Score(accuracyLogPath, labels.AsSpan(), labelType, requireAll: false, out var answers);
        if (score.Total == 0)
            throw Internal.LogEntries.Empty(accuracyLogPath);
        return new QualityScore
        {
            Figures = [new("top1", score.Percent, "percent")],
            SampleCount = score.Total,
            Correct = score.Correct,
            Repeats = score.Repeats,
            Answers = answers,
            OfficialLine = string.Create(CultureInfo.InvariantCulture, $"accuracy={score.Percent:F3}%, good={score.Correct}, total={score.Total}"),
        };
    }
}
