using System.Text.Json;
using NativeBench.Catalog;
using NativeBench.Cli.Workloads;
using NativeBench.Inference;
using NativeBench.ModelSynthesis;
using SyntheticModel = NativeBench.Tests.OnnxRuntime.SyntheticModel;

namespace NativeBench.Tests.Cli;

/// <summary>Benchmarks with synthetic weights and data: they run through, are labelled everywhere, and give no accuracy.</summary>
public sealed class SyntheticBenchmarksTests
{
    // scripts/try-suite runs the larger ones too: they take seconds a sample.
    [TestCase("tiny-kws", 4)]
    [TestCase("tiny-ic", 4)]
    [TestCase("tiny-ad", 640 * 4)]
    [TestCase("tiny-vww", 4)]
    [TestCase("mobile-mobilenet-edgetpu", 4)]
    [TestCase("mobile-mobiledets", 10 * 28)]
    [TestCase("mobile-mosaic", 512 * 512)]
    [TestCase("mobile-deeplabv3", 512 * 512)]
    [TestCase("mobile-mobilebert", 2 * 384 * 4)]
    [TestCase("ssd-mobilenet", 100 * 28)]
    [TestCase("resnet50", 4)]
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

    /// <summary>The networks that are too large for a test: others with their tensors, whose answers follow the samples.</summary>
    [TestCase("bert", "SingleStream")]
    [TestCase("bert", "Server")]
    [TestCase("ssd-resnet34", "Server")]
    [TestCase("ssd-resnet34", "MultiStream")]
    [TestCase("retinanet", "SingleStream")]
    [TestCase("retinanet", "Offline")]
    [TestCase("yolo", "SingleStream")]
    [TestCase("yolo", "Offline")]
    public void Large_ones_run_through_with_a_small_network_of_their_tensors(string id, string scenario)
    {
        using var cli = new CliHost();
        File.WriteAllBytes(Path.Combine(cli.Folder, "m.onnx"), (id switch
        {
            "bert" => QuestionNetwork(),
            "yolo" => YoloNetwork(),
            "retinanet" => BoxNetwork(800, isBatched: false),
            _ => BoxNetwork(1200, isBatched: true),
        }).ToBytes());
        string[] more = scenario switch
        {
            "Server" => ["--set", "target_qps=4", "--set", "target_latency=60000"],
            "MultiStream" => ["--set", "samples_per_query=2"],
            "Offline" => ["--set", "target_qps=4"],
            _ => [],
        };
        var code = cli.Run([
            "run", "--benchmark", id, "--model", "m.onnx", "--data", "synthetic:3", "--home", "home", "--mode", "performance,accuracy", "--scenario", scenario,
            "--set", "min_duration=0", "--set", "min_query_count=4", "--output", "r", "--backend", "ort-cpu", .. more]);
        // 1: so few queries aren't VALID where early stopping asks for more.
        Assert.That(code, Is.Zero.Or.EqualTo(1), cli.Error + cli.Out);
        Assert.That(cli.Out, Does.Contain("wiring only: no accuracy"));
        using var result = Json(cli, "r", "result.json");
        Assert.That(result.RootElement.GetProperty("runs").EnumerateArray().Select(static r => r.GetProperty("status").GetString()), Is.EqualTo(new[] { "completed", "completed" }));
        Assert.That(result.RootElement.GetProperty("synthetic_data").GetBoolean());
        using var log = Json(cli, "r", scenario, "accuracy", "mlperf_log_accuracy.json");
        var payloads = log.RootElement.EnumerateArray().GroupBy(static e => e.GetProperty("qsl_idx").GetInt32(), static e => e.GetProperty("data").GetString()!).ToArray();
        Assert.That(payloads, Has.Length.EqualTo(3));
        Assert.That(payloads.Select(static p => p.Distinct().Count()), Is.All.EqualTo(1), "a sample's answer is one");
        Assert.That(payloads.Select(static p => p.First()).Distinct().Count(), Is.EqualTo(3), "answers depend on the sample");
        Assert.That(payloads.Select(static p => p.First().Length / 2 % (7 * sizeof(float))), Is.All.EqualTo(id == "bert" ? 2 * 384 * 4 % 28 : 0));
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

    private static SyntheticModel QuestionNetwork() => new SyntheticModel()
        .Input("input_ids", ElementType.Int64, "N", 384).Input("input_mask", ElementType.Int64, "N", 384).Input("segment_ids", ElementType.Int64, "N", 384)
        .Node("Cast", ["input_ids"], ["output_start_logits"], ("to", 1)).Node("Cast", ["segment_ids"], ["output_end_logits"], ("to", 1))
        .Output("output_start_logits", ElementType.Float32, "N", 384).Output("output_end_logits", ElementType.Float32, "N", 384);

    /// <summary>Six boxes, whose scores are six pixels' values made 0.5 to 1.</summary>
    private static SyntheticModel BoxNetwork(int side, bool isBatched)
    {
        const int boxes = 6;
        object[] first = isBatched ? [1, boxes] : [boxes];
        long[] shape = isBatched ? [1, boxes] : [boxes];
        return new SyntheticModel().Input("images", ElementType.Float32, 1, 3, side, side)
            .Integers("starts", 0, 0, 0, 0).Integers("ends", 1, 1, 1, boxes).Integers("shape", shape)
            .Node("Slice", ["images", "starts", "ends"], ["pixels"]).Node("Reshape", ["pixels", "shape"], ["row"])
            .Node("Abs", ["row"], ["positive"]).Node("Sigmoid", ["positive"], ["scores"])
            .Floats("some", [.. shape, 4], [.. Enumerable.Range(0, boxes * 4).Select(static i => i % 4 < 2 ? 0.1f : 0.2f + (i * 0.01f))]).Node("Identity", ["some"], ["boxes"])
            .Constant("ones", ElementType.Int64, shape, [.. Enumerable.Repeat(BitConverter.GetBytes(1L), boxes).SelectMany(static b => b)]).Node("Identity", ["ones"], ["labels"])
            .Output("boxes", ElementType.Float32, [.. first, 4]).Output("labels", ElementType.Int64, first).Output("scores", ElementType.Float32, first);
    }

    /// <summary>The picture's first values as boxes and scores.</summary>
    private static SyntheticModel YoloNetwork() => new SyntheticModel().Input("images", ElementType.Float32, 1, 3, 640, 640)
        .Integers("row", 1, 3 * 640 * 640).Integers("start", 0).Integers("end", 84 * 8400).Integers("axis", 1).Integers("shape", 1, 84, 8400)
        .Node("Reshape", ["images", "row"], ["all"]).Node("Slice", ["all", "start", "end", "axis"], ["first"]).Node("Reshape", ["first", "shape"], ["output0"])
        .Output("output0", ElementType.Float32, 1, 84, 8400);

    private static JsonDocument Json(CliHost cli, params string[] path) => JsonDocument.Parse(File.ReadAllText(Path.Combine([cli.Folder, .. path])));
}
