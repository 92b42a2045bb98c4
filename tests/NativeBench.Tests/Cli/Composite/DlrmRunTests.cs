using System.Runtime.InteropServices;
using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli.Composite;

/// <summary>DLRM from the command line, with a network that looks up the score of a pair's first category.</summary>
public sealed class DlrmRunTests
{
    // The textbook example of an area of 3/4: one click in two is ranked behind one of two pairs without.
    private static readonly (float Score, int Click)[] s_pairs = [(0.1f, 0), (0.4f, 0), (0.35f, 1), (0.8f, 1)];

    private CompositeRun _run = null!;

    [SetUp]
    public void SetUp()
    {
        _run = new CompositeRun("dlrm");
        _run.Write(Official().ToBytes(), "model", "official.onnx");
        _run.Write(DatasetFiles.Pairs(4, static (pair, field) => field switch { 0 => s_pairs[pair].Click, 14 => 40_000_000 + pair, _ => pair }), "data", "terabyte_processed_test.bin");
        _run.Write("0, 3, 3\n3, 4, 1\n", "data", "dlrm_trace_of_aggregated_samples.txt");
    }

    [TearDown]
    public void TearDown() => _run.Dispose();

    [TestCase("official")]
    [TestCase("tables")]
    [TestCase("rows")]
    public void The_area_is_the_hand_worked_one_in_every_form_of_the_model(string form)
    {
        _run.Write((form switch { "tables" => Tables(), "rows" => Rows(), _ => Official() }).ToBytes(), "model", "m.onnx");
        Assert.That(_run.Run(Path.Combine("model", "m.onnx"), "--mode", "accuracy", "--scenario", "Server,Offline", "--set", "target_qps=1000"), Is.Zero, _run.Error);
        Assert.That(_run.Line("Server"), Does.Contain("75.00 %").And.Contain("not judged: 2 of 330067 samples"));
        foreach (var scenario in new[] { "Server", "Offline" })
        {
            var payload = _run.Payload(scenario);
            Assert.That(MemoryMarshal.Cast<byte, float>(payload[0]).ToArray(), Is.EqualTo(new[] { 0.1f, 0, 0.4f, 0, 0.35f, 1 }));
            Assert.That(MemoryMarshal.Cast<byte, float>(payload[1]).ToArray(), Is.EqualTo(new[] { 0.8f, 1 }));
        }
    }

    [Test]
    public void Its_log_is_scored_without_the_data()
    {
        _run.Run(Path.Combine("model", "official.onnx"), "--mode", "accuracy", "--scenario", "Offline");
        Assert.That(_run.Cli("accuracy", "--log", _run.LogOf("Offline"), "--benchmark", "dlrm", "--home", "nowhere", "--quiet"), Is.Zero, _run.Error);
        Assert.That(_run.Out, Does.Contain("AUC=75.000%, accuracy=75.000%, good=3, total=4, queries=2"));
    }

    [Test]
    public void Made_up_data_goes_through_and_is_labelled()
    {
        _run.Write(Rows(reduced: true).ToBytes(), "model", "m.onnx");
        _run.ExpectWiringOnly(Path.Combine("model", "m.onnx"), 20);
    }

    [Test]
    public void It_is_measured_in_the_scenarios_of_its_round() =>
        _run.ExpectValid(Path.Combine("model", "official.onnx"), "Server,Offline", "--set", "target_qps=5000", "--set", "min_query_count=700", "--set", "Server.target_latency=60000");

    [Test]
    public void What_does_not_fit_is_named()
    {
        var model = Path.Combine("model", "official.onnx");
        _run.Write("0, 3, 3\n4, 5, 1\n", "data", "dlrm_trace_of_aggregated_samples.txt");
        _run.ExpectMistake(model, "dlrm_trace_of_aggregated_samples.txt:2: found '4, 5, 1'");
    }

    [TestCase(161, "has 161 bytes; expected a multiple of 160")]
    [TestCase(160, "has 1 pairs; the samples need 4")]
    public void Pairs_that_are_cut_off_are_named(int bytes, string sentence)
    {
        _run.Write(File.ReadAllBytes(_run.InFolder("data", "terabyte_processed_test.bin"))[..bytes], "data", "terabyte_processed_test.bin");
        _run.ExpectMistake(Path.Combine("model", "official.onnx"), sentence);
    }

