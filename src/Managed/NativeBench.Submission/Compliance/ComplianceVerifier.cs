using System.Collections.Immutable;
using NativeBench.Submission.Checking;
using NativeBench.Submission.Files;
using NativeBench.Submission.Rounds;

namespace NativeBench.Submission.Compliance;

/// <summary>
/// Verifies compliance runs as the official scripts do (mlcommons/inference <c>compliance/TEST*/run_verification.py</c>), and lays out
/// what a submission needs of them. What is wrong with a log is a sentence of the verdict, never an exception.
/// </summary>
public static class ComplianceVerifier
{
    private const string BaselineName = "mlperf_log_accuracy_baseline.json";
    private static readonly string[] s_performanceLogs = ["mlperf_log_detail.txt", RunSummary.FileName];

    /// <summary>Verifies one test of one benchmark and scenario, and writes its folder, such as <c>outputFolder/TEST01</c>, anew.</summary>
    /// <param name="test">The test; one of those that <see cref="ComplianceTest.CanVerify"/>, or TEST07 with <see cref="ComplianceOptions.ScoreText"/>.</param>
    /// <param name="benchmarkId">The round's or the catalog's name of the benchmark.</param>
    /// <param name="performanceFolder">The folder with the performance run's logs; for TEST04-B that of TEST04-A. May be empty where
    /// <see cref="ComplianceTest.NeedsPerformanceRun"/> is false.</param>
    /// <param name="accuracyFolder">The folder with the accuracy run's logs, whole. May be empty where <see cref="ComplianceTest.NeedsAccuracyRun"/> is false.</param>
    /// <param name="auditFolder">The folder with the logs of the run that read the test's audit.config; nothing is written there.</param>
    /// <param name="outputFolder">Where the test's folder goes: the folder of the scenario in a tree. Where TEST01's answers differ,
    /// <c>mlperf_log_accuracy_baseline.json</c> is written beside it: the accuracy run's answers to the same samples.</param>
    /// <param name="options">Types, round, how accuracy logs are scored.</param>
    /// <exception cref="ArgumentException">The test can't be verified here.</exception>
    /// <exception cref="IOException">The output folder can't be written.</exception>
    public static ComplianceVerdict Verify(
        ComplianceTest test, string benchmarkId, string performanceFolder, string accuracyFolder, string auditFolder, string outputFolder, ComplianceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(test);
        options ??= new ComplianceOptions();
        if (!test.CanVerify && options.ScoreText is null)
            throw new ArgumentException($"{test} needs what the benchmark's own accuracy script printed.", nameof(test));
        string folder = Path.Combine(outputFolder, test.Name);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        PartReport? accuracy = null, performance = null;
        var reasons = new List<string>();
        if (test == ComplianceTest.Test01)
            accuracy = Test01Accuracy(benchmarkId, accuracyFolder, auditFolder, outputFolder, options);
        else if (test == ComplianceTest.Test06)
            accuracy = TokenCheck.Run(Path.Combine(auditFolder, AnswerLog.FileName), ScenarioOf(auditFolder), options);
        else if (test == ComplianceTest.Test07)
            accuracy = AuditConfigurations.Score(benchmarkId) is { } target ? ScoreCheck.Run(Path.Combine(auditFolder, AnswerLog.FileName), options.ScoreText!, target.Samples, target.Score)
                : throw new ArgumentException($"{test} isn't a test of {benchmarkId}.", nameof(test));
        else if (test == ComplianceTest.Test08)
            accuracy = EntropyComparison.Run(Path.Combine(accuracyFolder, AnswerLog.FileName), Path.Combine(auditFolder, AnswerLog.FileName));
        else if (test == ComplianceTest.Test09)
            accuracy = AuditConfigurations.OutputLength(benchmarkId) is { } bounds ? TokenCheck.MeanLength(Path.Combine(auditFolder, AnswerLog.FileName), bounds.Least, bounds.Most)
                : throw new ArgumentException($"{test} isn't a test of {benchmarkId}.", nameof(test));
        if (test.NeedsPerformanceRun)
            performance = PerformanceComparison.Run(test, performanceFolder, auditFolder, options.Round);
        if (accuracy is not null)
        {
            Write(folder, test == ComplianceTest.Test09 ? "verify_output_len.txt" : "verify_accuracy.txt", accuracy);
            Copy(auditFolder, AnswerLog.FileName, Path.Combine(folder, "accuracy"), reasons);
        }

        if (performance is not null)
        {
            // v2.0 keeps TEST04's verdict with TEST04-A.
            Write(test == ComplianceTest.Test04B ? Path.Combine(outputFolder, ComplianceTest.Test04A.Name) : folder, "verify_performance.txt", performance);
        }

        if (test != ComplianceTest.Test06)
        {
            foreach (string log in s_performanceLogs)
                Copy(auditFolder, log, Path.Combine(folder, "performance", "run_1"), reasons);
        }

        PartReport?[] parts = [accuracy, performance];
        return new ComplianceVerdict(
            test, accuracy?.Passes, performance?.Passes,
            [.. parts.SelectMany(static p => p?.Figures ?? [])],
            [.. parts.SelectMany(static p => p is null || p.Passes ? [] : p.Reasons), .. reasons],
            [.. parts.SelectMany(static p => p?.Warnings ?? []), .. Settings(test, auditFolder)],
            folder);
    }

