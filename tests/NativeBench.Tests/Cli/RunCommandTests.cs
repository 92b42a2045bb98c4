using System.Text.Json;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

/// <summary><c>run</c> as a whole, on the null backend; LoadGen is the real one or a scripted one.</summary>
public sealed class RunCommandTests
{
    private static readonly string[] s_quickNull = ["run", "--backend", "null", "--set", "min_duration=5"];

    private static JsonElement ReadResult(CliHost cli, string folder = "out")
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(cli.Folder, folder, "result.json")));
        return document.RootElement.Clone();
    }

    [Test]
    public void Measures_all_scenarios_and_leaves_their_logs_where_the_contract_says()
    {
        using var cli = new CliHost();
        var code = cli.Run([.. s_quickNull, "--output", "out", "--set", "Server.target_qps=2000", "--set", "Server.target_latency=1000"]);
        var result = ReadResult(cli);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Out + cli.Error);
            Assert.That(result.GetProperty("status").GetString(), Is.EqualTo("completed"));
            Assert.That(result.GetProperty("schema_version").GetInt32(), Is.EqualTo(1));
            Assert.That(result.GetProperty("emulated").GetBoolean(), Is.False);
            Assert.That(result.GetProperty("backend").GetProperty("computes").GetBoolean(), Is.False);
            Assert.That(result.GetProperty("runs").GetArrayLength(), Is.EqualTo(4));
            Assert.That(cli.Out, Does.Contain("not an MLPerf result").And.Contain("computes nothing"));
            foreach (var scenario in new[] { "SingleStream", "MultiStream", "Server", "Offline" })
            {
                foreach (var file in new[] { "mlperf_log_summary.txt", "mlperf_log_detail.txt", "mlperf_log_accuracy.json", "mlperf_log_trace.json" })
                    Assert.That(Path.Combine(cli.Folder, "out", scenario, "performance", file), Does.Exist);
                Assert.That(cli.Out, Does.Contain(scenario));
            }
        }
    }

    [Test]
    public void Json_prints_what_result_json_holds()
    {
        using var cli = new CliHost();
        cli.Run([.. s_quickNull, "--output", "out", "--scenario", "SingleStream", "--json"]);
        Assert.That(cli.Out, Is.EqualTo(File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json"))));
    }

    [Test]
    public void Records_in_files_and_a_core_for_the_issuing_thread_change_no_outcome()
    {
        using var cli = new CliHost();
        var code = cli.Run([.. s_quickNull, "--output", "out", "--scenario", "SingleStream,Offline", "--spill", "records", "--issue-core", "0"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Out + cli.Error);
            Assert.That(Directory.GetFileSystemEntries(Path.Combine(cli.Folder, "records")), Is.Empty, "files that stayed behind");
        }
    }

    [Test]
    public void Quiet_leaves_standard_error_empty()
    {
        using var cli = new CliHost();
        cli.Run([.. s_quickNull, "--scenario", "SingleStream", "--quiet"]);
        Assert.That(cli.Error, Is.Empty);
    }

    [Test]
    public void The_default_folder_is_named_by_time_and_benchmark_and_never_taken_twice()
    {
        using var cli = new CliHost();
        cli.Context = cli.Context with { Time = new FixedTime() };
        cli.Run([.. s_quickNull, "--scenario", "SingleStream"]);
        cli.Run([.. s_quickNull, "--scenario", "SingleStream"]);
        Assert.That(Directory.GetDirectories(Path.Combine(cli.Folder, "results")).Select(Path.GetFileName).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "20260102T030405Z-digits", "20260102T030405Z-digits-2" }));
    }

    [Test]
    public void Results_are_never_written_over()
    {
        using var cli = new CliHost();
        cli.Run([.. s_quickNull, "--scenario", "SingleStream", "--output", "out", "--quiet"]);
        var before = File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json"));
        var code = cli.Run([.. s_quickNull, "--scenario", "SingleStream", "--output", "out"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(cli.Error, Does.Contain("--output 'out' holds results already"));
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json")), Is.EqualTo(before));
        }
    }

    [Test]
    public void A_folder_that_cannot_be_made_is_named()
    {
        using var cli = new CliHost();
        cli.File("file", "");
        cli.ExpectMistake(2, "--output 'file/out' can't be written to", [.. s_quickNull, "--output", "file/out"]);
    }

    [Test]
    public void A_setting_that_no_scenario_reads_is_refused()
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, "--set samples_per_query=4 has no effect: it is a setting of MultiStream and MultiStreamFixedInterval, and this run has Server.",
            "run", "--backend", "null", "--scenario", "Server", "--set", "samples_per_query=4");
    }

    [Test]
    public void An_invalid_result_is_exit_code_1_with_the_option_that_helps()
    {
        using var cli = new CliHost();
        Script(cli, static settings => Results.Test(settings, Results.Performance(settings.Scenario) with
        {
            IsValid = false, PerformanceConstraintsMet = false, TargetPercentile = (0.99, 15_200_000),
        }));
        var code = cli.Run("run", "--backend", "null", "--scenario", "Server", "--set", "target_qps=425", "--set", "target_latency=10", "--output", "out");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(cli.Out, Does.Contain("INVALID").And.Contain("99.00 percentile 15.2 ms > 10 ms: lower the rate: --set target_qps=340"));
            Assert.That(ReadResult(cli).GetProperty("runs")[0].GetProperty("valid").GetBoolean(), Is.False);
        }
    }

    [Test]
    public void An_interrupted_session_keeps_and_marks_what_was_measured()
    {
        using var cli = new CliHost();
        var runs = 0;
        Script(cli, settings => Results.Test(settings, Results.Performance(settings.Scenario), ++runs < 2 ? TestOutcome.Completed : TestOutcome.Interrupted));
        var code = cli.Run([.. s_quickNull, "--output", "out"]);
        var result = ReadResult(cli);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(130));
            Assert.That(runs, Is.EqualTo(2), "nothing is started after an interrupt");
            Assert.That(result.GetProperty("status").GetString(), Is.EqualTo("interrupted"));
            Assert.That(result.GetProperty("runs")[0].GetProperty("status").GetString(), Is.EqualTo("completed"));
            Assert.That(result.GetProperty("runs")[1].GetProperty("status").GetString(), Is.EqualTo("interrupted"));
            Assert.That(cli.Out, Does.Contain("INTERRUPTED"));
        }
    }

    [Test]
    public void A_failed_run_is_exit_code_3_and_the_runs_before_it_are_kept()
    {
        using var cli = new CliHost();
        var runs = 0;
        Script(cli, settings => Results.Test(settings, Results.Performance(settings.Scenario), ++runs < 2 ? TestOutcome.Completed : TestOutcome.Failed));
        var code = cli.Run([.. s_quickNull, "--output", "out"]);
        var result = ReadResult(cli);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(3));
            Assert.That(result.GetProperty("status").GetString(), Is.EqualTo("failed"));
            Assert.That(result.GetProperty("failure").GetString(), Does.StartWith("MultiStream performance failed: The test was Failed."));
            Assert.That(result.GetProperty("runs").GetArrayLength(), Is.EqualTo(2));
            Assert.That(cli.Out, Does.Contain("INCOMPLETE"));
        }
    }

    [Test]
    public void What_nobody_foresaw_is_one_sentence_and_a_file_with_the_details()
    {
        using var cli = new CliHost();
        Script(cli, static _ => throw new InvalidOperationException("the moon is full"));
        var code = cli.Run([.. s_quickNull, "--output", "out"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(3));
            Assert.That(cli.Out, Does.Contain("Failed unexpectedly: the moon is full (InvalidOperationException). The details are in "));
            Assert.That(cli.Out + cli.Error, Does.Not.Contain("   at "));
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "out", "crash.txt")), Does.Contain("   at "));
            Assert.That(ReadResult(cli).GetProperty("status").GetString(), Is.EqualTo("failed"));
        }
    }

    [Test]
    public void Too_little_memory_is_told_and_marks_the_result()
    {
        using var cli = new CliHost();
        Script(cli, static _ => throw new InsufficientMemoryException());
        var code = cli.Run([.. s_quickNull, "--output", "out"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(3));
            Assert.That(cli.Out, Does.Contain("There isn't enough memory").And.Contain("--batch"));
            Assert.That(ReadResult(cli).GetProperty("status").GetString(), Is.EqualTo("failed"));
        }
    }

    [Test]
    public void A_full_disk_is_told_and_marks_the_result()
    {
        using var cli = new CliHost();
        cli.Context = cli.Context with { OpenLogFile = static _ => new FullDisk() };
        var code = cli.Run([.. s_quickNull, "--output", "out"]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(3));
            Assert.That(cli.Out + cli.Error, Does.Contain("No space left").And.Not.Contain("   at "));
            Assert.That(ReadResult(cli).GetProperty("status").GetString(), Is.EqualTo("failed"));
        }
    }

    [TestCase]
    [TestCase("--json")]
    public void A_result_json_that_can_not_be_written_hides_no_figures(params string[] more)
    {
        using var cli = new CliHost();
        Script(cli, settings =>
        {
            Directory.CreateDirectory(Path.Combine(cli.Folder, "out", "result.json.tmp"));
            return Results.Test(settings, Results.Performance(settings.Scenario));
        });
        var code = cli.Run(["run", "--backend", "null", "--scenario", "Server", "--output", "out", .. more]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(3));
            Assert.That(cli.Out, Does.Contain("result.json can").And.Contain("Server"));
            Assert.That(cli.Out, Does.Contain(more is [] ? "INCOMPLETE" : "\"status\": \"failed\""));
            Assert.That(cli.Error, Does.Not.Contain("unexpectedly"));
        }
    }

    [Test]
    public void Standard_error_that_can_not_be_written_ends_no_run()
    {
        using var cli = new CliHost();
        using var error = new FullWriter();
        using var output = new StringWriter();
        cli.Context = cli.Context with { Terminal = new NativeBench.Cli.Output.Terminal(output, error) { ErrorIsTerminal = true, Width = static () => 120 } };
        Script(cli, static settings => Results.Test(settings, Results.Performance(settings.Scenario)));
        Assert.That(cli.Run("run", "--backend", "null", "--scenario", "Server"), Is.Zero);
        Assert.That(output.ToString(), Does.Contain("VALID"));
    }

    [Test]
    public void Result_json_says_running_while_it_runs()
    {
        using var cli = new CliHost();
        var seen = "";
        Script(cli, settings =>
        {
            seen += ReadResult(cli).GetProperty("status").GetString() + ReadResult(cli).GetProperty("runs").GetArrayLength() + " ";
            return Results.Test(settings, Results.Performance(settings.Scenario));
        });
        cli.Run([.. s_quickNull, "--output", "out"]);
        Assert.That(seen, Is.EqualTo("running0 running1 running2 running3 "));
    }

    [Test]
    public void Chosen_values_are_told_and_given_ones_are_not_touched()
    {
        using var cli = new CliHost();
        cli.Run("run", "--backend", "null", "--scenario", "Server", "--set", "min_duration=5", "--set", "target_qps=2000", "--output", "out");
        var run = ReadResult(cli).GetProperty("runs")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.GetProperty("settings_requested").GetProperty("server_target_qps").GetDouble(), Is.EqualTo(2000));
            Assert.That(run.GetProperty("chosen_from_warm_up").EnumerateArray().Select(static c => c.GetProperty("setting").GetString()),
                Is.EqualTo(new[] { "server_target_latency_ns" }));
            Assert.That(cli.Out, Does.Contain("Chosen from the warm-up").And.Contain("server_target_latency_ns"));
        }
    }

    [Test]
    public void Offline_is_made_again_when_only_our_own_estimate_was_too_low()
    {
        using var cli = new CliHost();
        var asked = new List<double>();
        cli.Context = cli.Context with
        {
            StartTest = (_, _, settings, logs, _) =>
            {
                asked.Add(settings.OfflineExpectedQps);
                File.WriteAllText(Path.Combine(logs.OutputDirectory, "mlperf_log_summary.txt"), $"attempt {asked.Count}");
                var performance = Results.Performance(TestScenario.Offline) with { SamplesPerSecond = 5000 };
                return Results.Test(settings, asked.Count > 1 ? performance : performance with { IsValid = false, MinDurationMet = false, DurationS = 2 });
            },
        };
        var code = cli.Run("run", "--backend", "null", "--scenario", "Offline", "--output", "out");
        var run = ReadResult(cli).GetProperty("runs")[0];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(asked, Has.Count.EqualTo(2));
            Assert.That(asked[1], Is.EqualTo(6000));
            Assert.That(run.GetProperty("too_short_before")[0].GetProperty("duration_s").GetDouble(), Is.EqualTo(2));
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "out/Offline/performance/too-short-1/mlperf_log_summary.txt")), Is.EqualTo("attempt 1"));
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "out/Offline/performance/mlperf_log_summary.txt")), Is.EqualTo("attempt 2"));
        }
    }

    [Test]
    public void Offline_is_not_made_again_when_the_user_gave_the_rate()
    {
        using var cli = new CliHost();
        var runs = 0;
        Script(cli, settings =>
        {
            runs++;
            return Results.Test(settings, Results.Performance(TestScenario.Offline) with { IsValid = false, MinDurationMet = false, DurationS = 2 });
        });
        Assert.That(cli.Run("run", "--backend", "null", "--scenario", "Offline", "--set", "target_qps=10"), Is.EqualTo(1));
        Assert.That(runs, Is.EqualTo(1));
    }

    private static void Script(CliHost cli, Func<TestSettings, TestResult> script) =>
        cli.Context = cli.Context with { StartTest = (_, _, settings, _, _) => script(settings) };

    private sealed class FixedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }

    private sealed class FullWriter : StringWriter
    {
        public override void Flush() => throw new IOException("No space left on device");
    }

    private sealed class FullDisk : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => throw new IOException("No space left on device");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("No space left on device");

        public override void Flush() => throw new IOException("No space left on device");
    }
}
