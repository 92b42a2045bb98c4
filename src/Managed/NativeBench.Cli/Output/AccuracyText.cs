using NativeBench.Catalog;
using NativeBench.Cli.Workloads;
using NativeBench.Datasets;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>Quality figures in words.</summary>
internal static class AccuracyText
{
    /// <summary>What was counted: <c>453/500</c>, or the samples scored.</summary>
    public static string Counted(AccuracyScore score) => score.Correct is { } correct
        ? Units.Invariant($"{correct}/{score.Total}")
        : Units.Invariant($"{score.Total} samples");

    /// <summary>The main figure with its unit.</summary>
    public static string Value(QualityFigure figure) => figure.Unit switch
    {
        "percent" => Units.Invariant($"{figure.Value:0.00} %"),
        "fraction" => Units.Invariant($"{figure.Value:0.0000}"),
        _ => Units.Invariant($"{figure.Value:0.######} ({figure.Unit})"),
    };

    /// <summary>The target that counts for the main figure, or "none".</summary>
    public static string Target(AccuracyScore score) =>
        score.Targets.FirstOrDefault(t => t.Counts && t.Target.Figure == score.Metric) is not { Target: { } target, Unit: { } unit } ? "none"
        : target.Threshold is { } low ? Bound(low, unit)
        : "at most " + Bound(target.Upper!.Value, unit);

    /// <summary>The metric's name as people know it.</summary>
    public static string Name(string metric) => metric switch
    {
        "top1" => "Top-1",
        "map" => "mAP",
        "f1" => "F1",
        "auc" => "AUC",
        "mean_dice" => "Mean DICE",
        "miou" => "mIoU",
        "word_accuracy" => "100 - WER",
        "anomaly_score" => "Anomaly score",
        _ => metric,
    };

    /// <summary>How a score stands to its targets.</summary>
    public static string Verdict(AccuracyScore score) =>
        !score.Targets.Any(static t => t.Counts) ? "done" : score.NotJudged is { } part ? $"{RunInsights.NotJudged}: {part}" : score.TargetMet ? "reached" : "MISSED";

    /// <summary>One sentence a target that was missed.</summary>
    public static IEnumerable<string> Misses(AccuracyScore score)
    {
        if (score.NotJudged is not null)
            yield break;
        foreach (var verdict in score.Targets.Where(static t => t is { IsMet: false, Counts: true }))
        {
            var counted = score.Correct is not null && verdict.Target.Figure == score.Metric ? Counted(score) + " is " : verdict.Target.Figure + " is ";
            var value = verdict.Value!.Value;
            yield return counted + Bound(value, verdict.Unit) + ", the target is "
                + (verdict.Target.Threshold is { } low && !(value >= low) ? Bound(low, verdict.Unit) : "at most " + Bound(verdict.Target.Upper ?? 0, verdict.Unit));
        }
    }

    /// <summary>What makes a score doubtful or partial.</summary>
    public static IEnumerable<string> Doubts(AccuracyScore score, BenchmarkFacts? facts)
    {
        foreach (var warning in score.Quality.Warnings)
            yield return warning;
        foreach (var missing in score.Targets.Where(static t => t.Value is null).Select(static t => t.Target.Figure).Distinct())
            yield return $"the target is on {missing}, which can't be told from this log: nothing was judged by it";
        if (facts is not null && score.SetSize is { } all && score.Total != all)
        {
            yield return score.Total < all
                ? Units.Invariant($"{score.Total} samples were scored, the benchmark has {all}: the figure is that of a part of it")
                : Units.Invariant($"{score.Total} samples were scored, the benchmark has {all}: the figure is that of another set");
        }
    }

    private static string Bound(double value, string unit) => unit == "percent" ? Units.Invariant($"{value:0.00} %") : Units.Invariant($"{value:0.0000}");
}
