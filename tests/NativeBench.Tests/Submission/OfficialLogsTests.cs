using System.IO.Compression;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Official;
using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>
/// A whole submission, run and packed twice: with our LoadGen, and with logs that the official one wrote for the same settings and
/// system (<c>tests/golden/submission/official_logs.zip</c>, by <c>scripts/reference/official_logs.py</c>). Accuracy logs are ours in
/// both: that they are equal, the golden cases of LoadGen show.
/// </summary>
public sealed class OfficialLogsTests
{
    private static readonly string[] s_packing = [.. PackedRuns.Fields, "--output", "tree", "--full-logs", "full"];

    [Test]
    public void Official_logs_and_ours_give_the_same_findings()
    {
        var (own, ownBroken) = Check(official: false);
        var (official, officialBroken) = Check(official: true);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(official.OfficialCheckerAccepts, string.Join('\n', official.Findings));
            Assert.That(own.OfficialCheckerAccepts, string.Join('\n', own.Findings));
            Assert.That(official.Results.Select(static r => (r.Path, r.MeasuredScenario, r.Metric, r.Value)), Is.EqualTo(own.Results.Select(static r => (r.Path, r.MeasuredScenario, r.Metric, r.Value))));
            Assert.That(Described(official), Is.EqualTo(Described(own)));

            // Ours say in every log that they aren't the official LoadGen's, which is the one difference.
            Assert.That(own.Findings.Any(IsOrigin), Is.True);
            Assert.That(official.Findings.Any(IsOrigin), Is.False);
            Assert.That(official.Passes, string.Join('\n', official.Findings));

            // Broken in the same way.
            Assert.That(officialBroken.OfficialCheckerAccepts, Is.False);
            Assert.That(officialBroken.Findings, Has.Length.AtLeast(18));
            Assert.That(Described(officialBroken), Is.EqualTo(Described(ownBroken)));
        }
    }

    private static void Break(string folder)
    {
        foreach (string file in Directory.GetFiles(folder, "mlperf_log_detail.txt", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            string broken = text
                .Replace("\"key\": \"effective_min_duration_ms\", \"value\": 600000", "\"key\": \"effective_min_duration_ms\", \"value\": 60000", StringComparison.Ordinal)
                .Replace("\"key\": \"effective_qsl_rng_seed\", \"value\": 2085463073848966840", "\"key\": \"effective_qsl_rng_seed\", \"value\": 1", StringComparison.Ordinal)
                .Replace("\"key\": \"result_validity\", \"value\": \"VALID\"", "\"key\": \"result_validity\", \"value\": \"INVALID\"", StringComparison.Ordinal);
            Assert.That(broken, Is.Not.EqualTo(text));
            File.WriteAllText(file, broken);
        }
    }

    private static bool IsOrigin(Finding finding) => finding.Key == "loadgen_git_log_message";

    private static string[] Described(CheckReport report) => [.. report.Findings.Where(static f => !IsOrigin(f)).Select(static f => f.ToString())];

    private static (CheckReport Whole, CheckReport Broken) Check(bool official)
    {
        using var host = official ? new SubmissionHost() : PackedRuns.Runs();
        if (official)
        {
            WriteOfficialLogs(host);
            Assert.That(host.Run(), Is.Zero, host.Cli.Error + host.Cli.Out);
        }

        Assert.That(host.Pack(s_packing), Is.Zero, host.Cli.Error + host.Cli.Out);
        string tree = host.At("tree");
        var whole = SubmissionChecker.Check(tree, RoundRules.Find("v6.1")!, host.At("full"));
        Break(tree);
        return (whole, SubmissionChecker.Check(tree, RoundRules.Find("v6.1")!, host.At("full")));
    }

    /// <summary>Puts the recorded logs in the place of ours, and reads results from them as a run with the official LoadGen does.</summary>
    private static void WriteOfficialLogs(SubmissionHost host)
    {
        var own = host.Cli.Context.StartTest;
        host.Cli.Context = host.Cli.Context with
        {
            StartTest = (sut, library, settings, logs, options) =>
            {
                var asked = OfficialLoadGen.Overridden(settings, options.AuditConfigPath);
                string kind = asked.Mode == TestMode.AccuracyOnly ? "accuracy" : asked.AccuracyLogSamplingTarget > 0 ? "TEST01" : asked.PerformanceIssueSame ? "TEST04" : "performance";
                if (kind is "accuracy" or "TEST01")
                    own(sut, library, settings, logs, options);
                else
                    File.WriteAllText(Path.Combine(logs.OutputDirectory, "mlperf_log_accuracy.json"), "[\n]\n");
                using var archive = ZipFile.OpenRead(RepositoryRoot.Combine("tests", "golden", "submission", "official_logs.zip"));
                foreach (string name in new[] { "mlperf_log_detail.txt", "mlperf_log_summary.txt" })
                    archive.GetEntry($"{asked.Scenario}/{kind}/{name}")!.ExtractToFile(Path.Combine(logs.OutputDirectory, name), overwrite: true);
                var read = OfficialResult.Read(
                    new OfficialEnd(TestOutcome.Completed, null, null, 0, 0, 0), asked, EffectiveSettings.Compute(asked, SubmissionHost.SampleCount, 1024), logs, options);
                Assert.That(read.Outcome, Is.EqualTo(TestOutcome.Completed), read.Reason);
                Assert.That(read.Warnings.Where(static w => w.StartsWith("The official LoadGen's", StringComparison.Ordinal)), Is.Empty, "the recorded runs are those that are asked for");
                return read;
            },
        };
    }
}
