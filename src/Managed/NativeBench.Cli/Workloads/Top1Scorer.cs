using System.Collections.Immutable;
using NativeBench.Datasets;

namespace NativeBench.Cli.Workloads;

/// <summary>Top-1 accuracy against the library's labels.</summary>
internal sealed class Top1Scorer(ImmutableArray<int> labels, double? targetPercent) : IScorer
{
    public AccuracyScore Score(string accuracyLogPath)
    {
        var score = ClassificationScorer.Score(accuracyLogPath, labels.AsSpan());
        return new AccuracyScore(score.Correct, score.Total, targetPercent);
    }
}
