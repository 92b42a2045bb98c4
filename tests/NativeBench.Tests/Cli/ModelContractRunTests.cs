using System.Text.Json;
using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>A benchmark's name with another network: the closed division refuses it by its tensors, the open one records them.</summary>
public sealed class ModelContractRunTests
{
    private const string Right = """, "signatures": [{ "inputs": [{ "name": "x", "types": ["float32"], "shape": [-1, 2] }] }]""";

    private CliHost _cli = null!;

    [SetUp]
    public void SetUp() => _cli = new CliHost();

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [Test]
    public void Closed_refuses_another_benchmark_s_network_by_its_tensors()
    {
        Model("mobile.onnx", "input", ElementType.UInt8, [224, 224, 3], "output", 1001);
        _cli.ExpectMistake(2, "--division closed:", [.. Run("mobile.onnx"), "--division", "closed", "--rules", "v6.1", "--scenario", "Offline"]);
        Assert.That(_cli.Error, Does.Contain("The input 'input' uint8 [N,224,224,3] of 'mobile.onnx' differs in name, type: 'resnet50' has 'input_tensor:0' float32 [N,224,224,3].")
            .And.Contain("The output 'output' float32 [N,1001] of 'mobile.onnx' differs in name: 'resnet50' has 'softmax_tensor:0' float32 [N,1001]."));
    }

    [Test]
    public void Closed_has_nothing_to_say_against_the_reference_s_tensors()
    {
        Model("right.onnx", "input_tensor:0", ElementType.Float32, [3, 224, 224], "softmax_tensor:0", 1001);
        _cli.ExpectMistake(2, "the data is synthetic", [.. Run("right.onnx"), "--division", "closed", "--rules", "v6.1", "--scenario", "Offline"]);
        Assert.That(_cli.Error, Does.Not.Contain("differs").And.Not.Contain("lacks").And.Not.Contain(" more than "));
    }

    [TestCase]
    [TestCase("--rules", "v6.1", "--scenario", "Offline", "--division", "open")]
    public void Elsewhere_it_runs_and_the_result_says_so(params string[] rules)
    {
        Model("mobile.onnx", "input", ElementType.UInt8, [224, 224, 3], "output", 1001);
        Assert.That(_cli.Run([.. Run("mobile.onnx"), .. rules]), Is.Zero, _cli.Error);
        const string Sentence = "The input 'input' uint8 [N,224,224,3] of 'mobile.onnx' differs in name, type";
        Assert.That(_cli.Error, Does.Contain("Warning: " + Sentence));
        Assert.That(Warnings(), Has.Some.StartsWith(Sentence).And.Some.StartsWith("The output 'output' float32 [N,1001]"));
    }

    [TestCase("", "The catalog doesn't know the inputs and outputs of 'own', so the model's weren't compared.")]
    [TestCase(Right, "so it can't be verified that the model (SHA-256 ")]
    public void Closed_says_what_it_could_not_compare(string signatures, string sentence)
    {
        OwnBenchmark(signatures);
        Assert.That(_cli.Run(Closed()), Is.Zero, _cli.Error);
        Assert.That(Warnings(), Has.Some.Contains(sentence).And.Some.StartsWith("The catalog has no checksum of an ONNX file for 'own'"));
        Assert.That(Warnings().Any(static w => w.Contains("weren't compared", StringComparison.Ordinal)), Is.EqualTo(signatures.Length == 0));
    }

    [Test]
    public void Closed_refuses_a_benchmark_that_MLPerf_has_not()
    {
        OwnBenchmark("", names: "");
        _cli.ExpectMistake(2, "--division closed: 'own' is a benchmark of your own catalog file, and no benchmark of v6.1", Closed());
        OwnBenchmark("");
        Assert.That(_cli.Run(Closed()), Is.Zero, _cli.Error);
        Assert.That(Warnings(), Has.Some.Contains("that it's v6.1's resnet is the file's word"));
    }

    [TestCase("performance_issue_same=1", "Offline: performance_issue_same is 1, v6.1 asks for 0.")]
    [TestCase("performance_issue_unique=1", "Offline: performance_issue_unique is 1, v6.1 asks for 0.")]
    [TestCase("sample_concatenate_permutation=1", "Offline: sample_concatenate_permutation is 1, v6.1 asks for 0.")]
    [TestCase("performance_sample_count_override=1", "Offline: performance_sample_count_override is 1, v6.1 has none for this benchmark.")]
    public void Closed_refuses_other_samples_than_the_round_issues(string setting, string sentence)
    {
        OwnBenchmark("");
        _cli.ExpectMistake(2, sentence, [.. Closed(), "--set", setting]);
    }

    [Test]
    public void Closed_refuses_a_benchmark_s_own_file_whose_tensors_are_others()
    {
        OwnBenchmark(Right.Replace("\"float32\"", "\"float32\", \"int8\"", StringComparison.Ordinal).Replace("[-1, 2]", "[-1, 3]", StringComparison.Ordinal));
        _cli.ExpectMistake(2, "--division closed: The input 'x' float32 [N,2] of 'm.onnx' differs in shape: 'own' has 'x' float32 or int8 [N,3].", Closed());
    }

