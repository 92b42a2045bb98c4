using NativeBench.Submission.Compliance;
using NativeBench.Submission.Files;

namespace NativeBench.Submission.Checking;

/// <summary>The compliance tests of a result (closed and network divisions).</summary>
internal static class ComplianceCheck
{
    private const string Pass = "TEST PASS";
    private static readonly string[] s_logs = ["mlperf_log_detail.txt", "mlperf_log_summary.txt"];
    private static readonly string[] s_tolerated = ["mlperf_log_accuracy.json", "mlperf_log_trace.json", "results.json", ".gitkeep"];
    private static readonly string[] s_lossyAccuracyFiles = ["accuracy.txt", "baseline_accuracy.txt", "compliance_accuracy.txt", "mlperf_log_accuracy.json"];

    public static void Run(CheckContext tree, ResultFolder result)
    {
        if (result.IsOpen || result.Rules is not { } rules)
            return;
        foreach (string test in rules.ComplianceTests)
        {
            string folder = result.CompliancePath(tree.Rules, test);
            if (!tree.HasFolder(folder))
            {
                tree.Judged(folder, null, null, "a folder", $"The compliance test {test} is missing.");
                continue;
            }

            if (test is "TEST01" or "TEST04" or "TEST04-A" or "TEST04-B" or "TEST05")
                Performance(tree, result, test, folder);
            switch (test)
            {
                case "TEST01":
                    Accuracy(tree, result, folder);
                    break;
                case "TEST06":
                    Lines(tree, folder + "/verify_accuracy.txt",
                        ["First token check pass: True|First token check pass: Skipped", "EOS check pass: True", "Sample length check pass: True"], whole: true);
                    break;
                case "TEST07":
                    Log(tree, folder + "/accuracy");
                    Lines(tree, folder + "/verify_accuracy.txt", [Pass]);
                    break;
                case "TEST08":
                    Lines(tree, folder + "/verify_accuracy.txt", [Pass], whole: true);
                    break;
                case "TEST09":
                    Log(tree, folder + "/accuracy");
                    Lines(tree, folder + "/verify_output_len.txt", [Pass]);
                    break;
            }
        }
    }

    private static void Performance(CheckContext tree, ResultFolder result, string test, string folder)
    {
        // TEST04-B's verdict lies with TEST04-A.
        if (test != "TEST04-B")
            Lines(tree, folder + "/verify_performance.txt", [Pass]);
        string run = folder + "/performance/run_1";
        string path = run + "/mlperf_log_detail.txt";
        if (tree.ReadLog(path, $"{test}'s detail log", judged: true) is { } log)
        {
            // The older tests have other seeds (TEST05), or stop after each sample was issued (TEST04-A).
            if (!tree.Rules.OnlyReports)
                PerformanceLogCheck.Run(tree, result, path, log);
            Settings(tree, test, path, log);
        }

        foreach (string file in s_logs.Except(tree.Files(run)).Except(["mlperf_log_detail.txt"]))
            tree.Judged($"{run}/{file}", null, null, "a file", $"{test} has to bring it.");
        foreach (string file in tree.Files(run).Except(s_logs).Except(s_tolerated))
            tree.Judged($"{run}/{file}", null, file, string.Join(", ", s_logs), $"Nothing else may lie in {test}'s run_1.");
    }

