using NativeBench.LoadGen;
using NativeBench.LoadGen.Official;
using NativeBench.LoadGen.Results;
using NativeBench.Tests.Cli;

namespace NativeBench.Tests.LoadGen.Official;

/// <summary>Figures are read from logs of the official LoadGen as they are in them; the golden cases' logs are such.</summary>
public sealed class OfficialResultTests
{
    private static PerformanceResult Read(string name, TestSettings settings)
    {
        string folder = RepositoryRoot.Combine("tests", "golden", "loadgen", name);
        string At(string file) => Path.Combine(folder, "mlperf_log_" + file);
        return OfficialResult.Performance(
            OfficialDetailLog.Read(At("detail.txt")), EffectiveSettings.Compute(settings, 5000, 1024),
            new LogFiles(At("summary.txt"), At("detail.txt"), At("accuracy.json"), ""), collections: 0);
    }

    [Test]
    public void SingleStream()
    {
        var result = Read("ss_perf", new TestSettings { Scenario = TestScenario.SingleStream });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.IsValid, Is.True);
            Assert.That(result.QueryCount, Is.EqualTo(2000));
            Assert.That(result.EarlyStoppingEstimateNs, Is.EqualTo(1185118));
            Assert.That(result.EarlyStoppingEstimate99Ns, Is.EqualTo(4119971));
            Assert.That(result.TargetPercentile.LatencyNs, Is.EqualTo(1181975));
            Assert.That(result.SampleLatency, Is.EqualTo(new LatencyFigures(2000, 1000000, 4195743, 1129845, 1100698, 1181975, 1191775, 1195633, 4009401, 4193649)));
            Assert.That(result.DurationS, Is.EqualTo(2000 / 885.055).Within(1e-9));
        }
    }

    [Test]
    public void MultiStream()
    {
        var result = Read("ms_perf", new TestSettings { Scenario = TestScenario.MultiStream });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.QueryCount, Is.EqualTo(700));
            Assert.That(result.SampleCount, Is.EqualTo(5600));
            Assert.That(result.TargetPercentile.LatencyNs, Is.EqualTo(4026800));
            Assert.That(result.EarlyStoppingEstimateNs, Is.EqualTo(4178344));
            Assert.That(result.QueryLatency.MeanNs, Is.EqualTo(1133473));
            Assert.That(result.DurationS, Is.EqualTo(0.793).Within(1e-9));
        }
    }

    [Test]
    public void Server_that_missed_its_latency()
    {
        var result = Read("server_latency_missed", new TestSettings { Scenario = TestScenario.Server });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.IsValid, Is.False);
            Assert.That(result.EarlyStoppingMet, Is.False);
            Assert.That(result.MinDurationMet, Is.True);
            Assert.That(result.Recommendations, Is.EqualTo(new[] { "Reduce target QPS to improve latency." }));
            Assert.That(result.OverLatencyCount, Is.GreaterThan(0));
            Assert.That(result.ScheduledSamplesPerSecond, Is.EqualTo(516.648));
        }
    }

    [Test]
    public void Offline()
    {
        var result = Read("offline_perf", new TestSettings { Scenario = TestScenario.Offline });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.SampleCount, Is.EqualTo(1320));
            Assert.That(result.SamplesPerSecond, Is.EqualTo(606.024));
            Assert.That(result.DurationS, Is.EqualTo(1320 / 606.024).Within(1e-9));
        }
    }

    [Test]
    public void Errors_and_lines_that_are_no_json_end_nothing()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "detail.txt");
        File.WriteAllText(path, """
            :::MLLOG {"key": "loadgen_git_log_message", "value": "says "no"", "metadata": {"is_error": false, "is_warning": false}}
            :::MLLOG {"key": "error_runtime", "value": "lost", "metadata": {"is_error": true, "is_warning": false}}
            :::MLLOG {"key": "result_validity", "value": "INVALID", "metadata": {"is_error": false, "is_warning": false}}
            :::MLLOG {"key": "result_validity", "value": "VALID", "metadata": {"is_error": false, "is_warning": false}}

            """);
        var log = OfficialDetailLog.Read(path);
        Assert.That(log.Errors, Is.EqualTo(new[] { "lost" }));
        Assert.That(log.Text("result_validity"), Is.EqualTo("INVALID"));
    }

    [TestCase("--loadgen official needs --loadgen-library", "run", "--loadgen", "official")]
    [TestCase("--loadgen-library needs --loadgen official", "run", "--loadgen-library", "x.so")]
    [TestCase("--loadgen-library 'x.so': there is no such file.", "run", "--loadgen", "official", "--loadgen-library", "x.so")]
    [TestCase("--spill isn't there with --loadgen official", "run", "--loadgen", "official", "--loadgen-library", "x.so", "--spill", "s")]
    [TestCase("--mode find-peak isn't there with --loadgen official", "run", "--loadgen", "official", "--loadgen-library", "x.so", "--mode", "find-peak")]
    [TestCase("There is no compliance test 'TEST02'", "submission", "verify", "TEST02", "--benchmark", "resnet50")]
    [TestCase("TEST06 isn't a test of --benchmark", "submission", "audit-config", "TEST06", "--benchmark", "llama2-70b-99", "--round", "v2.0")]
    [TestCase("--audit is missing", "submission", "verify", "TEST06", "--benchmark", "llama2-70b-99")]
    public void Mistakes_are_sentences(string sentence, params string[] args)
    {
        using var host = new CliHost();
        host.ExpectMistake(NativeBench.Cli.ExitCodes.Usage, sentence, args);
    }

    [Test]
    public void A_file_that_is_no_bridge_is_told()
    {
        using var host = new CliHost();
        host.ExpectMistake(NativeBench.Cli.ExitCodes.Usage, "can't be loaded", "run", "--loadgen", "official", "--loadgen-library", host.File("x.so", "no library"));
    }
}