    [Test]
    public void One_that_cannot_be_fed_is_an_error_with_what_was_found_and_wanted()
    {
        Model("small.onnx", "input", ElementType.Float32, [3, 96, 96], "output", 1001);
        _cli.ExpectMistake(2, "Input 'input' of 'small.onnx' takes float32 [N,3,96,96]; 'resnet50' makes float32 [N,3,224,224].", Run("small.onnx"));
    }

    private static string[] Run(string model) =>
        ["run", "--benchmark", "resnet50", "--model", model, "--data", "synthetic:2", "--home", "home", "--output", "r", "--mode", "accuracy", "--backend", "ort-cpu"];

    [Test]
    public void A_length_that_the_file_leaves_open_is_the_benchmark_s()
    {
        var graph = new SyntheticModel();
        foreach (var input in new[] { "input_ids", "input_mask", "segment_ids" })
            graph.Input(input, ElementType.Int64, "batch_size", "max_seq_len");
        graph.Node("Add", ["input_ids", "input_mask"], ["sum"]).Node("Add", ["sum", "segment_ids"], ["all"]).Node("Cast", ["all"], ["output_start_logits"], ("to", 1))
            .Node("Neg", ["output_start_logits"], ["output_end_logits"])
            .Output("output_start_logits", ElementType.Float32, "batch_size", "max_seq_len").Output("output_end_logits", ElementType.Float32, "batch_size", "max_seq_len");
        File.WriteAllBytes(Path.Combine(_cli.Folder, "bert.onnx"), graph.ToBytes());
        string[] run = ["run", "--benchmark", "bert", "--model", "bert.onnx", "--data", "synthetic:2", "--output", "r", "--mode", "accuracy", "--backend", "ort-cpu", "--scenario", "Offline"];
        Assert.That(_cli.Run(run), Is.Zero, _cli.Error);
        Assert.That(Warnings(), Has.None.Contains("differs in"));
        var log = File.ReadAllText(Path.Combine(_cli.Folder, "r", "Offline", "accuracy", "mlperf_log_accuracy.json"));
        Assert.That(log.Split('"').Count(static part => part.Length == 2 * 8 * 384), Is.EqualTo(2), "384 pairs of float32 a sample");

        Directory.Delete(Path.Combine(_cli.Folder, "r"), recursive: true);
        Assert.That(_cli.Run([.. run, "--dim", "max_seq_len=128"]), Is.EqualTo(2), "--dim goes over it");
        Assert.That(_cli.Error, Does.Contain("input_ids int64 [N,128]"));
    }

    private static string[] Closed() =>
        ["run", "--catalog", "own.json", "--benchmark", "own", "--model", "m.onnx", "--data", "set", "--output", "r", "--mode", "accuracy", "--backend", "ort-cpu",
            "--division", "closed", "--rules", "v6.1", "--scenario", "Offline"];

    /// <summary>A benchmark of v6.1 with two samples and a network that gives back its input.</summary>
    private void OwnBenchmark(string signatures, string names = ", \"names\": { \"checker\": { \"v6.1\": [\"resnet\"] } }")
    {
        File.WriteAllBytes(Path.Combine(_cli.Folder, "m.onnx"), SyntheticModel.Identity(ElementType.Float32, "N", 2));
        Directory.CreateDirectory(Path.Combine(_cli.Folder, "set"));
        File.WriteAllBytes(Path.Combine(_cli.Folder, "set", "inputs.npy"), Datasets.TemporaryFolder.Npy("<f4", [2, 2], [.. new float[] { 1, 0, 0, 1 }.SelectMany(BitConverter.GetBytes)]));
        File.WriteAllText(Path.Combine(_cli.Folder, "set", "labels.txt"), "0\n1\n");
        _cli.File("own.json", $$"""
            {
              "catalog_version": 1, "id": "own", "title": "Mine"{{names}}, "task": "classification", "model": { "name": "gives back its input"{{signatures}} },
              "dataset": { "name": "two samples" }, "qsl": { "total_sample_count": 2 }, "quality": { "metric": "top1", "unit": "percent" },
              "rounds": { "v6.1": { "scenarios": { "Offline": {} } } },
              "pipeline": { "reader": { "kind": "tensors" }, "responses": { "kind": "top1" }, "metric": { "kind": "top1" } }
            }
            """);
    }

    private string[] Warnings()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(_cli.Folder, "r", "result.json")));
        return [.. json.RootElement.GetProperty("warnings").EnumerateArray().Select(static w => w.GetString()!)];
    }

    /// <summary>A network that gives its picture's first value for every class.</summary>
    private void Model(string file, string input, ElementType type, object[] shape, string output, int classes)
    {
        var graph = new SyntheticModel().Input(input, type, ["N", .. shape]).Node("Cast", [input], ["f"], ("to", 1)).Node("Flatten", ["f"], ["flat"])
            .Integers("start", 0).Integers("end", 1).Integers("axis", 1).Node("Slice", ["flat", "start", "end", "axis"], ["first"])
            .Floats("scores", [1, classes], new float[classes]).Node("Add", ["first", "scores"], [output]).Output(output, ElementType.Float32, "N", classes);
        File.WriteAllBytes(Path.Combine(_cli.Folder, file), graph.ToBytes());
    }
}
