using System.Text.Json;
using NativeBench.Cli;
using NativeBench.Cli.Plans;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

/// <summary>The command around the search: a tiny model, hardly any time. What it finds isn't looked at, what it makes of it is.</summary>
public class TuneCommandTests
{
    private static readonly string[] s_quick =
        ["--budget", "0.5", "--max-batch", "2", "--set", "min_duration=20", "--set", "min_query_count=64"];

    [Test]
    public void Plans_are_written_run_takes_them_and_the_outcome_is_told()
    {
        using var host = new CliHost();
        host.Run("model", "synth", "tiny-mlp", "--output", "tiny.onnx", "--quiet");
        var code = host.Run(["tune", "--model", "tiny.onnx", "--scenario", "Offline,SingleStream,MultiStream", "--output", "t", .. s_quick]);
        Assert.That(code, Is.AnyOf(ExitCodes.Ok, ExitCodes.NotMet), host.Out + host.Error);
        Assert.That(host.Out, Does.Contain("Found: ").And.Contain("How sure: ").And.Contain("To use it: nativebench run --model tiny.onnx --plan"));
        Assert.That(host.Out, Does.Contain("synthetic weights, seed 1"));
        Assert.That(host.Error, Does.Contain("Offline, round 1/").And.Contain("left"));

        var folder = Path.Combine(host.Folder, "t");
        var file = PlanFile.Read(Path.Combine(folder, "plan.json"), "plan.json");
        Assert.That(file.Plans.Keys, Is.EquivalentTo(new[] { TestScenario.Offline, TestScenario.SingleStream, TestScenario.MultiStream }));
        Assert.That(file.IsComplete, Is.True);
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "tune.json")));
        Assert.That(json.RootElement.GetProperty("scenarios").GetArrayLength(), Is.EqualTo(3));
        Assert.That(json.RootElement.GetProperty("scenarios")[0].GetProperty("check").GetProperty("valid").ValueKind, Is.AnyOf(JsonValueKind.True, JsonValueKind.False));
        Assert.That(File.Exists(Path.Combine(folder, "Offline", "performance", "mlperf_log_summary.txt")), Is.True);

        Assert.That(File.ReadAllText(Path.Combine(folder, "user.conf")), Does.Contain("*.Offline.target_qps = "));
        code = host.Run("run", "--model", "tiny.onnx", "--plan", "t/plan.json", "--user-conf", "t/user.conf", "--scenario", "SingleStream",
            "--set", "min_duration=1", "--set", "min_query_count=64", "--quiet");
        Assert.That(code, Is.AnyOf(ExitCodes.Ok, ExitCodes.NotMet), host.Error);
    }

    [Test]
    public void Server_gets_a_rate_and_its_user_conf()
    {
        using var host = new CliHost();
        var code = host.Run(["tune", "--scenario", "Server", "--instances", "1", "--threads", "1", "--output", "t", "--json", "--no-check", .. s_quick]);
        Assert.That(code, Is.AnyOf(ExitCodes.Ok, ExitCodes.NotMet), host.Out + host.Error);
        using var json = JsonDocument.Parse(host.Out);
        var server = json.RootElement.GetProperty("scenarios")[0].GetProperty("server");
        Assert.That(server.GetProperty("runs").GetArrayLength(), Is.GreaterThan(1));
        Assert.That(server.GetProperty("target_latency_ns").GetInt64(), Is.EqualTo(100_000_000));
        var conf = File.ReadAllText(Path.Combine(host.Folder, "t", "user.conf"));
        if (server.GetProperty("target_qps").ValueKind == JsonValueKind.Number)
            Assert.That(conf, Does.Contain("*.Server.target_qps = ").And.Contain("*.Server.target_latency = 100"));
        else
            Assert.That(conf, Does.Not.Contain("target_qps"));
    }

    [Test]
    public void An_interrupt_leaves_marked_files()
    {
        using var source = new CancellationTokenSource();
        using var host = new CliHost();
        host.Context = host.Context with { Cancellation = source.Token, StartTest = (_, _, _, _, _) => { source.Cancel(); throw new OperationCanceledException(source.Token); } };
        var code = host.Run(["tune", "--scenario", "Offline,SingleStream", "--output", "t", .. s_quick]);
        Assert.That(code, Is.EqualTo(ExitCodes.Interrupted), host.Error);
        var file = PlanFile.Read(Path.Combine(host.Folder, "t", "plan.json"), "plan.json");
        Assert.That(file.IsComplete, Is.False);
        Assert.That(file.Plans.Keys, Is.EqualTo(new[] { TestScenario.Offline }), "the check was interrupted, the search wasn't");
        Assert.That(host.Out, Does.Contain("INTERRUPTED"));
    }

    [TestCase("tune searches plans for ort-cpu and tensorrt; 'null'", "--backend", "null")]
    [TestCase("--budget takes a number of seconds", "--budget", "0")]
    [TestCase("tune has no MultiStreamFixedInterval", "--scenario", "MultiStreamFixedInterval")]
    [TestCase("--model 'absent.onnx': there is no such file", "--model", "absent.onnx")]
    public void Mistakes_are_named(string sentence, params string[] arguments)
    {
        using var host = new CliHost();
        host.ExpectMistake(ExitCodes.Usage, sentence, ["tune", .. arguments]);
        Assert.That(Directory.Exists(Path.Combine(host.Folder, "results")), Is.False);
    }
}
