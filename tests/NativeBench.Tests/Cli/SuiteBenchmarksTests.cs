using System.Text.Json;

namespace NativeBench.Tests.Cli;

/// <summary>Benchmarks by their ids, with networks and data of others: the figures that were measured by other programs come out.</summary>
public sealed class SuiteBenchmarksTests
{
    [TestCase("tiny-kws", "kws_dscnn_f32.onnx", "kws", "453/500")]
    [TestCase("tiny-ad", "ad_autoencoder_f32.onnx", "ad", "9.707104")]
    [TestCase("tiny-ad", "ad_autoencoder_int8.onnx", "ad", "10.2652")]
    public void Published_figures_come_out_in_all_scenarios(string id, string model, string data, string figure)
    {
        using var cli = new CliHost();
        var code = cli.Run(
            "run", "--benchmark", id, "--model", TestData.Require("models", model), "--data", TestData.Require(data), "--mode", "accuracy", "--scenario", "all");
        Assert.That(code, Is.Zero, cli.Error);
        var lines = cli.Out.Split('\n');
        foreach (var scenario in new[] { "SingleStream", "MultiStream", "Server", "Offline" })
            Assert.That(lines.Single(l => l.TrimStart().StartsWith(scenario + "  ", StringComparison.Ordinal)), Does.Contain(figure));
    }

    [TestCase("tiny-ic", "ic_resnet8_f32.onnx", "ic", "144/200", 1)]
    [TestCase("mnist", "mnist_cnn_f32.onnx", "mnist", "987/1000", 0)]
    public void Published_figures_come_out(string id, string model, string data, string figure, int code)
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("run", "--benchmark", id, "--model", TestData.Require("models", model), "--data", TestData.Require(data), "--mode", "accuracy"), Is.EqualTo(code), cli.Error);
        Assert.That(cli.Out, Does.Contain(figure));
    }

    [Test]
    public void A_log_is_scored_again_as_it_was_in_the_run()
    {
        using var cli = new CliHost();
        Assert.That(cli.Run("run", "--mode", "accuracy", "--output", "r"), Is.Zero, cli.Error);
        var before = cli.Out.Length;
        Assert.That(cli.Run("accuracy", "--benchmark", "digits", "--log", Path.Combine("r", "Offline", "accuracy", "mlperf_log_accuracy.json"), "--json"), Is.Zero, cli.Error);
        using var json = JsonDocument.Parse(cli.Out[before..]);
        Assert.That(json.RootElement.GetProperty("official_line").GetString(), Is.EqualTo("accuracy=99.722%, good=359, total=360"));
        Assert.That(json.RootElement.GetProperty("target_met").GetBoolean());
    }

    [Test]
    public void Closed_names_every_difference_from_the_benchmark()
    {
        using var cli = new CliHost();
        cli.ExpectMistake(
            2, "--division closed: Offline: min_query_count is 10, mobile-v2.0 asks for 24576.", "run", "--benchmark", "mobile-mobilenet-edgetpu-offline", "--division", "closed",
            "--rules", "mobile-v2.0", "--set", "min_query_count=10", "--scenario", "Offline",
            "--model", TestData.Require("models", "mobilenet_edgetpu_uint8.onnx"), "--data", TestData.Require("imagenet-tensors"));
        Assert.That(cli.Error, Does.Contain("were prepared elsewhere").And.Contain("the data has 16 samples, the benchmark's 50000"));
    }

    [TestCase("'resnet50' has no model here. Get resnet50_v1.onnx with 'nativebench fetch resnet50'", "run", "--benchmark", "resnet50", "--home", "nowhere")]
    [TestCase("and the suite has no ONNX file of it. Name one by --model", "run", "--benchmark", "tiny-kws", "--home", "nowhere")]
    [TestCase("--log is missing", "accuracy", "--benchmark", "digits")]
    [TestCase("--benchmark is missing", "accuracy", "--log", "x")]
    [TestCase("name its folder by --data", "accuracy", "--benchmark", "resnet50", "--log", "x", "--home", "nowhere")]
    public void What_is_missing_is_said_with_the_way_to_get_it(string sentence, params string[] args)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, args);
    }
}
