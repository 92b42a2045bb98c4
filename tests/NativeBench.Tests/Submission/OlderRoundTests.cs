using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>
/// A v2.0 submission by <c>submission run</c> and <c>pack</c>, which the official checker of that round (tag v2.0,
/// <c>submission-checker.py</c>) was seen to accept; then one change at a time, with the verdict that it was seen to give.
/// </summary>
public sealed class OlderRoundTests
{
    private const string Compliance = "closed/Example/compliance/box/resnet";
    private const string Measurements = "closed/Example/measurements/box/resnet";
    private const string System = "closed/Example/systems/box.json";

    private static readonly Lazy<Dictionary<string, string>> s_files = new(Make);
    private static readonly string s_log = In("SingleStream", "performance/run_1/mlperf_log_detail.txt");
    private static readonly string s_accuracy = In("SingleStream", "accuracy/accuracy.txt");

    [Test]
    public void The_tree_has_the_round_s_layout() => Assert.That(s_files.Value.Keys, Is.SupersetOf(new[]
    {
        System, "closed/Example/code/resnet/nativebench/README.md", s_log, s_accuracy, $"{Measurements}/Offline/box_nativebench_Offline.json",
        $"{Measurements}/Offline/mlperf.conf", $"{Measurements}/Offline/user.conf", $"{Measurements}/Offline/README.md",
        $"{Compliance}/Offline/TEST01/verify_accuracy.txt", $"{Compliance}/Offline/TEST01/performance/run_1/mlperf_log_summary.txt",
        $"{Compliance}/Offline/TEST04-A/verify_performance.txt", $"{Compliance}/Offline/TEST04-B/performance/run_1/mlperf_log_detail.txt",
        $"{Compliance}/Offline/TEST05/verify_performance.txt",
    }));

    [Test]
    public void Its_mlperf_conf_has_the_round_s_values() => Assert.That(
        s_files.Value[$"{Measurements}/SingleStream/mlperf.conf"], Does.Contain("resnet50.SingleStream.min_query_count = 1024").And.Contain("*.*.qsl_rng_seed = 6655344265603136530"));

