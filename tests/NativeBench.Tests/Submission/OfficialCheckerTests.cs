using System.Diagnostics;
using NativeBench.Submission;

namespace NativeBench.Tests.Submission;

/// <summary>
/// The official checker itself on packed trees. NATIVEBENCH_MLPERF_INFERENCE names a checkout of mlcommons/inference (b66003e1 for
/// v6.1); python3 with PyYAML has to be there. Without the checkout the tests are skipped.
/// </summary>
public sealed class OfficialCheckerTests
{
    private const string Variable = "NATIVEBENCH_MLPERF_INFERENCE";

    [TestCase("closed", 3)]
    [TestCase("closed", 3, "--rehearsal")]
    [TestCase("open", 3, "--division", "open", "--model-name", "mynet")]
    public void It_accepts_a_packed_tree(string division, int results, params string[] more)
    {
        string checker = Path.Combine(Checkout(), "tools", "submission");
        using var host = PackedRuns.Runs();
        Assert.That(host.Pack([.. PackedRuns.Fields, "--output", "tree", .. more]), Is.Zero, host.Cli.Error);
        var (code, output) = Python(checker, "-m", "submission_checker.main", "--input", host.At("tree"), "--version", "v6.1", "--csv", host.At("summary.csv"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, output);
            Assert.That(output, Does.Contain("SUMMARY: submission looks OK"));
            Assert.That(output, Does.Contain($"{char.ToUpperInvariant(division[0])}{division[1..]} Results={results},"), "an empty tree looks OK too");
        }
    }

    [TestCase("v6.0")]
    [TestCase("v5.1")]
    public void It_accepts_a_tree_of_an_earlier_round(string round)
    {
        string checker = Path.Combine(Checkout(), "tools", "submission");
        using var host = new SubmissionHost { ServiceNs = static _ => 500_000_000, Rates = ["SingleStream.target_latency=500", "MultiStream.target_latency=500", "Offline.target_qps=60"] };
        Assert.That(host.Run("--round", round), Is.Zero, host.Cli.Error);
        Assert.That(host.Pack([.. PackedRuns.Fields, "--output", "tree"]), Is.Zero, host.Cli.Error);
        var (code, output) = Python(checker, "-m", "submission_checker.main", "--input", host.At("tree"), "--version", round, "--csv", host.At("summary.csv"));
        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Contain("SUMMARY: submission looks OK").And.Contain("Closed Results=3,"));
    }

    [Test]
    public void It_rejects_one_whose_compliance_tests_are_missing()
    {
        string checker = Path.Combine(Checkout(), "tools", "submission");
        using var host = PackedRuns.Runs();
        Assert.That(host.Pack([.. PackedRuns.Fields, "--output", "tree"]), Is.Zero, host.Cli.Error);
        Directory.Delete(host.At("tree/closed/Example/results/box/resnet/Offline/TEST01"), recursive: true);
        Assert.That(Python(checker, "-m", "submission_checker.main", "--input", host.At("tree"), "--version", "v6.1", "--csv", host.At("summary.csv")).Code, Is.Not.Zero);
    }

    /// <summary>The verdicts that <see cref="SubmissionCheckTests"/> has for each change are the program's.</summary>
    [Explicit("minutes: one run of the official program each")]
    [TestCaseSource(typeof(SubmissionCheckTests), nameof(SubmissionCheckTests.Probes))]
    public void It_gives_the_verdict_that_is_recorded(string verdict, FindingSeverity? found, Action<SampleTree> change)
    {
        string checker = Path.Combine(Checkout(), "tools", "submission");
        using var tree = new SampleTree();
        using var folder = new TemporaryFolder();
        change(tree);
        var (code, output) = Python(checker, "-m", "submission_checker.main", "--input", tree.Root, "--version", "v6.1", "--csv", folder.Combine("summary.csv"));
        Assert.That(code == 0 && output.Contains("SUMMARY: submission looks OK", StringComparison.Ordinal) ? "pass" : "fail", Is.EqualTo(verdict), $"{found}: {output}");
    }

    private static string Checkout()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
        {
            Assert.Ignore($"{Variable} names no checkout of mlcommons/inference.");
            return "";
        }

        Assert.That(Directory.Exists(Path.Combine(path, "tools", "submission", "submission_checker")), $"{Variable}: {path} holds no tools/submission/submission_checker");
        return path;
    }

    private static (int Code, string Output) Python(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("python3", arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }
}
