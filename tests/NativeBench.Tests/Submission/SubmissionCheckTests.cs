using System.Text.Json.Nodes;
using NativeBench.Submission;
using NativeBench.Submission.Rounds;

namespace NativeBench.Tests.Submission;

/// <summary>
/// One change at a time on a tree that passes, with the verdict that the official checker of round v6.1 was seen to give for it
/// (mlcommons/inference b66003e1), and what is to be found where that lets something through.
/// </summary>
public sealed class SubmissionCheckTests
{
    private const string Accepts = "pass";
    private const string Rejects = "fail";

    private static readonly string s_performance = SampleTree.In("SingleStream", "performance/run_1/mlperf_log_detail.txt");
    private static readonly string s_offline = SampleTree.In("Offline", "performance/run_1/mlperf_log_detail.txt");
    private static readonly string s_accuracy = SampleTree.In("SingleStream", "accuracy/mlperf_log_detail.txt");
    private static readonly string s_accuracyText = SampleTree.In("SingleStream", "accuracy/accuracy.txt");
    private static readonly string s_accuracyLog = SampleTree.In("SingleStream", "accuracy/mlperf_log_accuracy.json");
    private static readonly string s_test01 = SampleTree.In("SingleStream", "TEST01");

    [Test]
    public void The_sample_tree_passes()
    {
        using var tree = new SampleTree();
        var report = Check(tree);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.Findings, Is.Empty);
            Assert.That(report.Results.Select(static r => r.Scenario), Is.EqualTo(new[] { "MultiStream", "Offline", "SingleStream" }));
            Assert.That(report.Results.All(static r => r is { Benchmark: "resnet", Value: > 0 }), Is.True);
        }
    }

    [TestCaseSource(nameof(Probes))]
    public void The_official_verdict_and_what_it_lets_through(string verdict, FindingSeverity? found, Action<SampleTree> change)
    {
        using var tree = new SampleTree();
        change(tree);
        var report = Check(tree);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(report.OfficialCheckerAccepts ? Accepts : Rejects, Is.EqualTo(verdict), string.Join('\n', report.Findings));
            if (found is { } severity)
                Assert.That(report.Findings.Select(static f => f.Severity), Does.Contain(severity));
            else
                Assert.That(report.Findings, verdict == Accepts ? Is.Empty : Is.Not.Empty);
        }
    }

    [Test]
    public void Another_rounds_rules_reject_the_tree([Values("v6.0", "v5.1")] string round)
    {
        using var tree = new SampleTree();
        Assert.That(SubmissionChecker.Check(tree.Root, RoundRules.Find(round)!).OfficialCheckerAccepts, Is.False);
    }

    [Test]
    public void The_full_log_tells_whether_hash_and_truncated_log_belong_to_it()
    {
        using var tree = new SampleTree();
        using var full = new TemporaryFolder();
        string path = Path.Combine(full.Path, s_accuracyLog);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, new string('x', 20_000));
        var findings = SubmissionChecker.Check(tree.Root, RoundRules.Find("v6.1")!, full.Path).Findings;
        Assert.That(findings.Where(static f => f.Severity == FindingSeverity.RulesSaySo).Select(static f => f.Message),
            Is.EquivalentTo(new[] { "The truncated log isn't cut from the full one.", "accuracy.txt has the hash of another log." }));
    }

    [Test]
    public void A_run_of_our_own_LoadGen_is_told_from_an_official_one()
    {
        using var tree = new SampleTree();
        tree.Set(s_performance, "loadgen_git_log_message", "\"NativeBench.LoadGen 0.1.0, behaves as MLCommons LoadGen 6.0.17\"");
        Assert.That(Check(tree).Findings.Single(), Has.Property(nameof(Finding.Severity)).EqualTo(FindingSeverity.RulesSaySo)
            .And.Property(nameof(Finding.Key)).EqualTo("loadgen_git_log_message"));
    }

    [Test]
    public void A_run_on_an_emulated_device_is_told_from_a_real_one()
    {
        using var tree = new SampleTree();
        tree.Set(s_performance, "sut_name", "\"tensorrt model.onnx (emulated)\"");
        Assert.That(Check(tree).Findings.Single(), Has.Property(nameof(Finding.Severity)).EqualTo(FindingSeverity.RulesSaySo)
            .And.Property(nameof(Finding.Key)).EqualTo("sut_name"));
    }

    /// <summary>The official program reads UTF-8 without leniency.</summary>
    [Test]
    public void Bytes_that_are_no_UTF_8_are_rejected()
    {
        foreach (string path in new[] { s_performance, s_accuracy, s_accuracyText, s_test01 + "/verify_accuracy.txt", s_test01 + "/verify_performance.txt", SampleTree.Submitter + "/systems/box.json" })
        {
            using var tree = new SampleTree();
            string file = Path.Combine(tree.Root, path);
            File.WriteAllBytes(file, [.. File.ReadAllBytes(file), 0xFF, (byte)'\n']);
            Assert.That(Check(tree).Findings, Has.Some.Matches<Finding>(f => f.Path == path && f.Severity == FindingSeverity.OfficialCheckerRejects), path);
        }
    }

    [TestCase("hw_notes")]
    [TestCase("cooling")]
    [TestCase("retraining")]
    public void Bytes_that_are_no_UTF_8_inside_of_a_string_are_rejected(string key)
    {
        using var tree = new SampleTree();
        string path = key == "retraining" ? SampleTree.In("Offline", "measurements.json") : SampleTree.Submitter + "/systems/box.json";
        string file = Path.Combine(tree.Root, path);
        byte[] bytes = File.ReadAllBytes(file);
        int at = bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(key)) + key.Length;
        at += bytes.AsSpan(at).IndexOf((byte)':') + 1;
        bytes[at + bytes.AsSpan(at).IndexOf((byte)'"') + 1] = 0xFF;
        File.WriteAllBytes(file, bytes);
        Assert.That(Check(tree).Findings.Single(), Has.Property(nameof(Finding.Path)).EqualTo(path).And.Property(nameof(Finding.Severity)).EqualTo(FindingSeverity.OfficialCheckerRejects)
            .And.Property(nameof(Finding.Message)).Contains("no UTF-8"));
    }

    [Test]
    public void An_inferred_result_is_computed_as_the_official_checker_does()
    {
        using var tree = new SampleTree();
        CopyLog(tree, "SingleStream", "MultiStream");
        CopyLog(tree, "MultiStream", "Offline");
        double estimate = double.Parse(Value(tree, s_performance, "early_stopping_latency_ms"), System.Globalization.CultureInfo.InvariantCulture);
        double rate = double.Parse(Value(tree, s_performance, "result_qps_without_loadgen_overhead"), System.Globalization.CultureInfo.InvariantCulture);
        var report = Check(tree);
        Assert.That(report.Results.Single(static r => r.Scenario == "MultiStream"), Has.Property(nameof(CheckedResult.Value)).EqualTo(8 * estimate));
        Assert.That(report.Results.Single(static r => r.Scenario == "Offline"), Has.Property(nameof(CheckedResult.Value)).EqualTo(rate), "the log is SingleStream's by now");
    }

    /// <summary>Whatever is cut off, emptied or replaced by other bytes: findings, never an exception.</summary>
    [Test]
    public void A_broken_tree_never_ends_the_check()
    {
        var random = new Random(1);
        using var tree = new SampleTree();
        string[] files = Directory.GetFiles(tree.Root, "*", SearchOption.AllDirectories);
        foreach (string file in files)
        {
            byte[] before = File.ReadAllBytes(file);
            int kind = random.Next(3);
            byte[] broken = kind == 0 ? [] : before[..random.Next(before.Length)];
            if (kind == 2)
                random.NextBytes(broken);
            File.WriteAllBytes(file, broken);
            Assert.DoesNotThrow(() => Check(tree), $"{file}, kind {kind}");
            File.WriteAllBytes(file, before);
        }
    }

    [Test]
    public void The_command_prints_findings_and_ends_with_1_when_there_are_any()
    {
        using var tree = new SampleTree();
        using var cli = new Cli.CliHost();
        Assert.That(cli.Run("submission", "check", tree.Root, "--json"), Is.Zero, cli.Error);
        Assert.That(JsonNode.Parse(cli.Out)!["official_checker_accepts"]!.GetValue<bool>(), Is.True);
        tree.Set(s_performance, "effective_min_duration_ms", "60000");
        using var again = new Cli.CliHost();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(again.Run("submission", "check", tree.Root), Is.EqualTo(1));
            Assert.That(again.Out, Does.Contain("The official checker rejects:").And.Contain($"{s_performance} [effective_min_duration_ms]: ")
                .And.Contain("Found: 60000; wanted: at least 600000."));
        }
    }

    [TestCase("submission check needs the tree's folder", "submission", "check")]
    [TestCase("FOLDER 'nowhere': there is no such folder.", "submission", "check", "nowhere")]
    [TestCase("--round knows v6.1, v6.0, v5.1, v2.0; found 'v7'.", "submission", "check", ".", "--round", "v7")]
    public void A_mistake_is_told(string sentence, params string[] args)
    {
        using var cli = new Cli.CliHost();
        cli.ExpectMistake(2, sentence, args);
    }

    private static CheckReport Check(SampleTree tree) => SubmissionChecker.Check(tree.Root, RoundRules.Find("v6.1")!);

    /// <summary>Verdict of the official checker, what is found here (null: nothing more), and the change.</summary>
    internal static IEnumerable<TestCaseData> Probes()
    {
        const FindingSeverity Rules = FindingSeverity.RulesSaySo;
        const FindingSeverity Odd = FindingSeverity.Suspicious;
        const FindingSeverity Official = FindingSeverity.OfficialCheckerRejects;
        string run = SampleTree.In("SingleStream", "performance");
        string system = SampleTree.Submitter + "/systems/box.json";

        yield return Probe("performance: result_validity INVALID", Accepts, Rules, t => t.Set(s_performance, "result_validity", "\"INVALID\""));
        yield return Probe("performance: one record flagged is_error", Accepts, Rules, t => Flag(t, s_performance));
        yield return Probe("performance: early_stopping_met false (SingleStream)", Rejects, Official, t => t.Set(s_performance, "early_stopping_met", "false"));
        yield return Probe("performance: early_stopping_met false (Offline)", Accepts, Odd, t => t.Set(s_offline, "early_stopping_met", "false"));
        yield return Probe("performance: effective_min_duration_ms 60000", Rejects, Official, t => t.Set(s_performance, "effective_min_duration_ms", "60000"));
        yield return Probe("performance: result_min_duration_met false", Accepts, Rules, t => t.Set(s_performance, "result_min_duration_met", "false"));
        yield return Probe("performance: effective_performance_sample_count 1023", Rejects, Official, t => t.Set(s_performance, "effective_performance_sample_count", "1023"));
        yield return Probe("performance: wrong qsl_rng_seed", Rejects, Official, t => t.Set(s_performance, "effective_qsl_rng_seed", "1"));
        yield return Probe("performance: wrong schedule_rng_seed", Rejects, Official, t => t.Set(s_performance, "effective_schedule_rng_seed", "1"));
        yield return Probe("performance: Offline effective_samples_per_query 24575", Rejects, Official, t => t.Set(s_offline, "effective_samples_per_query", "24575"));
        yield return Probe("performance: effective_test_mode AccuracyOnly", Accepts, Rules, t => t.Set(s_performance, "effective_test_mode", "\"AccuracyOnly\""));
        yield return Probe("performance: loadgen_version changed", Accepts, Odd, t => t.Set(s_performance, "loadgen_version", "\"mine\""));
        yield return Probe("performance: first line is not an MLLOG record", Rejects, Official, t => t.Write(s_performance, "hello\n" + t.Read(s_performance)));
        yield return Probe("performance: a later line without the marker", Accepts, Odd, t => t.Write(s_performance, t.Read(s_performance) + "hello\n"));
        yield return Probe("performance: a broken MLLOG line", Rejects, Official, t => t.Write(s_performance, t.Read(s_performance) + ":::MLLOG {broken\n"));
        yield return Probe("performance: metadata.is_error missing in one record", Rejects, Official, t => ReplaceFirst(t, s_performance, "\"is_error\"", "\"is_fault\""));
        yield return Probe("performance: detail log missing", Rejects, Official, t => t.Delete(s_performance));
        yield return Probe("performance: summary missing", Accepts, Rules, t => t.Delete(run + "/run_1/mlperf_log_summary.txt"));
        yield return Probe("performance: additional file in run_1", Accepts, null, t => t.Write(run + "/run_1/notes.txt", "x"));
        yield return Probe("performance: additional folder run_2", Accepts, Odd, t => t.CopyFolder(run + "/run_1", run + "/run_2"));

        yield return Probe("accuracy: 75.690 in accuracy.txt", Rejects, Official, t => ReplaceFirst(t, s_accuracyText, "76.500", "75.690"));
        yield return Probe("accuracy: 75.696 in accuracy.txt", Accepts, null, t => ReplaceFirst(t, s_accuracyText, "76.500", "75.696"));
        yield return Probe("accuracy: hash line missing", Rejects, Official, t => ReplaceFirst(t, s_accuracyText, "hash=", "sum="));
        yield return Probe("accuracy: hash is no hash", Accepts, Rules, t => t.Write(s_accuracyText, "accuracy=76.500%\nhash=" + new string('0', 64) + "\n"));
        yield return Probe("accuracy: hash does not belong to a log that was short enough to stay whole", Accepts, Rules, t => t.Write(s_accuracyLog, "[\n]\n"));
        yield return Probe("accuracy: accuracy.txt missing", Rejects, Official, t => t.Delete(s_accuracyText));
        yield return Probe("accuracy: mlperf_log_accuracy.json above 10240 bytes", Rejects, Official, t => t.Write(s_accuracyLog, t.Read(s_accuracyLog) + new string(' ', 3000)));
        yield return Probe("accuracy: mlperf_log_accuracy.json missing", Rejects, Official, t => t.Delete(s_accuracyLog));
        yield return Probe("accuracy: mlperf_log_accuracy.json is a folder", Accepts, Rules, t =>
        {
            t.Delete(s_accuracyLog);
            t.Write(s_accuracyLog + "/x.txt", "x");
        });
        yield return Probe("accuracy: summary missing", Accepts, Rules, t => t.Delete(SampleTree.In("SingleStream", "accuracy/mlperf_log_summary.txt")));
        yield return Probe("accuracy: one record flagged is_error", Rejects, Official, t => Flag(t, s_accuracy));
        yield return Probe("accuracy: effective_accuracy_sample_count 49999", Rejects, Official, t => t.Set(s_accuracy, "effective_accuracy_sample_count", "49999"));
        yield return Probe("accuracy: effective_test_mode PerformanceOnly", Accepts, Rules, t => t.Set(s_accuracy, "effective_test_mode", "\"PerformanceOnly\""));
        yield return Probe("accuracy: wrong seeds in the accuracy run", Accepts, Rules, t => t.Set(s_accuracy, "effective_qsl_rng_seed", "1"));

        yield return Probe("scenario MultiStream missing", Rejects, Official, t => t.Delete(SampleTree.Benchmark + "/MultiStream"));
        yield return Probe("MultiStream folder holds the SingleStream log", Accepts, null, t => CopyLog(t, "SingleStream", "MultiStream"));
        yield return Probe("Offline folder holds the MultiStream log", Accepts, null, t => CopyLog(t, "MultiStream", "Offline"));
        yield return Probe("SingleStream folder holds the MultiStream log", Rejects, Official, t => CopyLog(t, "MultiStream", "SingleStream"));
        yield return Probe("scenario folder in lower case", Accepts, null, t => t.Move(SampleTree.Benchmark + "/Offline", SampleTree.Benchmark + "/offline"));
        yield return Probe("additional scenario folder Server", Rejects, Official, t => t.CopyFolder(SampleTree.Benchmark + "/SingleStream", SampleTree.Benchmark + "/Server"));
        yield return Probe("benchmark folder named resnet", Accepts, null, t => Rename(t, "resnet"));
        yield return Probe("benchmark folder named resnet50-int8-mine", Accepts, null, t => Rename(t, "resnet50-int8-mine"));
        yield return Probe("benchmark folder with unknown name, closed", Rejects, Official, t => Rename(t, "mynet"));
        yield return Probe("results folder of a system without systems/*.json", Rejects, Official, t => t.Delete(system));
        yield return Probe("systems/*.json without results", Accepts, Odd, t => t.Write(SampleTree.Submitter + "/systems/other.json", t.Read(system)));
        yield return Probe("measurements.json missing", Rejects, Official, t => t.Delete(SampleTree.In("Offline", "measurements.json")));
        yield return Probe("measurements.json: retraining missing", Rejects, Official, t => ReplaceFirst(t, SampleTree.In("Offline", "measurements.json"), "retraining", "training"));
        yield return Probe("measurements.json: retraining empty", Rejects, Official, t => ReplaceFirst(t, SampleTree.In("Offline", "measurements.json"), "\"No\"", "\"\""));
        yield return Probe("user.conf missing", Rejects, Official, t => t.Delete(SampleTree.In("Offline", "user.conf")));
        yield return Probe("user.conf empty", Rejects, Official, t => t.Write(SampleTree.In("Offline", "user.conf"), ""));
        yield return Probe("README.md missing", Rejects, Official, t => t.Delete(SampleTree.In("Offline", "README.md")));
        yield return Probe("src folder missing", Rejects, Official, t => t.Delete(SampleTree.Submitter + "/src"));
        yield return Probe("src folder empty", Accepts, Rules, t => t.Delete(SampleTree.Submitter + "/src/resnet50/README.md"));
        yield return Probe("src a file", Accepts, Rules, t =>
        {
            t.Delete(SampleTree.Submitter + "/src");
            t.Write(SampleTree.Submitter + "/src", "x");
        });
        yield return Probe("calibration document missing", Accepts, Odd, t => t.Delete(SampleTree.Submitter + "/documentation"));

        yield return Probe("system: field cooling missing", Rejects, Official, t => t.SetSystem("cooling", null, remove: true));
        yield return Probe("system: cooling empty", Rejects, Official, t => t.SetSystem("cooling", ""));
        yield return Probe("system: hw_notes empty", Accepts, null, t => t.SetSystem("hw_notes", ""));
        yield return Probe("system: host_processor_frequency empty", Accepts, null, t => t.SetSystem("host_processor_frequency", ""));
        yield return Probe("system: status 'unknown'", Rejects, Official, t => t.SetSystem("status", "unknown"));
        yield return Probe("system: status 'Available'", Accepts, null, t => t.SetSystem("status", "Available"));
        yield return Probe("system: submitter in other case", Accepts, null, t => t.SetSystem("submitter", "EXAMPLE"));
        yield return Probe("system: other submitter", Rejects, Official, t => t.SetSystem("submitter", "Other"));
        yield return Probe("system: division open", Rejects, Official, t => t.SetSystem("division", "open"));
        yield return Probe("system: system_type in capitals", Rejects, Official, t => t.SetSystem("system_type", "Edge"));
        yield return Probe("accuracy: a blank behind the hash", Rejects, Official, t => t.Write(s_accuracyText, string.Join(" \n", t.Read(s_accuracyText).TrimEnd().Split('\n')) + " \n"));
        yield return Probe("accuracy: a figure below the target first", Rejects, Official, t => t.Write(s_accuracyText, "accuracy=10.000%, good=5000, total=50000\n" + t.Read(s_accuracyText)));
        yield return Probe("accuracy: a figure below the target after the hash", Accepts, null, t => t.Write(s_accuracyText, t.Read(s_accuracyText).TrimEnd() + "\naccuracy=10.000%, good=5000, total=50000\n"));
        yield return Probe("performance: a result of 0", Rejects, Official, t => t.Set(s_performance, "early_stopping_latency_ss", "0"));
        yield return Probe("system: half a surrogate pair", Rejects, Official, t => t.Write(SampleTree.Submitter + "/systems/box.json",
            System.Text.RegularExpressions.Regex.Replace(t.Read(SampleTree.Submitter + "/systems/box.json"), "\"status\": *\"[^\"]*\"", "\"status\": \"\\ud800\"")));
        yield return Probe("system: system_type datacenter", Rejects, Official, t => t.SetSystem("system_type", "datacenter"));
        yield return Probe("system: system_type datacenter,edge", Rejects, Official, t => t.SetSystem("system_type", "datacenter,edge"));
        yield return Probe("system: accelerators_per_node 'none'", Rejects, Official, t => t.SetSystem("accelerators_per_node", "none"));
        yield return Probe("system: accelerators_per_node number 0", Rejects, Official, t => t.SetSystem("accelerators_per_node", 0));
        yield return Probe("system: number_of_nodes number 1", Accepts, null, t => t.SetSystem("number_of_nodes", 1));
        yield return Probe("system: is_network 'true'", Rejects, Official, t => t.SetSystem("is_network", "true"));

        yield return Probe("TEST04 folder missing", Rejects, Official, t => t.Delete(SampleTree.In("SingleStream", "TEST04")));
        yield return Probe("TEST01: verify_accuracy.txt says TEST FAIL", Rejects, Official, t => t.Write(s_test01 + "/verify_accuracy.txt", "TEST FAIL\n"));
        yield return Probe("TEST01: FAIL plus equal baseline and compliance accuracy files", Accepts, null, t =>
        {
            t.Write(s_test01 + "/verify_accuracy.txt", "TEST FAIL\n");
            t.Write(s_test01 + "/accuracy/baseline_accuracy.txt", "accuracy=76.004%\n");
            t.Write(s_test01 + "/accuracy/compliance_accuracy.txt", "accuracy=76.004%\n");
        });
        yield return Probe("TEST01: FAIL and accuracies 1.2 % apart", Rejects, Official, t =>
        {
            t.Write(s_test01 + "/verify_accuracy.txt", "TEST FAIL\n");
            t.Write(s_test01 + "/accuracy/baseline_accuracy.txt", "accuracy=76.004%\n");
            t.Write(s_test01 + "/accuracy/compliance_accuracy.txt", "accuracy=75.1%\n");
        });
        yield return Probe("TEST01: verify_performance.txt says TEST FAIL", Rejects, Official, t => t.Write(s_test01 + "/verify_performance.txt", "TEST FAIL\n"));
        yield return Probe("TEST01: accuracy folder missing while verify says PASS", Accepts, Rules, t => t.Delete(s_test01 + "/accuracy"));
        yield return Probe("TEST01: additional file in performance/run_1", Rejects, Official, t => t.Write(s_test01 + "/performance/run_1/notes.txt", "x"));
        yield return Probe("TEST01: summary missing in performance/run_1", Rejects, Official, t => t.Delete(s_test01 + "/performance/run_1/mlperf_log_summary.txt"));
        yield return Probe("TEST01: wrong seed in its log", Rejects, Official, t => t.Set(s_test01 + "/performance/run_1/mlperf_log_detail.txt", "effective_qsl_rng_seed", "1"));
        yield return Probe("TEST01: audit.config was never read", Accepts, Rules, t => t.Set(s_test01 + "/performance/run_1/mlperf_log_detail.txt", "effective_accuracy_log_sampling_target", "0"));
        yield return Probe("additional file in the root", Accepts, Odd, t => t.Write("notes.txt", "x"));
        yield return Probe("additional top folder", Accepts, Odd, t => t.Write("more/notes.txt", "x"));
        yield return Probe("file name with a blank", Accepts, Rules, t => t.Write(SampleTree.Submitter + "/src/resnet50/my notes.md", "x"));
        yield return Probe("60 MB file in src", Accepts, Rules, t => t.Write(SampleTree.Submitter + "/src/resnet50/weights.bin", new string('x', 60 << 20)));
        yield return Probe("open division: no compliance, accuracy 10, one scenario", Accepts, null, static t => ToOpen(t, "resnet50"));
        yield return Probe("open division: unknown model name without model_mapping.json", Rejects, Official, static t => ToOpen(t, "mynet"));
        yield return Probe("open division: unknown model name with model_mapping.json", Accepts, null, static t =>
        {
            ToOpen(t, "mynet");
            t.Write("open/Example/model_mapping.json", """{"mynet": "resnet"}""");
        });
        // Numbers in quotation marks can't be compared: the official program's check of them ends with an error.
        foreach (string key in new[] { "effective_performance_sample_count", "effective_min_duration_ms", "effective_qsl_rng_seed", "effective_sample_index_rng_seed", "effective_schedule_rng_seed" })
            yield return Probe($"performance: {key} as a text", Rejects, Official, t => Quote(t, s_performance, key));
        foreach (string key in new[] { "effective_samples_per_query", "effective_min_query_count" })
            yield return Probe($"performance: Offline {key} as a text", Rejects, Official, t => Quote(t, s_offline, key));
        yield return Probe("performance: Offline effective_samples_per_query null", Rejects, Official, t => t.Set(s_offline, "effective_samples_per_query", "null"));
        yield return Probe("performance: the result as a text", Accepts, Rules, t => Quote(t, s_performance, "early_stopping_latency_ss"));
        yield return Probe("performance: the result as another text", Rejects, Official, t => t.Set(s_performance, "early_stopping_latency_ss", "\"fast\""));
        yield return Probe("performance: a result that is 0 in ms", Rejects, Official, t => t.Set(s_performance, "early_stopping_latency_ss", "1e-320"));
        yield return Probe("performance: a result below 0", Accepts, Rules, t => t.Set(s_performance, "early_stopping_latency_ss", "-5"));
        yield return Probe("performance: early_stopping_met \"false\"", Accepts, Rules, t => t.Set(s_performance, "early_stopping_met", "\"false\""));
        yield return Probe("performance: early_stopping_met null", Rejects, Official, t => t.Set(s_performance, "early_stopping_met", "null"));
        yield return Probe("performance: a byte order mark", Rejects, Official, t => t.Write(s_performance, "\uFEFF" + t.Read(s_performance)));
        yield return Probe("accuracy: effective_accuracy_sample_count as a text", Rejects, Official, t => Quote(t, s_accuracy, "effective_accuracy_sample_count"));
        yield return Probe("accuracy: is_error 1", Rejects, Official, t => ReplaceFirst(t, s_accuracy, "\"is_error\": false", "\"is_error\": 1"));
        yield return Probe("accuracy: is_error \"no\"", Rejects, Official, t => ReplaceFirst(t, s_accuracy, "\"is_error\": false", "\"is_error\": \"no\""));
        yield return Probe("accuracy: a byte order mark before the figure", Rejects, Official, t => t.Write(s_accuracyText, "\uFEFF" + t.Read(s_accuracyText)));
        yield return Probe("accuracy: the figure with two points", Rejects, Official, t => ReplaceFirst(t, s_accuracyText, "76.500", "76.5.0"));
        yield return Probe("accuracy: the figure in quotation marks", Rejects, Official, t => ReplaceFirst(t, s_accuracyText, "=76.500", "='76.500'"));
        yield return Probe("accuracy: the figure with blanks", Accepts, null, t => ReplaceFirst(t, s_accuracyText, "=76.500", " = 76.500"));
        yield return Probe("accuracy: blanks before the figure", Rejects, Official, t => ReplaceFirst(t, s_accuracyText, "accuracy=", " accuracy="));

        // Inferred results.
        string singleAsMulti = SampleTree.In("MultiStream", "performance/run_1/mlperf_log_detail.txt");
        yield return Probe("MultiStream from SingleStream: early_stopping_latency_ms 0", Rejects, Official, t =>
        {
            CopyLog(t, "SingleStream", "MultiStream");
            t.Set(singleAsMulti, "early_stopping_latency_ms", "0");
        });
        yield return Probe("MultiStream from SingleStream: early_stopping_latency_ms as a text", Rejects, Official, t =>
        {
            CopyLog(t, "SingleStream", "MultiStream");
            Quote(t, singleAsMulti, "early_stopping_latency_ms");
        });
        yield return Probe("MultiStream from SingleStream: TEST01's early_stopping_latency_ms 0", Rejects, Official, t =>
        {
            CopyLog(t, "SingleStream", "MultiStream");
            t.Set(SampleTree.In("MultiStream", "TEST01/performance/run_1/mlperf_log_detail.txt"), "early_stopping_latency_ms", "0");
        });
        yield return Probe("SingleStream itself: early_stopping_latency_ms 0", Accepts, null, t => t.Set(s_performance, "early_stopping_latency_ms", "0"));
        yield return Probe("Offline from SingleStream", Accepts, null, t => CopyLog(t, "SingleStream", "Offline"));
        yield return Probe("Offline from SingleStream: its rate missing", Rejects, Official, t =>
        {
            CopyLog(t, "SingleStream", "Offline");
            Without(t, s_offline, "result_qps_without_loadgen_overhead");
        });
        yield return Probe("Offline from MultiStream: mean latency 0", Rejects, Official, t =>
        {
            CopyLog(t, "MultiStream", "Offline");
            t.Set(s_offline, "result_mean_query_latency_ns", "0");
        });
        yield return Probe("TEST04: its result missing", Rejects, Official, t => Without(t, SampleTree.In("SingleStream", "TEST04/performance/run_1/mlperf_log_detail.txt"), "early_stopping_latency_ss"));
        yield return Probe("TEST01: additional .gitkeep beside both accuracies", Accepts, Rules, t =>
        {
            t.Write(s_test01 + "/verify_accuracy.txt", "TEST FAIL\n");
            t.Write(s_test01 + "/accuracy/baseline_accuracy.txt", "accuracy=76.004%\n");
            t.Write(s_test01 + "/accuracy/compliance_accuracy.txt", "accuracy=76.004%\n");
            t.Write(s_test01 + "/accuracy/.gitkeep", "");
        });
        yield return Probe("TEST01: the hash of another log", Accepts, Rules, t => t.Write(s_test01 + "/accuracy/mlperf_log_accuracy.json", "[]\n"));

        yield return Probe("scenario folder in capitals", Rejects, Official, t => t.Move(SampleTree.Benchmark + "/Offline", SampleTree.Benchmark + "/OFFLINE"));
        yield return Probe("benchmark folder without scenarios", Accepts, Rules, t => Directory.CreateDirectory(Path.Combine(t.Root, SampleTree.Submitter + "/results/box/bert-99")));
        yield return Probe("submitter without results", Rejects, Official, t => t.Write("closed/Other/notes.txt", "x"));
        yield return Probe("system: number_of_nodes 1.5 as a number", Accepts, null, t => t.SetSystem("number_of_nodes", 1.5));
        yield return Probe("system: number_of_nodes \"1.5\"", Rejects, Official, t => t.SetSystem("number_of_nodes", "1.5"));
        yield return Probe("system: number_of_nodes \" +1_0 \"", Accepts, null, t => t.SetSystem("number_of_nodes", " +1_0 "));
        yield return Probe("system: status with a blank", Rejects, Official, t => t.SetSystem("status", "r di"));
        yield return Probe("system: submitter a number", Rejects, Official, t => t.SetSystem("submitter", 5));
        yield return Probe("system: is_network false without quotation marks", Rejects, Official, t => t.SetSystem("is_network", false));
        yield return Probe("system: is_network null", Accepts, null, t => t.SetSystem("is_network", null));
        yield return Probe("system: is_network empty", Accepts, null, t => t.SetSystem("is_network", ""));
        yield return Probe("system: sw_notes a number", Rejects, Official, t => t.SetSystem("sw_notes", 5));
        yield return Probe("system: hw_notes a number, sw_notes a text", Rejects, Official, t => t.SetSystem("hw_notes", 5));
        yield return Probe("system: hw_notes a number, sw_notes empty", Accepts, null, t =>
        {
            t.SetSystem("hw_notes", 5);
            t.SetSystem("sw_notes", "");
        });
        yield return Probe("system: half a surrogate pair in hw_notes", Rejects, Official, t => t.Write(system, System.Text.RegularExpressions.Regex.Replace(t.Read(system), "\"hw_notes\": *\"[^\"]*\"", "\"hw_notes\": \"\\ud800\"")));
        yield return Probe("measurements.json: a list", Rejects, Official, t => t.Write(SampleTree.In("Offline", "measurements.json"), "[]"));
        yield return Probe("open division: Offline without effective_samples_per_query", Rejects, Official, static t =>
        {
            ToOpen(t, "resnet50");
            Without(t, "open/Example/results/box/resnet50/Offline/performance/run_1/mlperf_log_detail.txt", "effective_samples_per_query");
        });
        yield return Probe("open division: model_mapping.json names a nickname", Rejects, Official, static t =>
        {
            ToOpen(t, "mynet");
            t.Write("open/Example/model_mapping.json", """{"mynet": "resnet50"}""");
        });
        yield return Probe("open division: model_mapping.json is broken", Rejects, Official, static t =>
        {
            ToOpen(t, "resnet50");
            t.Write("open/Example/model_mapping.json", "{");
        });
        yield return Probe("empty tree", Accepts, Rules, static t => t.Delete("closed"));
    }

    private static TestCaseData Probe(string name, string verdict, FindingSeverity? found, Action<SampleTree> change) =>
        new TestCaseData(verdict, found, change).SetArgDisplayNames(name);

    private static void ReplaceFirst(SampleTree tree, string path, string what, string with)
    {
        string text = tree.Read(path);
        int at = text.IndexOf(what, StringComparison.Ordinal);
        Assert.That(at, Is.GreaterThanOrEqualTo(0), what);
        tree.Write(path, text[..at] + with + text[(at + what.Length)..]);
    }

    /// <summary>Puts a key's value into quotation marks.</summary>
    private static void Quote(SampleTree tree, string path, string key) => tree.Set(path, key, $"\"{Value(tree, path, key)}\"");

    private static string Value(SampleTree tree, string path, string key)
    {
        string line = tree.Read(path).Split('\n').First(l => l.Contains($"\"key\": \"{key}\"", StringComparison.Ordinal));
        return JsonNode.Parse(line[8..])!["value"]!.ToJsonString();
    }

    private static void Without(SampleTree tree, string path, string key)
    {
        string[] lines = tree.Read(path).Split('\n');
        string[] left = [.. lines.Where(l => !l.Contains($"\"key\": \"{key}\"", StringComparison.Ordinal))];
        Assert.That(left, Has.Length.LessThan(lines.Length), key);
        tree.Write(path, string.Join('\n', left));
    }

    private static void Flag(SampleTree tree, string path) => ReplaceFirst(tree, path, "\"is_error\": false", "\"is_error\": true");

    private static void CopyLog(SampleTree tree, string from, string to)
    {
        foreach (string part in new[] { "performance/run_1", "TEST01/performance/run_1", "TEST04/performance/run_1" })
            tree.CopyFolder(SampleTree.In(from, part), SampleTree.In(to, part));
    }

    private static void Rename(SampleTree tree, string benchmark) => tree.Move(SampleTree.Benchmark, SampleTree.Submitter + "/results/box/" + benchmark);

    private static void ToOpen(SampleTree tree, string benchmark)
    {
        Rename(tree, benchmark);
        tree.SetSystem("division", "open");
        tree.Move("closed", "open");
        string results = "open/Example/results/box/" + benchmark;
        tree.Delete(results + "/MultiStream");
        tree.Delete(results + "/SingleStream");
        tree.Delete(results + "/Offline/TEST01");
        tree.Delete(results + "/Offline/TEST04");
        ReplaceFirst(tree, results + "/Offline/accuracy/accuracy.txt", "76.500", "10.000");
    }
}
