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
            Assert.That(Stamps(host), Is.EqualTo(before), "a good run is never touched");
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
    [TestCase("--round knows v6.1, v2.0; found 'v7'.", "submission", "run", "--benchmark", "resnet50", "--round", "v7")]
    [TestCase("--category datacenter: v6.1 has no resnet50 for datacenter systems.", "submission", "run", "--benchmark", "resnet50", "--category", "datacenter")]
    [TestCase("--scenario Server: v6.1 has SingleStream, MultiStream, Offline for 'resnet50' on edge systems.", "submission", "run", "--benchmark", "resnet50", "--scenario", "Server")]
    [TestCase("--benchmark digits: v6.1 doesn't have it. It's in no round.", "submission", "run", "--benchmark", "digits")]
    public void A_mistake_is_told(string sentence, params string[] args)
    {
        using var cli = new Cli.CliHost();
        cli.ExpectMistake(2, sentence, args);
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

    private static JsonObject[] Steps(SubmissionHost host) =>
        [.. JsonNode.Parse(File.ReadAllText(host.At("sub/submission-run.json")))!["steps"]!.AsArray().Select(static s => s!.AsObject())];

    /// <summary>When each run's files were last written; the verification is made anew each time.</summary>
    private static KeyValuePair<string, DateTime>[] Stamps(SubmissionHost host) =>
    [
        .. Directory.EnumerateFiles(host.At("sub"), "*", SearchOption.AllDirectories)
            .Where(static f => !f.Contains("verified", StringComparison.Ordinal) && Path.GetFileName(f) is not "submission-run.json")
            .Order(StringComparer.Ordinal).Select(static f => KeyValuePair.Create(f, File.GetLastWriteTimeUtc(f))),
    ];
}
