using NativeBench.Submission.Checking;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// TEST01 where answers differ: the accuracy of the logged answers against that of the accuracy run's answers to the same samples
/// (<c>compliance_check.py</c>, <c>configuration.py</c> get_delta_perc).
/// </summary>
internal static class BaselineRule
{
    /// <summary>Compares the figures of two accuracy.txt; gives the first figure that is missing or too far off, or null.</summary>
    public static BaselineDifference? Compare(IReadOnlyList<string> baseline, IReadOnlyList<string> compliance, IEnumerable<AccuracyFigure> figures, string benchmark)
    {
        foreach (var figure in figures)
        {
            double expected = Last(baseline, figure.Figure);
            double found = Last(compliance, figure.Figure);
            double percent = found == 0 ? double.PositiveInfinity : Math.Abs(1 - (expected / found)) * 100;
            double allowed = AllowedPercent(benchmark, figure.Figure);
            if (expected == 0 || !(percent <= allowed))
                return new BaselineDifference(figure.Figure, expected, found, allowed);
        }

        return null;
    }

    private static double AllowedPercent(string benchmark, string figure) => (benchmark, figure) switch
    {
        ("stable-diffusion-xl", "FID_SCORE") => 2,
        _ => benchmark.EndsWith("99.9", StringComparison.Ordinal) ? 0.1 : 1,
    };

    private static double Last(IReadOnlyList<string> lines, string figure) => lines.Select(line => AccuracyText.Read(figure, line)).LastOrDefault(static v => v is not null) ?? 0;
}

/// <summary>A figure of which two runs differ.</summary>
internal sealed record BaselineDifference(string Figure, double Expected, double Found, double AllowedPercent)
{
    public string Values => FormattableString.Invariant($"{Expected} and {Found}");

    public string Wanted => FormattableString.Invariant($"within {AllowedPercent} %");
}
