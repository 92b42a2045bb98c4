using NativeBench.Submission.Checking;
using NativeBench.Submission.Files;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// The comparisons of figures: <c>verify_performance.py</c> of TEST01 (which reads detail logs since v5.1), TEST04 and TEST05, and
/// <c>verify_test4_performance.py</c> of v2.0.
/// </summary>
internal static class PerformanceComparison
{
    private const string DetailName = "mlperf_log_detail.txt";
    private const double ShortSingleStreamNs = 200_000;
    private const double ShortMultiStreamNs = 1_600_000;

    public static PartReport Run(ComplianceTest test, string reference, string audit, string round)
    {
        var report = new PartReport();
        report.Lines.Add("Verifying performance.");
        try
        {
            if (test == ComplianceTest.Test01 && !AuditConfigurations.IsBefore(round, 5, 1))
                FromDetails(report, reference, audit);
            else if (test == ComplianceTest.Test04B)
                SameAgainstUnique(report, reference, audit);
            else
                FromSummaries(report, test, reference, audit, round);
        }
        catch (UnreadableLogException e)
        {
            report.Failed(e.Message);
        }

        return report;
    }

    private static void FromDetails(PartReport report, string reference, string audit)
    {
        var expected = Detail(reference);
        var found = Detail(audit);
        if (!SameScenario(report, expected.Scenario, found.Scenario))
            return;
        if (expected.Scenario == "Server" && expected.TargetLatency != found.TargetLatency)
        {
            report.Failed($"Server's target latencies differ: {expected.TargetLatency ?? "none"} and {found.TargetLatency ?? "none"} ns.");
            return;
        }

        report.Figure("Reference score", PartReport.Number(expected.Score));
        report.Figure("Test score", PartReport.Number(found.Score));
        double threshold = Threshold(0.1, expected.Scenario, expected.Score);
        Judge(report, found.Score >= expected.Score * (1 - threshold) && found.Score <= expected.Score * (1 + threshold), expected.Score, found.Score, threshold, "within", "of");
    }

    /// <summary>Result, scenario and target latency of a detail log; whatever would keep it from counting is said instead.</summary>
    private static (string Scenario, double Score, string? TargetLatency) Detail(string folder)
    {
        string path = Path.Combine(folder, DetailName);
        DetailLog log;
        try
        {
            log = DetailLog.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UnreadableLogException($"{path} can't be read: {UnreadableFileException.FirstLine(e)}.");
        }

        if (log.Broken.Count > 0)
            throw new UnreadableLogException($"{path}:{log.Broken[0].Line}: {log.Broken[0].What}.");
        string scenario = log.Text("effective_scenario") ?? throw new UnreadableLogException($"{path} has no effective_scenario.");
        string key = scenario switch
        {
            "Offline" => "result_samples_per_second",
            "SingleStream" => "early_stopping_latency_ss",
            "MultiStream" => "early_stopping_latency_ms",
            "Server" => "result_completed_samples_per_sec",
            _ => throw new UnreadableLogException($"{path}: effective_scenario is '{scenario}'; expected SingleStream, MultiStream, Server or Offline."),
        };
        double score = log.Converted(key) ?? throw new UnreadableLogException($"{path}: {key} is {log.Text(key) ?? "missing"}; expected a number.");
        if (log.Text("result_validity") != "VALID")
            throw new UnreadableLogException($"{path}: result_validity is {log.Text("result_validity") ?? "missing"}; expected VALID.");

        // The official script means to warn of errors, and ends at the attempt: no verdict, which counts as a failure.
        if (log.ErrorCount > 0)
            throw new UnreadableLogException($"{path} has an error of LoadGen: {log.FirstError}");
        return (scenario, score, log.Text("effective_target_latency_ns"));
    }