    [Test]
    public void A_missing_file_is_named()
    {
        File.Delete(_run.InFolder("data", "terabyte_processed_test.bin"));
        _run.ExpectMistake(Path.Combine("model", "official.onnx"), "terabyte_processed_test.bin'; expected Criteo's pairs");
    }

    [Test]
    public void A_label_that_is_none_ends_the_run_with_the_pair_s_number()
    {
        _run.Write(DatasetFiles.Pairs(4, static (_, field) => field == 0 ? 7 : 0), "data", "terabyte_processed_test.bin");
        _run.ExpectWrongFile(Path.Combine("model", "official.onnx"), "has the label 7; expected 0 or 1");
    }

    [Test]
    public void A_model_of_other_tensors_is_named()
    {
        _run.Write(SyntheticModel.Identity(ElementType.Float32, "N", 13), "model", "other.onnx");
        _run.ExpectMistake(Path.Combine("model", "other.onnx"), "other.onnx' is x float32 [?,13] to y float32 [?,13]; expected float32 [?,13] counts with int64 'indices'");
    }

    [Test]
    public void Batches_are_refused() =>
        _run.ExpectMistake("--batch doesn't apply to 'dlrm'", "run", "--benchmark", "dlrm", "--model", Path.Combine("model", "official.onnx"), "--data", "data", "--backend", "ort-cpu", "--batch", "4");

    /// <summary>MLPerf's own form: tables first. Offsets that weren't 0 to B-1 would look up something else than 0, or nothing.</summary>
    private static SyntheticModel Official() => Scores(new SyntheticModel()
        .Input("dense_x", ElementType.Float32, "B", 13).Input("offsets", ElementType.Int64, 26, "B").Input("indices", ElementType.Int64, 26, "B")
        .Integers("first", 0).Integers("last", 25)
        .Node("Gather", ["indices", "first"], ["row"], ("axis", 0)).Node("Squeeze", ["row", "first"], ["category"])
        .Node("Gather", ["offsets", "last"], ["offset row"], ("axis", 0)).Node("Squeeze", ["offset row", "first"], ["offset"]));

    /// <summary>The same exporter's other form: a tensor a table.</summary>
    private static SyntheticModel Tables()
    {
        var model = new SyntheticModel().Input("dense_x", ElementType.Float32, "B", 13);
        for (var table = 0; table < 26; table++)
            model.Input($"offsets_{table}", ElementType.Int64, "B");
        for (var table = 0; table < 26; table++)
            model.Input($"indices_{table}", ElementType.Int64, "B");
        return Scores(model.Node("Identity", ["indices_0"], ["category"]).Node("Identity", ["offsets_25"], ["offset"]));
    }

    /// <summary>Pairs first, without offsets, as `model synth dlrm` has it.</summary>
    private static SyntheticModel Rows(bool reduced = false) => Scores(new SyntheticModel()
        .Input("dense_x", ElementType.Float32, "B", 13).Input("lS_i", ElementType.Int64, "B", 26).Integers("first", 0).Integers("axis", 1).Integers("rows", reduced ? 4 : int.MaxValue)
        .Node("Gather", ["lS_i", "first"], ["column"], ("axis", 1)).Node("Squeeze", ["column", "axis"], ["index"])
        .Node("Mod", ["index", "rows"], ["category"]).Node("Identity", ["category"], ["offset"]));

    private static SyntheticModel Scores(SyntheticModel model) => model
        .Floats("scores", [4, 1], [.. s_pairs.Select(static p => p.Score)]).Floats("nothing", [4, 1], 0, 0, 0, 0)
        .Node("Gather", ["scores", "category"], ["score"], ("axis", 0)).Node("Gather", ["nothing", "offset"], ["zero"], ("axis", 0))
        .Node("Add", ["score", "zero"], ["pred"]).Output("pred", ElementType.Float32, "B", 1);
}