    [TestCaseSource(nameof(Probes))]
    public void The_official_verdict(bool accepts, Action<SampleTree> change, bool isFound)
    {
        using var tree = new SampleTree(s_files.Value);
        change(tree);
        var report = SubmissionChecker.Check(tree.Root, RoundRules.Find("v2.0")!);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.OfficialCheckerAccepts, Is.EqualTo(accepts), string.Join('\n', report.Findings));
            Assert.That(report.Findings.Count(static f => f.Key != "loadgen_git_log_message"), isFound ? Is.GreaterThan(0) : Is.Zero, string.Join('\n', report.Findings));
        }
    }

    private static IEnumerable<TestCaseData> Probes()
    {
        yield return Probe("unchanged", true, static _ => { }, isFound: false);
        yield return Probe("result_validity INVALID", false, static t => t.Set(s_log, "result_validity", "\"INVALID\""));
        yield return Probe("wrong seed", true, static t => t.Set(s_log, "effective_qsl_rng_seed", "1"));
        yield return Probe("min_duration 60000", true, static t => t.Set(s_log, "effective_min_duration_ms", "60000"));
        yield return Probe("early_stopping_met false", true, static t => t.Set(s_log, "early_stopping_met", "false"));
        yield return Probe("performance_sample_count 1023", false, static t => t.Set(s_log, "effective_performance_sample_count", "1023"));
        yield return Probe("an error in the performance run", false, static t => Replace(t, s_log, "\"is_error\": false", "\"is_error\": true"));
        yield return Probe("an error in the accuracy run", false, static t => Replace(t, In("SingleStream", "accuracy/mlperf_log_detail.txt"), "\"is_error\": false", "\"is_error\": true"));
        yield return Probe("Offline with 24575 samples", true, static t => t.Set(In("Offline", "performance/run_1/mlperf_log_detail.txt"), "effective_samples_per_query", "24575"));
        yield return Probe("TEST05 missing", true, static t => t.Delete($"{Compliance}/SingleStream/TEST05"));
        yield return Probe("TEST04-A failed", true, static t => t.Write($"{Compliance}/SingleStream/TEST04-A/verify_performance.txt", "TEST FAIL\n"));
        yield return Probe("TEST05 with the round's seeds", true, static t => t.Set($"{Compliance}/SingleStream/TEST05/performance/run_1/mlperf_log_detail.txt", "effective_qsl_rng_seed", "6655344265603136530"));
        yield return Probe("no compliance tests", true, static t => t.Delete("closed/Example/compliance"));
        yield return Probe("mlperf.conf missing", true, static t => t.Delete($"{Measurements}/Offline/mlperf.conf"));
        yield return Probe("no measurements", false, static t => t.Delete("closed/Example/measurements"));
        yield return Probe("no code", true, static t => t.Delete("closed/Example/code"));
        yield return Probe("accuracy 75", false, static t => Replace(t, s_accuracy, "accuracy=100.000", "accuracy=75.000"));
        yield return Probe("hash missing", false, static t => Replace(t, s_accuracy, "hash=", "sum="));
        yield return Probe("accuracy.txt missing", false, static t => t.Delete(s_accuracy));
        yield return Probe("accuracy log not truncated", false, static t => t.Write(In("SingleStream", "accuracy/mlperf_log_accuracy.json"), new string(' ', 12_000)));
        yield return Probe("MultiStream missing", false, static t => t.Delete(In("MultiStream", "")));
        yield return Probe("additional scenario Server", false, static t => t.CopyFolder(In("SingleStream", ""), In("Server", "")));
        yield return Probe("cooling missing", false, static t => t.SetSystem("cooling", null, remove: true));
        yield return Probe("cooling empty", true, static t => t.SetSystem("cooling", ""));
        yield return Probe("host_network_card_count missing", true, static t => t.SetSystem("host_network_card_count", null, remove: true), isFound: false);
        yield return Probe("division in capitals", false, static t => t.SetSystem("division", "Closed"));
        yield return Probe("framework a number", false, static t => t.SetSystem("framework", 5));
        yield return Probe("hw_notes null", false, static t => t.SetSystem("hw_notes", null));
        yield return Probe("sw_notes a number", false, static t => t.SetSystem("sw_notes", 5));
        yield return Probe("accuracy with a colon", false, static t => Replace(t, s_accuracy, "accuracy=", "accuracy: "));
        yield return Probe("accuracy in JSON", false, static t => Replace(t, s_accuracy, "accuracy=", "{\"accuracy\": "));
        yield return Probe("performance_sample_count as a text", false, static t => t.Set(s_log, "effective_performance_sample_count", "\"1024\""));
        yield return Probe("min_duration as a text", false, static t => t.Set(s_log, "effective_min_duration_ms", "\"600000\""));
        yield return Probe("seed as a text", true, static t => t.Set(s_log, "effective_qsl_rng_seed", "\"6655344265603136530\""));
        yield return Probe("submitter without results", true, static t => t.Write("closed/Other/notes.txt", "x"));
        yield return Probe("scenario folder in capitals", false, static t => t.Move(In("Offline", ""), In("OFFLINE", "")));
        yield return Probe("status unknown", false, static t => t.SetSystem("status", "unknown"));
        yield return Probe("SingleStream holds the MultiStream log", true, static t => t.Write(s_log, t.Read(In("MultiStream", "performance/run_1/mlperf_log_detail.txt"))));
        yield return Probe("MultiStream holds the SingleStream log", true, static t => t.Write(In("MultiStream", "performance/run_1/mlperf_log_detail.txt"), t.Read(s_log)), isFound: false);
        yield return Probe("summary missing", true, static t => t.Delete(In("SingleStream", "performance/run_1/mlperf_log_summary.txt")));
        yield return Probe("detail log missing", false, static t => t.Delete(s_log));
    }

    private static TestCaseData Probe(string name, bool accepts, Action<SampleTree> change, bool isFound = true) =>
        new TestCaseData(accepts, change, isFound).SetArgDisplayNames(name);

    private static string In(string scenario, string path) => $"closed/Example/results/box/resnet/{scenario}/{path}".TrimEnd('/');

    private static void Replace(SampleTree tree, string path, string what, string with)
    {
        string text = tree.Read(path);
        int at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), what);
        tree.Write(path, text[..at] + with + text[(at + what.Length)..]);
    }

    private static Dictionary<string, string> Make()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--round", "v2.0"), Is.Zero, host.Cli.Error + host.Cli.Out);
        Assert.That(host.Pack([.. PackedRuns.Fields, "--output", "tree"]), Is.Zero, host.Cli.Error + host.Cli.Out);
        string root = host.At("tree");
        return Directory.GetFiles(root, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(root, f).Replace('\\', '/'), File.ReadAllText);
    }
}
