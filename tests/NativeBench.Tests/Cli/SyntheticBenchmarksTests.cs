using System.Text.Json;
using NativeBench.Catalog;
using NativeBench.Cli.Workloads;
using NativeBench.ModelSynthesis;

namespace NativeBench.Tests.Cli;

/// <summary>Benchmarks with synthetic weights and data: they run through, are labelled everywhere, and give no accuracy.</summary>
public sealed class SyntheticBenchmarksTests
{
    // The larger ones run the same way; they take seconds a sample.
    [TestCase("tiny-kws", 4)]
    [TestCase("tiny-ic", 4)]
    [TestCase("tiny-ad", 640 * 4)]
    [TestCase("tiny-vww", 4)]
    [TestCase("mobile-mobilenet-edgetpu", 4)]
    [TestCase("mobile-mobiledets", 10 * 28)]
    [TestCase("mobile-mosaic", 512 * 512)]
    [TestCase("ssd-mobilenet", 100 * 28)]
    public void Run_through_with_the_payload_of_the_benchmark(string id, int bytes)
    {
        using var cli = new CliHost();
        var code = cli.Run(
            "run", "--benchmark", id, "--weights", "synthetic", "--data", "synthetic:3", "--home", "home", "--mode", "performance,accuracy", "--scenario", "Offline",
            "--set", "min_duration=0", "--set", "min_query_count=4", "--set", "target_qps=1", "--output", "r");
        Assert.That(code, Is.Zero, cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("synthetic weights, seed 1").And.Contain("wiring only: no accuracy"));
        using var result = Json(cli, "r", "result.json");
        Assert.That(result.RootElement.GetProperty("synthetic_weights").GetBoolean());
        Assert.That(result.RootElement.GetProperty("synthetic_data").GetBoolean());
        using var log = Json(cli, "r", "Offline", "accuracy", "mlperf_log_accuracy.json");
        var entries = log.RootElement.EnumerateArray().Select(static e => e.GetProperty("data").GetString()!).ToArray();
        Assert.That(entries, Has.Length.EqualTo(3));
        Assert.That(entries.Select(static e => e.Length / 2), Is.All.EqualTo(bytes));
        if (bytes > sizeof(float))
            Assert.That(entries.Distinct().Count(), Is.EqualTo(3), "answers depend on the sample");
    }

    [Test]
    public void Every_benchmark_of_one_inference_a_sample_that_runs_here_has_an_architecture()
    {
        var runnable = SuiteCatalog.BuiltIn.All.Where(static b => b.NotRunnable is null && b.Suites.Length > 0).ToArray();
        Assert.That(runnable, Has.Length.GreaterThanOrEqualTo(16));
        Assert.That(runnable.Where(static b => BenchmarkModels.Architecture(b) is null && b.Pipeline!.Execution is null).Select(static b => b.Id), Is.Empty);
        Assert.That(SuiteCatalog.BuiltIn.All.Where(static b => b.Model.Synthetic is { } name && SyntheticModels.Find(name) is null).Select(static b => b.Id), Is.Empty);
    }

    [TestCase("synthetic:0", "--data synthetic:N takes a whole number, 1 or more; found '0'.")]
    [TestCase("synthetic:many", "--data synthetic:N takes a whole number, 1 or more; found 'many'.")]
    public void Its_number_is_checked(string data, string sentence)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, "run", "--benchmark", "tiny-kws", "--weights", "synthetic", "--data", data);
    }

    private static JsonDocument Json(CliHost cli, params string[] path) => JsonDocument.Parse(File.ReadAllText(Path.Combine([cli.Folder, .. path])));
}
