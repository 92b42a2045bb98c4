using System.Globalization;
using NativeBench.Datasets;

namespace NativeBench.Tests.Cli;

/// <summary>The counts that the training frameworks reached come out of the program, whatever way the queries arrive.</summary>
public sealed class AccuracyCommandTests
{
    private static readonly string[] s_scenarios = ["SingleStream", "MultiStream", "Server", "Offline"];

    [Test]
    public void The_embedded_benchmark_has_the_training_framework_s_accuracy_in_all_scenarios()
    {
        using var facts = System.Text.Json.JsonDocument.Parse(DigitsBenchmark.ReadText("digits.json"));
        var count = string.Create(CultureInfo.InvariantCulture,
            $"{facts.RootElement.GetProperty("correct").GetInt32()}/{facts.RootElement.GetProperty("total").GetInt32()}");
        using var cli = new CliHost();
        var code = cli.Run("run", "--mode", "accuracy", "--scenario", "all");
        Assert.That(code, Is.Zero, cli.Error);
        ExpectInEachScenario(cli, count, "reached");
    }

    [Test]
    public void Keyword_spotting_has_the_published_accuracy_in_all_scenarios()
    {
        using var cli = new CliHost();
        var code = cli.Run(
            "run", "--model", TestData.Require("models", "kws_dscnn_f32.onnx"), "--data", TestData.Require("kws"), "--mode", "accuracy", "--scenario", "all");
        Assert.That(code, Is.Zero, cli.Error);
        ExpectInEachScenario(cli, "453/500", "90.60 %");
    }

    [Test]
    public void A_background_class_does_not_shift_the_labels()
    {
        using var cli = new CliHost();
        var code = cli.Run(
            "run", "--model", TestData.Require("models", "mobilenet_edgetpu_f32.onnx"), "--data", TestData.Require("imagenet-tensors"), "--mode", "accuracy");
        Assert.That(code, Is.Zero, cli.Error);
        Assert.That(cli.Out, Does.Contain("12/16"));
    }

    [Test]
    public void Instances_and_batches_change_no_answer()
    {
        using var cli = new CliHost();
        var code = cli.Run("run", "--mode", "accuracy", "--instances", "3", "--threads", "1", "--batch", "7");
        Assert.That(code, Is.Zero, cli.Error);
        Assert.That(cli.Out, Does.Contain("359/360"));
    }

    private static void ExpectInEachScenario(CliHost cli, params string[] words)
    {
        var lines = cli.Out.Split('\n');
        foreach (var scenario in s_scenarios)
        {
            var line = lines.Single(l => l.TrimStart().StartsWith(scenario, StringComparison.Ordinal));
            foreach (var word in words)
                Assert.That(line, Does.Contain(word));
        }
    }
}
