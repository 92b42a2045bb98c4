using NativeBench.Results;

namespace NativeBench.Cli.Comparing;

/// <summary>Two results as the user named them, side by side.</summary>
internal sealed record NamedComparison(string First, string Second, ResultComparison Comparison)
{
    /// <summary>Whether a scenario's second result is slower beyond doubt, by more than <paramref name="most"/> as a fraction.</summary>
    public bool IsSlowerThan(double most) => Comparison.Runs.Any(run => IsSlower(run.Headline, most));

    /// <summary>The same of one figure.</summary>
    public static bool IsSlower(ComparedFigure? figure, double most) => figure is { Verdict: ComparisonVerdict.Slower } && figure.SlowerBy > most;
}