    private static void FromSummaries(PartReport report, ComplianceTest test, string reference, string audit, string round)
    {
        var (expected, found) = (Summary(report, reference, "reference"), Summary(report, audit, "test"));
        if (expected is null || found is null || !SameScenario(report, expected.Scenario, found.Scenario))
            return;
        if (expected.TargetLatency != found.TargetLatency && expected.Scenario == "Server")
            report.Warn($"Server's target latencies differ ({expected.TargetLatency ?? "none"} and {found.TargetLatency ?? "none"} ns); the official script doesn't notice.");
        bool old = AuditConfigurations.IsBefore(round, 2, 1);
        bool stream = expected.Scenario.EndsWith("Stream", StringComparison.Ordinal);
        double expectedScore = RunSummary.Number(reference, Figure(expected, old));
        double foundScore = RunSummary.Number(audit, Figure(found, old));

        // TEST04 compares rates, in streams those of queries, but keeps the bounds that are meant for latencies.
        bool rates = test == ComplianceTest.Test04 && stream;
        if (rates && (expectedScore == 0 || foundScore == 0))
            throw new UnreadableLogException("A latency of 0 ns can't be compared.");
        if (rates)
            (expectedScore, foundScore) = (1e9 / expectedScore, 1e9 / foundScore);
        report.Figure("reference score", rates ? PartReport.Number(expectedScore) : Figure(expected, old)!);
        report.Figure("test score", rates ? PartReport.Number(foundScore) : Figure(found, old)!);
        bool singleOnly = old && test == ComplianceTest.Test05;
        double threshold = Threshold(test == ComplianceTest.Test05 ? 0.05 : 0.1, singleOnly && expected.Scenario != "SingleStream" ? "" : expected.Scenario, expectedScore);
        bool below = foundScore < expectedScore * (1 + threshold);
        bool above = foundScore > expectedScore * (1 - threshold);
        if (test == ComplianceTest.Test04)
            Judge(report, below, expectedScore, foundScore, threshold, "at most", "over");
        else if (test == ComplianceTest.Test05 && !AuditConfigurations.IsBefore(round, 3, 1))
            Judge(report, stream ? below : above, expectedScore, foundScore, threshold, "at most", stream ? "over" : "under");
        else
            Judge(report, below && above, expectedScore, foundScore, threshold, "within", "of");
    }

    /// <summary>TEST04 of v2.0: one sample over and over (TEST04-B) against every sample once (TEST04-A).</summary>
    private static void SameAgainstUnique(PartReport report, string unique, string same)
    {
        var a = RunSummary.Read(unique);
        var b = RunSummary.Read(same);
        foreach (var (summary, name) in new[] { (a, "TEST04-A"), (b, "TEST04-B") })
        {
            if (summary.Errors is { } errors)
                report.Warn($"{errors} errors of LoadGen in {name}'s run.");
        }

        if (a.IssueUnique is "0" or "false")
            report.Warn("TEST04-A's run didn't issue every sample once: was its audit.config read? The official script doesn't notice.");
        if (b.IssueSame is "0" or "false")
            report.Warn("TEST04-B's run didn't issue one sample over and over: was its audit.config read? The official script doesn't notice.");
        if (!SameScenario(report, a.Scenario, b.Scenario))
            return;
        double expected = RunSummary.Number(unique, Figure(a, old: true));
        double found = RunSummary.Number(same, Figure(b, old: true));
        report.Figure("TEST04-A score", Figure(a, old: true)!);
        report.Figure("TEST04-B score", Figure(b, old: true)!);
        double threshold = Threshold(0.1, a.Scenario == "SingleStream" ? a.Scenario : "", expected);
        bool near = found < expected * (1 + threshold) && found > expected * (1 - threshold);
        bool slower = a.Scenario == "SingleStream" ? found > expected : found < expected;
        Judge(report, near || slower, expected, found, threshold, "at most", "over");
        if (!near && slower)
            report.Lines.Add("Note: TEST04-B is significantly slower than TEST04-A");
    }

    private static RunSummary? Summary(PartReport report, string folder, string name)
    {
        var summary = RunSummary.Read(folder);
        if (summary.Errors is { } errors)
        {
            report.Lines.Add($"WARNING: {errors} ERROR reported in {name} results");
            report.Warn($"{Path.Combine(folder, RunSummary.FileName)}: {errors} errors of LoadGen.");
        }

        if (!summary.IsInvalid)
            return summary;
        report.Failed($"{Path.Combine(folder, RunSummary.FileName)}: the result is INVALID.");
        return null;
    }

    /// <summary>What counts: with early stopping since v2.1, without before.</summary>
    private static string? Figure(RunSummary summary, bool old) => summary.Scenario switch
    {
        "Server" when old => summary.ScheduledRate,
        "SingleStream" or "MultiStream" when old => summary.Percentile,
        _ => summary.Score,
    };

    /// <summary>Very short latencies may differ by 20 %, since the operating system shows in them.</summary>
    private static double Threshold(double usual, string scenario, double reference) =>
        (scenario == "SingleStream" && reference <= ShortSingleStreamNs) || (scenario == "MultiStream" && reference <= ShortMultiStreamNs) ? 0.2 : usual;

    private static bool SameScenario(PartReport report, string expected, string found)
    {
        if (expected == found)
            return true;
        report.Failed($"The two runs have different scenarios: {expected} and {found}.");
        return false;
    }

    private static void Judge(PartReport report, bool passes, double expected, double found, double threshold, string bound, string side)
    {
        if (passes)
            report.Passed();
        else
            report.Failed(FormattableString.Invariant($"The score is {found:G6}; expected {bound} {threshold * 100:0} % {side} {expected:G6}."));
    }
}
