using NativeBench.Submission;
using NativeBench.Submission.Checking;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>Power folders: the files that the official checker wants, samples within the run, and that the rest isn't verified.</summary>
public sealed class PowerCheckTests
{
    private static readonly string s_folder = SampleTree.In("Offline", "performance");
    private static readonly string[] s_power = ["client.json", "client.log", "ptd_logs.txt", "server.json", "server.log"];

    [Test]
    public void What_is_there_passes_and_what_is_not_verified_is_said()
    {
        using var tree = WithPower();
        var report = Check(tree);
        Assert.That(report.OfficialCheckerAccepts, Is.True, string.Join('\n', report.Findings));
        Assert.That(report.Findings.Single().Message, Does.StartWith("Power measurements aren't verified by NativeBench"));
        Assert.That(report.Findings.Single().Path, Is.EqualTo(s_folder + "/power"));
    }

    [TestCase("power/client.json")]
    [TestCase("power/server.log")]
    [TestCase("power/ptd_logs.txt")]
    [TestCase("run_1/spl.txt")]
    [TestCase("ranging/spl.txt")]
    [TestCase("ranging/mlperf_log_detail.txt")]
    [TestCase("ranging")]
    public void A_missing_file_is_rejected(string path)
    {
        using var tree = WithPower();
        tree.Delete($"{s_folder}/{path}");
        Rejects(tree, $"{s_folder}/{path}");
    }

    [Test]
    public void An_additional_file_is_rejected([Values("power", "run_1", "ranging")] string folder)
    {
        using var tree = WithPower();
        tree.Write($"{s_folder}/{folder}/notes.txt", "x");
        Rejects(tree, $"{s_folder}/{folder}/notes.txt");
    }

    [TestCase("Time,01-01-1999 00:00:00.000,Watts,100.0,Volts,230\n")]
    [TestCase("Time,now,Watts,100.0\n")]
    [TestCase("Time\n")]
    [TestCase("")]
    public void Samples_outside_the_run_or_unreadable_are_rejected(string lines)
    {
        using var tree = WithPower();
        tree.Write(s_folder + "/run_1/spl.txt", lines);
        Rejects(tree, s_folder + "/run_1/spl.txt");
    }

    [Test]
    public void Without_times_in_the_log_there_is_no_power()
    {
        using var tree = WithPower();
        tree.Set(s_folder + "/run_1/mlperf_log_detail.txt", "power_begin", "\"soon\"");
        Rejects(tree, s_folder + "/run_1/mlperf_log_detail.txt");
    }

    /// <summary>What is said to be plain was taken by PyYAML; the official program breaks off at what that doesn't take.</summary>
    [TestCase("a: 1", true)]
    [TestCase("# x\n---x: 1", false)]
    [TestCase("node:\n  PSUs:\n    - PowerCapacityWatts: 1200\n      Name: \"a b\"\n    - PowerCapacityWatts: 1200\n  Min PSUs Needed: 1\nother:\n  PSUs:\n    - PowerCapacityWatts: 5.5", true)]
    [TestCase("- a\n- 'b'\n- c: 1\n  d: 2", true)]
    [TestCase("a: 1\n  b: 2", false)]
    [TestCase("a:\n    b: 2\n  c: 3", false)]
    [TestCase("a: [1", false)]
    [TestCase("a: 1\n- b", false)]
    [TestCase("\ta: 1", false)]
    [TestCase("a: b: c", false)]
    [TestCase("a", false)]
    [TestCase("", true)]
    public void Plain_YAML(string text, bool isPlain)
    {
        Assert.That(NameplateCheck.IsPlain(text.Split('\n')), Is.EqualTo(isPlain));
        using var tree = new SampleTree();
        tree.Write(SampleTree.Submitter + "/systems/box_power.yaml", text);
        Assert.That(Check(tree).Findings.Single().Severity, Is.EqualTo(isPlain ? FindingSeverity.Suspicious : FindingSeverity.RulesSaySo));
    }

    private static SampleTree WithPower()
    {
        var tree = new SampleTree();
        foreach (string file in s_power)
            tree.Write($"{s_folder}/power/{file}", "{}");
        string log = s_folder + "/run_1/mlperf_log_detail.txt";
        tree.CopyFolder(s_folder + "/run_1", s_folder + "/ranging");
        tree.Set(log, "power_begin", "\"01-02-2026 10:00:00.000\"");
        tree.Set(log, "power_end", "\"01-02-2026 10:20:00.000\"");
        foreach (string run in new[] { "run_1", "ranging" })
            tree.Write($"{s_folder}/{run}/spl.txt", "Time,01-02-2026 10:10:00.000,Watts,100.5,Volts,230.0\nTime,01-02-2026 11:10:00.000,Watts,0.5,Volts,230.0\n");
        return tree;
    }

    private static void Rejects(SampleTree tree, string path) => Assert.That(
        Check(tree).Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects));

    private static CheckReport Check(SampleTree tree) => SubmissionChecker.Check(tree.Root, RoundRules.Find("v6.1")!);
}