    /// <summary>Answers bit by bit; where they differ, the accuracies that they give.</summary>
    private static PartReport Test01Accuracy(string benchmarkId, string accuracyFolder, string auditFolder, string outputFolder, ComplianceOptions options)
    {
        string reference = Path.Combine(accuracyFolder, AnswerLog.FileName);
        string audit = Path.Combine(auditFolder, AnswerLog.FileName);
        var report = AnswerComparison.Run(reference, audit, options);
        string output = Path.Combine(outputFolder, ComplianceTest.Test01.Name, "accuracy");
        var compliance = File.Exists(audit) ? options.Score?.Invoke(audit) : null;
        if (compliance is not null)
            WriteLines(Path.Combine(output, "accuracy.txt"), compliance);
        if (report.Passes || !report.Figures.Any(static f => f.Name == "num_perf_log_data_mismatch" && f.Value != "0"))
            return report;

        // verify_accuracy.txt keeps the failure; the checker then compares the two accuracies itself.
        string baselineLog = Path.Combine(outputFolder, BaselineName);
        try
        {
            Directory.CreateDirectory(outputFolder);
            AnswerLog.Extract(reference, AnswerLog.Read(audit).Select(static entry => entry.Sample).ToHashSet(), baselineLog);
        }
        catch (Exception e) when (e is UnreadableLogException or IOException or UnauthorizedAccessException)
        {
            report.Reasons.Add($"{baselineLog} can't be written: {UnreadableFileException.FirstLine(e)}.");
            return report;
        }

        if (compliance is null || options.Score!(baselineLog) is not { } baseline)
        {
            report.Reasons.Add($"For the comparison of accuracies, which may still let it pass, score {audit} and {baselineLog}.");
            return report;
        }

        WriteLines(Path.Combine(output, "baseline_accuracy.txt"), baseline);
        WriteLines(Path.Combine(output, "compliance_accuracy.txt"), compliance);
        var rules = RoundRules.Find(options.Round);
        string? name = rules?.OfficialName(benchmarkId, ImmutableDictionary<string, string>.Empty);
        if (rules is null || name is null)
        {
            report.Reasons.Add($"Round {options.Round} has no {benchmarkId}: how far accuracies may differ isn't known.");
            return report;
        }

        if (BaselineRule.Compare(baseline, compliance, rules.Benchmarks[name].AccuracyOf(ScenarioOf(auditFolder)), name) is { } difference)
        {
            report.Reasons.Add($"The accuracies of the same samples differ too: {difference.Figure} is {difference.Values}; expected {difference.Wanted}.");
            return report;
        }

        report.Decide(true);
        report.Warn("Answers differ from the accuracy run's; their accuracies are close enough. The rules want proof that the system may be non-deterministic.");
        return report;
    }

    /// <summary>Whether the run was one of this test: the scripts don't look.</summary>
    private static IEnumerable<string> Settings(ComplianceTest test, string auditFolder)
    {
        if (Detail(auditFolder) is not { } log)
            yield break;
        string path = Path.Combine(auditFolder, s_performanceLogs[0]);
        if (test.Parts.HasFlag(CompliancePart.Accuracy) && !(log.Number("effective_accuracy_log_sampling_target") > 0))
            yield return $"{path}: effective_accuracy_log_sampling_target is {log.Text("effective_accuracy_log_sampling_target") ?? "missing"}: the test's audit.config wasn't read.";
        if ((test == ComplianceTest.Test04 || test == ComplianceTest.Test04B) && log.Flag("effective_performance_issue_same") != true)
            yield return $"{path}: effective_performance_issue_same is {log.Text("effective_performance_issue_same") ?? "missing"}: the test's audit.config wasn't read.";
        if (test == ComplianceTest.Test04A && log.Flag("effective_performance_issue_unique") != true)
            yield return $"{path}: effective_performance_issue_unique is {log.Text("effective_performance_issue_unique") ?? "missing"}: the test's audit.config wasn't read.";
    }

    private static string ScenarioOf(string folder) => Detail(folder)?.Text("effective_scenario") ?? "";

    private static DetailLog? Detail(string folder)
    {
        try
        {
            return DetailLog.Read(Path.Combine(folder, s_performanceLogs[0]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static void Write(string folder, string name, PartReport report) => WriteLines(Path.Combine(folder, name), report.Lines);

    private static void WriteLines(string path, IEnumerable<string> lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, string.Join('\n', lines) + "\n");
    }

    private static void Copy(string from, string name, string to, List<string> reasons)
    {
        string source = Path.Combine(from, name);
        Directory.CreateDirectory(to);
        if (!DiskFiles.Instance.Look(source).IsFile)
        {
            reasons.Add($"{source} is missing.");
            return;
        }

        try
        {
            File.Copy(source, Path.Combine(to, name), overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reasons.Add($"{source} can't be copied to {to}: {UnreadableFileException.FirstLine(e)}.");
        }
    }
}
