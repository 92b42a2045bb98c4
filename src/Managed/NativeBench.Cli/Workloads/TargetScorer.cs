using NativeBench.Catalog;
using NativeBench.Datasets;

namespace NativeBench.Cli.Workloads;

/// <summary>A metric, held against what a benchmark asks for.</summary>
/// <param name="scorer">The metric.</param>
/// <param name="facts">The benchmark; null: no targets.</param>
/// <param name="round">The round whose targets count; null: those of the latest.</param>
/// <param name="systemType">The kind of system whose targets count; null: any.</param>
internal sealed class TargetScorer(IAccuracyScorer scorer, BenchmarkFacts? facts = null, string? round = null, string? systemType = null) : IScorer
{
    public AccuracyScore Score(string accuracyLogPath)
    {
        var quality = scorer.Score(accuracyLogPath);
        return new AccuracyScore(quality, facts is null ? [] : QualityTargets.Judge(facts, quality, round, systemType))
        {
            SetSize = facts?.AccuracySamples(round) ?? scorer.SampleCount,
        };
    }
}
