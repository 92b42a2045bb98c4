using System.Globalization;
using System.Text.RegularExpressions;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// TEST07 (<c>compliance/TEST07/run_verification.py</c>): the score that the benchmark's own accuracy script printed for the answers of
/// a performance run has to reach the test's threshold.
/// </summary>
internal static partial class ScoreCheck
{
    private const string Rule = "================================================================================";

    /// <param name="auditLog">The answers; only counted.</param>
    /// <param name="printed">What the script printed for them.</param>
    /// <param name="samples">Samples that the run has to answer.</param>
    /// <param name="threshold">What the score has to reach, in percent.</param>
    public static PartReport Run(string auditLog, IReadOnlyList<string> printed, int samples, double threshold)
    {
        var report = new PartReport();
        report.Lines.AddRange([.. printed, "", Rule, "TEST07 Verification Summary", Rule]);
        try
        {
            int answered = AnswerLog.Read(auditLog).Select(static entry => entry.Sample).Distinct().Count();
            if (answered < samples)
                report.Warn(FormattableString.Invariant($"{auditLog} has answers to {answered} samples; the test is meant for all {samples}. The official script doesn't count them."));
            var match = Score().Match(string.Join('\n', printed));
            if (!match.Success || !double.TryParse(match.Groups[1].Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double score))
                throw new UnreadableLogException("What the accuracy script printed has no score; expected 'exact_match': and a number.");
            Figure("Accuracy score", PartReport.Number(score));
            Figure("Accuracy threshold", PartReport.Number(threshold));
            Figure("Accuracy check pass", score >= threshold ? "True" : "False");
            if (score >= threshold)
                report.Passed();
            else
                report.Failed(FormattableString.Invariant($"The score is {score}; expected at least {threshold}."));
        }
        catch (UnreadableLogException e)
        {
            report.Failed(e.Message);
        }

        return report;

        void Figure(string name, string value)
        {
            report.Figures.Add(new ComplianceFigure(name, value));
            report.Lines.Add($"{name}: {value}");
        }
    }

    [GeneratedRegex("'exact_match':\\s*([0-9.]+)")]
    private static partial Regex Score();
}
