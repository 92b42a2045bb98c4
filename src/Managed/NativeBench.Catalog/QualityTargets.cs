using System.Collections.Immutable;
using NativeBench.Datasets;

namespace NativeBench.Catalog;

/// <summary>Holds what a metric says against a benchmark's targets.</summary>
public static class QualityTargets
{
    /// <summary>The verdicts, one a target of the round.</summary>
    /// <param name="facts">The benchmark.</param>
    /// <param name="score">What the metric says.</param>
    /// <param name="round">The round; null: the latest that has targets of its own.</param>
    /// <param name="systemType">edge or datacenter, which a round may set different targets for; null: those of both.</param>
    public static ImmutableArray<TargetVerdict> Judge(BenchmarkFacts facts, QualityScore score, string? round, string? systemType = null)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(score);
        var quality = facts.Quality;
        round ??= quality.Targets.Select(static t => t.Round).OfType<string>().Order(StringComparer.Ordinal).LastOrDefault();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return
        [
            .. quality.Targets.Where(t => t.IsFor(round, systemType)).Select(target =>
            {
                var unit = target.Unit ?? quality.Unit;
                var value = score.Find(target.Figure) is { } figure ? InUnit(figure, unit) : null;
                var met = value is { } reached && !(reached < target.Threshold) && !(reached > target.Upper);
                return new TargetVerdict(target, value, unit, met, value is not null && seen.Add(target.Figure));
            }),
        ];
    }

    /// <summary>A figure in percent; null if it isn't a share of anything.</summary>
    public static double? ToPercent(QualityFigure figure) => InUnit(figure, "percent");

    private static double? InUnit(QualityFigure figure, string unit) => (figure.Unit, unit) switch
    {
        var (own, wanted) when own == wanted => figure.Value,
        ("fraction", "percent") => figure.Value * 100,
        ("percent", "fraction") => figure.Value / 100,
        (_, "score") => figure.Value,
        _ => null,
    };
}