    /// <summary>Whether the run was one of this test at all: the official checker doesn't look.</summary>
    private static void Settings(CheckContext tree, string test, string path, DetailLog log)
    {
        if (test == "TEST01" && !(log.Number("effective_accuracy_log_sampling_target") > 0))
            tree.AgainstRules(path, "effective_accuracy_log_sampling_target", log.Text("effective_accuracy_log_sampling_target"), "the test's number of samples", "The test's audit.config was never read: no answers were sampled.");
        if ((test is "TEST04" or "TEST04-B") && log.Flag("effective_performance_issue_same") != true)
            tree.AgainstRules(path, "effective_performance_issue_same", log.Text("effective_performance_issue_same"), "true", "The test's audit.config was never read: it issues one sample over and over.");
        if (test == "TEST04-A" && log.Flag("effective_performance_issue_unique") != true)
            tree.AgainstRules(path, "effective_performance_issue_unique", log.Text("effective_performance_issue_unique"), "true", "The test's audit.config was never read: it issues every sample once.");
        if (test == "TEST05" && log.Unsigned("effective_qsl_rng_seed") == tree.Rules.Seeds.QslRngSeed)
            tree.AgainstRules(path, "effective_qsl_rng_seed", log.Text("effective_qsl_rng_seed"), "another seed than the round's", "The test's audit.config was never read: it has seeds of its own.");
    }

    private static void Accuracy(CheckContext tree, ResultFolder result, string folder)
    {
        string path = folder + "/verify_accuracy.txt";
        string accuracy = folder + "/accuracy";
        Log(tree, accuracy);
        if (tree.ReadLines(path, "TEST01's verdict on accuracy", judged: true) is not { } lines)
            return;
        if (lines.Any(static line => line.Trim() == Pass))
        {
            if (!tree.HasFile(accuracy + "/mlperf_log_accuracy.json"))
                tree.AgainstRules(accuracy, null, null, "mlperf_log_accuracy.json", "The answers that TEST01 compared are missing.");
            return;
        }

        string[] files = [.. tree.Files(accuracy).Except(s_tolerated.Except(s_lossyAccuracyFiles))];
        if (!files.Order(StringComparer.Ordinal).SequenceEqual(s_lossyAccuracyFiles))
        {
            tree.Judged(path, null, "no TEST PASS", Pass, files.Length == 0
                ? "TEST01 failed, and there are no accuracies of both runs that could be compared."
                : $"TEST01 failed; for a comparison of accuracies {accuracy} has to hold exactly {string.Join(", ", s_lossyAccuracyFiles)}.");
            return;
        }

        var baseline = tree.ReadLines(accuracy + "/baseline_accuracy.txt", "The accuracy run's figures") ?? [];
        var compliance = tree.ReadLines(accuracy + "/compliance_accuracy.txt", "TEST01's figures") ?? [];
        if (BaselineRule.Compare(baseline, compliance, result.Rules!.AccuracyOf(result.ScenarioName), result.Benchmark!) is { } difference)
            tree.Judged(accuracy, difference.Figure, difference.Values, difference.Wanted, "The two runs' accuracies differ too much.");
    }

    /// <summary>The answers that the test logged, and the hash that their truncation left.</summary>
    private static void Log(CheckContext tree, string accuracy)
    {
        string log = accuracy + "/mlperf_log_accuracy.json";
        if (!tree.HasFile(log))
            return;
        string? hash = null;
        string text = accuracy + "/accuracy.txt";
        try
        {
            if (tree.HasFile(text))
                hash = AccuracyRunCheck.Hash(tree, text, tree.LinesOf(text), static _ => { });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Nobody but reviewers reads it.
            tree.AgainstRules(text, null, null, "a readable file", $"The test's accuracy.txt can't be read: {UnreadableFileException.FirstLine(e)}.");
        }

        AccuracyLogCheck.Run(tree, log, hash, isResult: false);
    }

    /// <summary>Each wanted text has to be in some line, or with <paramref name="whole"/> be one; alternatives are divided by a bar.</summary>
    private static void Lines(CheckContext tree, string path, string[] wanted, bool whole = false)
    {
        if (tree.ReadLines(path, "The test's verdict", judged: true) is not { } lines)
            return;
        foreach (string text in wanted)
        {
            if (!lines.Any(line => text.Split('|').Any(part => whole ? line.Trim() == part : line.Contains(part, StringComparison.Ordinal))))
                tree.Judged(path, null, lines.LastOrDefault(static l => l.Contains("TEST", StringComparison.Ordinal)), text.Replace("|", " or ", StringComparison.Ordinal), "The compliance test wasn't passed.");
        }
    }
}
