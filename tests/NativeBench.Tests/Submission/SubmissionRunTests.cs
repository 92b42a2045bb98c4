using System.Text.Json.Nodes;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Submission;

/// <summary><c>submission run</c> on virtual time: what is run, what is kept, what is made again.</summary>
public sealed class SubmissionRunTests
{
    private static readonly string[] s_steps = ["performance", "accuracy", "TEST01", "TEST04"];

    [Test]
    public void Everything_that_closed_asks_for_is_run_once_and_a_second_call_runs_nothing()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run(), Is.Zero, host.Cli.Error + host.Cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Started, Is.EqualTo(new[] { "SingleStream", "MultiStream", "Offline" }.SelectMany(static s =>
                new[] { $"{s} PerformanceOnly", $"{s} AccuracyOnly", $"{s} PerformanceOnly", $"{s} PerformanceOnly" })));
            Assert.That(Steps(host).Select(static s => $"{s["scenario"]} {s["step"]} {s["status"]}"), Is.EqualTo(
                new[] { "SingleStream", "MultiStream", "Offline" }.SelectMany(static scenario => s_steps.Select(step => $"{scenario} {step} good"))));
            Assert.That(host.Cli.Out, Does.Contain("All 12 runs are good."));
            Assert.That(host.Cli.Error.IndexOf(" in all, from a moment's warm-up.", StringComparison.Ordinal), Is.InRange(0, host.Cli.Error.IndexOf("SingleStream performance: starts at", StringComparison.Ordinal)), "the time is told before anything runs");
            Assert.That(File.ReadAllText(host.At("sub/SingleStream/verified/TEST01/verify_accuracy.txt")), Does.Contain("TEST PASS"));
            Assert.That(File.ReadAllText(host.At("sub/Offline/verified/TEST04/verify_performance.txt")), Does.Contain("TEST PASS"));
            Assert.That(File.ReadAllText(host.At("sub/SingleStream/TEST01/SingleStream/performance/mlperf_log_detail.txt")),
                Does.Contain("\"key\": \"effective_accuracy_log_sampling_target\", \"value\": 4096"), "the run read its audit.config");
            Assert.That(JsonNode.Parse(File.ReadAllText(host.At("sub/system.json")))!["operating_system"]!.GetValue<string>(), Is.Not.Empty);
        }

        var before = Stamps(host);
        host.Started.Clear();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run(), Is.Zero);
            Assert.That(host.Started, Is.Empty);
            Assert.That(Stamps(host), Is.EqualTo(before), "a good run is never touched, nor what was verified");
            Assert.That(host.Cli.Error, Does.Contain("0 of 12 runs to make"));
        }
    }

    [Test]
    public void What_is_no_good_is_set_aside_and_made_again_while_the_rest_stays()
    {
        using var host = new SubmissionHost();

        // So slow that LoadGen has too few queries: MultiStream is INVALID, and its tests have nothing to be compared with.
        host.ServiceNs = static settings => settings.Scenario == TestScenario.MultiStream ? 3_000_000_000 : 2_000_000;
        Assert.That(host.Run("--scenario", "SingleStream,MultiStream", "--set", "MultiStream.max_duration=700000"), Is.EqualTo(1), host.Cli.Error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Steps(host).Where(static s => s["status"]!.GetValue<string>() != "good").Select(static s => $"{s["scenario"]} {s["step"]} {s["status"]}"),
                Is.EqualTo(new[] { "MultiStream performance bad", "MultiStream TEST01 missing", "MultiStream TEST04 missing" }));
            Assert.That(host.Cli.Out, Does.Contain("It waits for a VALID performance run of MultiStream.").And.Contain("requires Offline of edge systems"));
        }

        Assert.That(host.Run("--scenario", "SingleStream", "--set", "MultiStream.max_duration=700000"), Is.Zero, "the scenario that was named is good");
        Assert.That(host.Cli.Error, Does.Not.Contain("requires MultiStream"), "it was run before");
        var before = Stamps(host).Where(static s => s.Key.Contains("SingleStream" + Path.DirectorySeparatorChar, StringComparison.Ordinal)).ToArray();
        string bad = File.ReadAllText(host.At("sub/MultiStream/performance/result.json"));
        host.ServiceNs = static _ => 16_000_000;
        host.Started.Clear();
        Assert.That(host.Run("--scenario", "SingleStream,MultiStream", "--set", "MultiStream.max_duration=700000"), Is.Zero, host.Cli.Error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Started, Is.EqualTo(new[] { "MultiStream PerformanceOnly", "MultiStream PerformanceOnly", "MultiStream PerformanceOnly" }));
            Assert.That(File.ReadAllText(host.At("sub/set-aside/MultiStream-performance-1/result.json")), Is.EqualTo(bad), "nothing is deleted");
            Assert.That(Stamps(host).Where(static s => s.Key.Contains("SingleStream" + Path.DirectorySeparatorChar, StringComparison.Ordinal)), Is.EquivalentTo(before));
            Assert.That(JsonNode.Parse(File.ReadAllText(host.At("sub/submission-run.json")))!["set_aside"]![0]!["folder"]!.GetValue<string>(), Is.EqualTo("set-aside/MultiStream-performance-1"));
        }
    }

    [Test]
    public void A_compliance_test_that_fails_is_told_and_made_again()
    {
        using var host = new SubmissionHost();
        int test = 0;
        host.ServiceNs = _ => ++test == 4 ? 1_000_000 : 2_000_000;
        Assert.That(host.Run("--scenario", "SingleStream"), Is.EqualTo(1), host.Cli.Error);
        Assert.That(Steps(host).Last()["reasons"]![0]!.GetValue<string>(), Is.Not.Empty);
        host.Started.Clear();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error + host.Cli.Out);
            Assert.That(host.Started, Has.Count.EqualTo(1));
            Assert.That(Directory.Exists(host.At("sub/set-aside/SingleStream-TEST04-1")));
        }
    }

    [Test]
    public void An_interrupted_submission_goes_on_where_it_ended()
    {
        using var host = new SubmissionHost();
        using (var interrupt = new CancellationTokenSource())
        {
            host.Cli.Context = host.Cli.Context with { Cancellation = interrupt.Token };
            host.BeforeTest = _ =>
            {
                if (host.Started.Count == 3)
                    interrupt.Cancel();
            };
            Assert.That(host.Run("--scenario", "SingleStream"), Is.EqualTo(130));
        }

        host.Cli.Context = host.Cli.Context with { Cancellation = CancellationToken.None };
        host.BeforeTest = static _ => { };
        host.Started.Clear();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
            Assert.That(host.Started, Has.Count.EqualTo(2), "TEST01, which was broken off, and TEST04");
        }
    }

    [Test]
    public void A_run_that_was_killed_is_made_again()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--division", "open", "--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        string result = host.At("sub/SingleStream/accuracy/result.json");
        File.WriteAllText(result, File.ReadAllText(result).Replace("\"status\": \"completed\"", "\"status\": \"running\"", StringComparison.Ordinal));
        host.Started.Clear();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--division", "open", "--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
            Assert.That(host.Started, Is.EqualTo(new[] { "SingleStream AccuracyOnly" }));
            Assert.That(host.Cli.Error, Does.Contain("It was broken off."));
        }
    }

    [Test]
    public void A_folder_s_runs_are_all_made_alike()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--division", "open", "--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--division", "closed"), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("holds runs of --division open; found --division closed."));
            Assert.That(host.Run("--division", "open", "--threads", "1"), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("holds runs made with no --threads; found --threads 1."));
        }
    }

    [Test]
    public void Another_rate_may_be_set_and_a_good_run_is_made_again_only_when_asked()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        host.Started.Clear();
        host.Rates = ["SingleStream.target_latency=1", "MultiStream.target_latency=16", "Offline.target_qps=60"];
        Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        Assert.That(host.Started, Is.Empty);
        Assert.That(host.Run("--scenario", "SingleStream", "--again", "SingleStream/performance"), Is.Zero, host.Cli.Error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Started, Is.EqualTo(new[] { "SingleStream PerformanceOnly" }));
            Assert.That(File.Exists(host.At("sub/set-aside/SingleStream-performance-1/result.json")));
            Assert.That(File.ReadAllText(host.At("sub/SingleStream/verified/TEST01/verify_performance.txt")), Does.Contain("TEST PASS"), "verified against the new run");
            Assert.That(host.Run("--scenario", "SingleStream", "--again", "SingleStream/TEST02"), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("--again knows SingleStream/performance, "));
        }
    }

    [Test]
    public void Two_sessions_never_work_in_one_folder()
    {
        using var host = new SubmissionHost();
        Directory.CreateDirectory(host.At("sub"));
        Assert.That(host.Run("--division", "open", "--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        using var other = new FileStream(host.At("sub/.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--division", "open", "--scenario", "SingleStream"), Is.EqualTo(3));
            Assert.That(host.Cli.Error, Does.Contain("Another 'submission run' is at work in"));
        }
    }

    [Test]
    public void The_outcome_as_JSON_names_what_is_missing()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--scenario", "SingleStream", "--json", "--quiet"), Is.Zero, host.Cli.Error);
        var outcome = JsonNode.Parse(host.Cli.Out)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(outcome["complete"]!.GetValue<bool>(), Is.False);
            Assert.That(outcome["runs"]!.AsArray().Select(static r => r!["run"]!.GetValue<string>()), Is.EqualTo(s_steps));
            Assert.That(outcome["missing"]!.AsArray(), Has.Count.EqualTo(2), "MultiStream and Offline");
        }
    }

    [Test]
    public void The_estimate_runs_nothing()
    {
        using var host = new SubmissionHost();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--estimate"), Is.Zero, host.Cli.Error);
            Assert.That(host.Started, Is.Empty);
            Assert.That(host.Cli.Out, Does.Contain("  SingleStream performance: about 10.0 min").And.Contain("  MultiStream TEST04: about").And.Contain(" in all"));
            Assert.That(Directory.Exists(host.At("sub")), Is.False);
        }
    }

    [TestCase("submission run needs --benchmark", "submission", "run")]
    [TestCase("--round knows v6.1, v6.0, v5.1, v2.0; found 'v7'.", "submission", "run", "--benchmark", "resnet50", "--round", "v7")]
    [TestCase("--round mobile-v2.0: that round has no submission trees of this kind ('run --rules mobile-v2.0' makes its runs); --round knows v6.1, v6.0, v5.1, v2.0.", "submission", "run", "--benchmark", "resnet50", "--round", "mobile-v2.0")]
    [TestCase("--type knows byte, int16, int32, int64, float32; found 'text'.", "submission", "run", "--benchmark", "resnet50", "--type", "text")]
    [TestCase("--benchmark retinanet: v6.0 doesn't have it (for systems that are both edge and datacenter only). It's in v5.1.", "submission", "run", "--benchmark", "retinanet", "--round", "v6.0")]
    [TestCase("--category datacenter: v6.1 has no resnet50 for datacenter systems.", "submission", "run", "--benchmark", "resnet50", "--category", "datacenter")]
    [TestCase("--scenario Server: v6.1 has SingleStream, MultiStream, Offline for 'resnet50' on edge systems.", "submission", "run", "--benchmark", "resnet50", "--scenario", "Server")]
    [TestCase("--benchmark digits: v6.1 doesn't have it. It's in no round.", "submission", "run", "--benchmark", "digits")]
    public void A_mistake_is_told(string sentence, params string[] args)
    {
        using var cli = new Cli.CliHost();
        cli.ExpectMistake(2, sentence, args);
    }

    [Test]
    public void Compliance_runs_of_an_old_rate_are_made_again_in_the_same_call()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--scenario", "Offline"), Is.Zero, host.Cli.Error);
        host.Started.Clear();
        host.Rates = ["Offline.target_qps=80"];
        Assert.That(host.Run("--scenario", "Offline", "--again", "Offline/performance"), Is.Zero, host.Cli.Error + host.Cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Started, Is.EqualTo(new[] { "Offline PerformanceOnly", "Offline PerformanceOnly", "Offline PerformanceOnly" }), "TEST01 and TEST04 too");
            Assert.That(host.Cli.Error, Does.Contain("Offline TEST01: once more, if the new performance run has another rate"), "the estimate says so before");
            Assert.That(host.Cli.Error, Does.Contain("Offline TEST04: It was made before the performance run that is there now, and differs from it: target_qps 80 and 60."));
            Assert.That(Directory.Exists(host.At("sub/set-aside/Offline-TEST01-1")));
            Assert.That(Steps(host).Select(static s => s["status"]!.GetValue<string>()), Is.All.EqualTo("good"));
        }
    }

    [Test]
    public void A_compliance_run_from_before_fails_against_the_new_performance_run_and_is_made_again_in_the_same_call()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        host.Started.Clear();
        host.ServiceNs = static _ => 20_000_000;
        Assert.That(host.Run("--scenario", "SingleStream", "--again", "SingleStream/performance"), Is.Zero, host.Cli.Error + host.Cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Started, Is.EqualTo(new[] { "SingleStream PerformanceOnly", "SingleStream PerformanceOnly", "SingleStream PerformanceOnly" }));
            Assert.That(host.Cli.Error, Does.Contain("SingleStream TEST01: It was made before the performance run that is there now, and fails against it:"));
            Assert.That(Directory.Exists(host.At("sub/set-aside/SingleStream-verified-TEST01-1")), "what was verified before is kept");
        }
    }

    [Test]
    public void A_run_that_differs_from_its_performance_run_is_told_and_not_made_over_and_over()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        string path = host.At("sub/SingleStream/accuracy/result.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"name\": \"ort-cpu\"", "\"name\": \"ort-cuda\"", StringComparison.Ordinal));
        host.Started.Clear();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--scenario", "SingleStream"), Is.EqualTo(1));
            Assert.That(host.Started, Is.Empty);
            Assert.That(host.Cli.Out, Does.Contain("SingleStream accuracy is bad: It and the performance run differ: backend ort-cpu and ort-cuda. '--again SingleStream' makes all runs of SingleStream alike."));
        }
    }

    [Test]
    public void Verifying_writes_nothing_to_the_runs_it_looks_at()
    {
        using var host = new SubmissionHost { Answer = static (audit, sample) => audit == "TEST01.config" && sample % 200 == 0 ? 1 : 0 };
        Assert.That(host.Run("--scenario", "SingleStream", "--type", "float32"), Is.Zero, host.Cli.Error + host.Cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory.GetFiles(host.At("sub/SingleStream/TEST01"), "*", SearchOption.AllDirectories).Select(Path.GetFileName), Is.EquivalentTo(new[]
            {
                "result.json", "report.html", "mlperf_log_accuracy.json", "mlperf_log_detail.txt", "mlperf_log_summary.txt", "mlperf_log_trace.json",
            }));
            Assert.That(File.Exists(host.At("sub/SingleStream/verified/mlperf_log_accuracy_baseline.json")));
            Assert.That(File.ReadAllText(host.At("sub/SingleStream/verified/TEST01/verify_accuracy.txt")), Does.Not.Contain("TEST PASS"), "the accuracies decide");
            Assert.That(Directory.Exists(host.At("sub/SingleStream/verified/.new")), Is.False);
        }
    }

    [Test]
    public void Another_way_to_compare_verifies_anew_and_runs_nothing()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
        host.Started.Clear();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run("--scenario", "SingleStream", "--type", "float32"), Is.Zero, host.Cli.Error);
            Assert.That(host.Started, Is.Empty);
            Assert.That(Steps(host)[2]["verification"]!["how"]!.GetValue<string>(), Is.EqualTo("first Float32"));
            Assert.That(Directory.Exists(host.At("sub/set-aside/SingleStream-verified-TEST01-1")));
            Assert.That(host.Run("--scenario", "SingleStream", "--whole-answers"), Is.Zero, host.Cli.Error);
            Assert.That(Steps(host)[2]["verification"]!["how"]!.GetValue<string>(), Is.EqualTo("whole answers"));
        }
    }

    [Test]
    public void Killed_at_any_point_it_goes_on_with_what_is_missing()
    {
        var moments = new List<Dictionary<string, byte[]>>();
        string before = "";
        using (var host = new SubmissionHost { ServiceNs = static _ => 500_000_000, Rates = ["SingleStream.target_latency=500"] })
        {
            void Keep()
            {
                var paths = Directory.Exists(host.At("sub"))
                    ? Directory.GetFiles(host.At("sub"), "*", SearchOption.AllDirectories).Where(static f => Path.GetFileName(f) != ".lock").Order(StringComparer.Ordinal).ToArray() : [];
                string now = string.Join('\n', paths.Select(static f => $"{f} {new FileInfo(f).Length} {File.GetLastWriteTimeUtc(f).Ticks}"));
                if (now == before)
                    return;
                before = now;
                moments.Add(paths.ToDictionary(f => Path.GetRelativePath(host.At("sub"), f), File.ReadAllBytes));
            }

            host.Cli.Context = host.Cli.Context with { Terminal = new NativeBench.Cli.Output.Terminal(TextWriter.Null, new Watched(Keep)) };
            host.BeforeTest = _ => Keep();
            host.AfterTest = Keep;
            Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero);
            Keep();
        }

        Assert.That(moments, Has.Count.GreaterThan(12), "each of four runs: begun, logs written, done");
        foreach (var moment in moments)
        {
            using var host = new SubmissionHost { ServiceNs = static _ => 500_000_000, Rates = ["SingleStream.target_latency=500"] };
            foreach (var (path, bytes) in moment)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(host.At("sub/" + path))!);
                File.WriteAllBytes(host.At("sub/" + path), bytes);
            }

            string[] done = [.. s_steps.Where(step => moment.TryGetValue(Path.Combine("SingleStream", step, "result.json"), out byte[]? json)
                && JsonNode.Parse(json)!["status"]!.GetValue<string>() == "completed")];
            string files = string.Join('\n', moment.Keys);
            Assert.That(host.Run("--scenario", "SingleStream"), Is.Zero, $"{files}\n{host.Cli.Error}");
            using (Assert.EnterMultipleScope())
            {
                Assert.That(host.Started, Is.EqualTo(s_steps.Except(done).Select(static s => s == "accuracy" ? "SingleStream AccuracyOnly" : "SingleStream PerformanceOnly")), files);
                Assert.That(Steps(host).Select(static s => s["status"]!.GetValue<string>()), Is.EqualTo(Enumerable.Repeat("good", 4)), files);
                Assert.That(File.ReadAllText(host.At("sub/SingleStream/verified/TEST01/verify_accuracy.txt")), Does.Contain("TEST PASS"), files);
                Assert.That(File.ReadAllText(host.At("sub/SingleStream/verified/TEST04/verify_performance.txt")), Does.Contain("TEST PASS"), files);
                foreach (string step in done)
                    Assert.That(File.ReadAllBytes(host.At($"sub/SingleStream/{step}/result.json")), Is.EqualTo(moment[Path.Combine("SingleStream", step, "result.json")]), "good runs stay");
            }
        }
    }

    [Test]
    public void The_list_needs_neither_model_nor_data()
    {
        using var cli = new Cli.CliHost();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cli.Run("submission", "run", "--benchmark", "retinanet", "--round", "v5.1", "--category", "datacenter", "--dry-run", "--home", "nowhere"), Is.Zero, cli.Error);
            Assert.That(cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.EqualTo(new[]
            {
                "  Server performance: at least 10.0 min", "  Server accuracy: every sample once", "  Server TEST01: at least 10.0 min",
                "  Offline performance: at least 10.0 min", "  Offline accuracy: every sample once", "  Offline TEST01: at least 10.0 min",
            }));
            Assert.That(Directory.GetFileSystemEntries(cli.Folder), Is.Empty, "nothing is made");
        }
    }

    [Test]
    public void The_list_as_JSON_tells_what_is_done_already()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--division", "open", "--scenario", "SingleStream", "--quiet"), Is.Zero, host.Cli.Error);
        int text = host.Cli.Out.Length;
        Assert.That(host.Run("--division", "open", "--dry-run", "--json"), Is.Zero, host.Cli.Error);
        var list = JsonNode.Parse(host.Cli.Out[text..])!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(list["runs"]!.AsArray().Select(static r => $"{r!["scenario"]} {r["run"]} {r["good"]}"), Is.EqualTo(new[]
            {
                "SingleStream performance true", "SingleStream accuracy true", "MultiStream performance false", "MultiStream accuracy false", "Offline performance false", "Offline accuracy false",
            }));
            Assert.That(list["runs"]![2]!["least_seconds"]!.GetValue<double>(), Is.EqualTo(600));
        }
    }

    [Test]
    public void The_estimate_as_JSON_has_the_seconds_of_each_run()
    {
        using var host = new SubmissionHost();
        Assert.That(host.Run("--estimate", "--json"), Is.Zero, host.Cli.Error);
        var estimate = JsonNode.Parse(host.Cli.Out)!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(estimate["runs"]!.AsArray(), Has.Count.EqualTo(12));
            Assert.That(estimate["runs"]![0]!["seconds"]!.GetValue<double>(), Is.GreaterThanOrEqualTo(600));
            Assert.That(estimate["seconds"]!.GetValue<double>(), Is.EqualTo(estimate["runs"]!.AsArray().Sum(static r => r!["seconds"]!.GetValue<double>())).Within(0.1));
        }
    }

    [Test]
    public void A_folder_with_something_else_in_it_is_left_alone()
    {
        using var host = new SubmissionHost();
        Directory.CreateDirectory(host.At("sub"));
        File.WriteAllText(host.At("sub/notes.txt"), "mine");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(host.Run(), Is.EqualTo(2));
            Assert.That(host.Cli.Error, Does.Contain("--output 'sub' isn't empty and holds no submission-run.json"));
        }
    }

    /// <summary>Tells of each line.</summary>
    private sealed class Watched(Action seen) : StringWriter
    {
        public override void WriteLine(string? value) => seen();
    }

    [Test]
    public void What_a_kill_at_the_very_start_leaves_is_no_obstacle()
    {
        using var host = new SubmissionHost();
        Directory.CreateDirectory(host.At("sub"));
        File.WriteAllText(host.At("sub/.lock"), "");
        File.WriteAllText(host.At("sub/submission-run.json.tmp"), "{");
        Assert.That(host.Run("--division", "open", "--scenario", "SingleStream"), Is.Zero, host.Cli.Error);
    }

    private static JsonObject[] Steps(SubmissionHost host) =>
        [.. JsonNode.Parse(File.ReadAllText(host.At("sub/submission-run.json")))!["steps"]!.AsArray().Select(static s => s!.AsObject())];

    /// <summary>When each file of the runs and their verification was last written.</summary>
    private static KeyValuePair<string, DateTime>[] Stamps(SubmissionHost host) =>
    [
        .. Directory.EnumerateFiles(host.At("sub"), "*", SearchOption.AllDirectories)
            .Where(static f => Path.GetFileName(f) is not "submission-run.json")
            .Order(StringComparer.Ordinal).Select(static f => KeyValuePair.Create(f, File.GetLastWriteTimeUtc(f))),
    ];
}
