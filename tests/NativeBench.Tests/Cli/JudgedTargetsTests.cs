using System.Text.Json;
using NativeBench.Inference;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli;

/// <summary>A target is on the whole accuracy set: on a part of it no output says that it's reached or missed.</summary>
public sealed class JudgedTargetsTests
{
    private const string Part = "not judged: 4 of 5 samples";

    private CliHost _cli = null!;

    [SetUp]
    public void SetUp()
    {
        _cli = new CliHost();
        File.WriteAllBytes(In("m.onnx"), SyntheticModel.Identity(ElementType.Float32, "N", 2));
        Directory.CreateDirectory(In("set"));
        File.WriteAllBytes(In("set", "inputs.npy"), Datasets.TemporaryFolder.Npy("<f4", [4, 2], [.. new float[] { 1, 0, 0, 1, 1, 0, 0, 1 }.SelectMany(BitConverter.GetBytes)]));
        File.WriteAllText(In("set", "labels.txt"), "0\n1\n0\n0\n");
    }

    [TearDown]
    public void TearDown() => _cli.Dispose();

    [TestCase(4, 70, "reached", 0)]
    [TestCase(4, 80, "MISSED", 1)]
    [TestCase(5, 70, Part, 0)]
    [TestCase(5, 80, Part, 0)]
    [TestCase(3, 80, "not judged: 4 of 3 samples", 0)]
    public void The_outcome_judges_the_whole_set_only(int all, double target, string verdict, int code)
    {
        Assert.That(Run(all, target), Is.EqualTo(code), _cli.Error);
        var line = _cli.Out.Split('\n').Single(static l => l.Contains("  3/4  ", StringComparison.Ordinal));
        Assert.That(line.TrimEnd(), Does.EndWith(verdict));
        Assert.That(_cli.Out.Contains("the target is", StringComparison.Ordinal), Is.EqualTo(verdict == "MISSED"));
    }

    [Test]
    public void Every_output_that_is_made_of_it_says_the_same()
    {
        Assert.That(Run(5, 70), Is.Zero, _cli.Error);
        using (var json = JsonDocument.Parse(File.ReadAllText(In("r", "result.json"))))
        {
            var run = json.RootElement.GetProperty("runs")[0];
            foreach (var group in new[] { "accuracy", "quality" })
            {
                Assert.That(run.GetProperty(group).GetProperty("not_judged").GetString(), Is.EqualTo("4 of 5 samples"));
                Assert.That(run.GetProperty(group).GetProperty("target_met").GetBoolean(), Is.False);
            }

            Assert.That(run.GetProperty("quality").GetProperty("targets")[0].GetProperty("met").GetBoolean(), Is.False);
        }

        Assert.That(File.ReadAllText(In("r", "report.html")), Does.Contain(Part).And.Not.Contain(">reached<").And.Not.Contain(">MISSED<"));
        ExpectIn(Part, "history", ".");
        ExpectIn(Part, "history", ".", "--verdict", "not judged");
        ExpectIn("No results that match.", "history", ".", "--verdict", "reached");
        ExpectIn(Part, "report", "r", "--format", "markdown");
    }

    [Test]
    public void A_log_is_judged_alike_whatever_tool_wrote_it()
    {
        Run(5, 70);
        var log = Path.Combine("r", "Offline", "accuracy", "mlperf_log_accuracy.json");
        ExpectIn("target top1 >= 70 %: " + Part, "accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", log, "--data", "set");
        Catalog(4, 70);
        ExpectIn("target top1 >= 70 %: reached", "accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", log, "--data", "set");
        Catalog(null, 70);
        ExpectIn("reached", "accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", log, "--data", "set");
    }

    [Test]
    public void Where_the_catalog_knows_no_number_the_ground_truth_has_it()
    {
        Catalog(null, 70);
        _cli.File("part.json", "[\n{ \"seq_id\" : 0, \"qsl_idx\" : 1, \"data\" : \"0000803F\" }\n]\n");
        ExpectIn("not judged: 1 of 4 samples", "accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", "part.json", "--data", "set");
        var before = _cli.Out.Length;
        Assert.That(_cli.Run("accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", "part.json", "--data", "set", "--json"), Is.Zero, _cli.Error);
        using var json = JsonDocument.Parse(_cli.Out[before..]);
        Assert.That(json.RootElement.GetProperty("not_judged").GetString(), Is.EqualTo("1 of 4 samples"));
        Assert.That(json.RootElement.GetProperty("target_met").GetBoolean(), Is.False);
    }

    [Test]
    public void A_round_may_have_had_another_number_of_samples()
    {
        Catalog(43, 70, """, "rounds": { "v2.0": { "sample_count": 4 } }""");
        Assert.That(RunCatalog(), Is.Zero, _cli.Error);
        var log = Path.Combine("r", "Offline", "accuracy", "mlperf_log_accuracy.json");
        ExpectIn("not judged: 4 of 43 samples", "accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", log, "--data", "set");
        ExpectIn(": reached", "accuracy", "--catalog", "own.json", "--benchmark", "own", "--log", log, "--data", "set", "--rules", "v2.0");
    }

    private int Run(int all, double target)
    {
        Catalog(all, target);
        return RunCatalog();
    }

    private int RunCatalog() => _cli.Run("run", "--catalog", "own.json", "--benchmark", "own", "--model", "m.onnx", "--data", "set", "--mode", "accuracy", "--output", "r", "--backend", "ort-cpu");

    private void ExpectIn(string text, params string[] args)
    {
        var before = _cli.Out.Length;
        Assert.That(_cli.Run(args), Is.Zero, _cli.Error);
        Assert.That(_cli.Out[before..], Does.Contain(text));
    }

    private void Catalog(int? all, double target, string more = "") => _cli.File("own.json", FormattableString.Invariant($$"""
        {
          "catalog_version": 1, "id": "own", "title": "Mine", "task": "classification", "model": { "name": "gives back its input" },
          "dataset": { "name": "four samples" }, "qsl": { {{(all is null ? "" : FormattableString.Invariant($"\"total_sample_count\": {all}"))}} },
          "quality": { "metric": "top1", "unit": "percent", "targets": [{ "figure": "top1", "threshold": {{target}} }] },
          "pipeline": { "reader": { "kind": "tensors" }, "responses": { "kind": "top1" }, "metric": { "kind": "top1" } }{{more}}
        }
        """));

    private string In(params string[] parts) => Path.Combine([_cli.Folder, .. parts]);
}
