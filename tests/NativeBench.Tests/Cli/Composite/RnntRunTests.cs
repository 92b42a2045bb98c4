using System.Runtime.InteropServices;
using NativeBench.Inference;
using NativeBench.Tests.Datasets;
using NativeBench.Tests.OnnxRuntime;

namespace NativeBench.Tests.Cli.Composite;

/// <summary>RNN-T from the command line, with networks that say "hi" to every clip and then nothing more.</summary>
public sealed class RnntRunTests
{
    private CompositeRun _run = null!;

    [SetUp]
    public void SetUp()
    {
        _run = new CompositeRun("rnnt");
        _run.Write(Encoder(240).ToBytes(), "model", "encoder.onnx");
        _run.Write(Prediction().ToBytes(), "model", "prediction.onnx");
        _run.Write(Joint().ToBytes(), "model", "joint.onnx");
        foreach (var (name, samples) in new[] { ("a", 8_000), ("b", 11_000) })
            _run.Write(DatasetFiles.Wav([.. Enumerable.Range(0, samples).Select(static i => (short)(i * 37 % 4096))]), "data", "dev-clean-wav", name + ".wav");
        Manifest(DatasetFiles.Clip("dev-clean-wav/a.wav", 0.5, "hi"), DatasetFiles.Clip("dev-clean-wav/b.wav", 0.6875, "hi there"));
    }

    [TearDown]
    public void TearDown() => _run.Dispose();

    [Test]
    public void Greedy_output_and_word_errors_are_the_hand_worked_ones_in_every_scenario()
    {
        Assert.That(_run.Run("model", "--mode", "accuracy", "--scenario", "all", "--set", "target_qps=100"), Is.Zero, _run.Error);
        foreach (var scenario in new[] { "SingleStream", "MultiStream", "Server", "Offline" })
        {
            // One of the references' three words is missing.
            Assert.That(_run.Line(scenario), Does.Contain("66.67 %").And.Contain("not judged: 2 of 2513 samples"));
            foreach (var labels in _run.Payload(scenario).Values)
                Assert.That(MemoryMarshal.Cast<byte, long>(labels).ToArray(), Is.EqualTo(new long[] { 8, 9 }), "h, i");
        }
    }

    [Test]
    public void Its_log_is_scored_again_and_no_part_of_the_set_reaches_the_target()
    {
        Manifest(DatasetFiles.Clip("dev-clean-wav/a.wav", 0.5, "Hi!"), DatasetFiles.Clip("dev-clean-wav/b.wav", 0.6875, "hi"));
        Assert.That(_run.Run("model", "--mode", "accuracy", "--scenario", "Offline"), Is.Zero, _run.Error);
        Assert.That(_run.Cli("accuracy", "--log", _run.LogOf("Offline"), "--benchmark", "rnnt", "--data", "data"), Is.Zero, _run.Error);
        Assert.That(_run.Out, Does.Contain("Word Error Rate: 0.0%, accuracy=100.0%").And.Contain(": not judged: 2 of 2513 samples").And.Not.Contain("reached"));
    }

    [Test]
    public void Made_up_data_goes_through_and_is_labelled() => _run.ExpectWiringOnly("model", 5);

    [Test]
    public void It_is_measured_in_the_scenarios_of_its_round() =>
        _run.ExpectValid("model", "SingleStream,Server,Offline", "--set", "target_qps=150", "--set", "min_query_count=70", "--set", "target_latency_percentile=90", "--set", "Server.target_latency=60000");

    [Test]
    public void Networks_in_the_home_folder_are_found_without_being_named()
    {
        foreach (var file in new[] { "encoder.onnx", "prediction.onnx", "joint.onnx" })
            _run.Write(File.ReadAllBytes(_run.InFolder("model", file)), "home", "models", "rnnt", file);
        Assert.That(_run.Cli("run", "--benchmark", "rnnt", "--home", _run.InFolder("home"), "--data", "data", "--output", "r", "--backend", "ort-cpu", "--mode", "accuracy", "--scenario", "Offline"), Is.Zero, _run.Error);
        Assert.That(_run.Line("Offline"), Does.Contain("66.67 %"));
        Assert.That(_run.Cli("list", "rnnt", "--home", _run.InFolder("home")), Is.Zero, _run.Error);
        Assert.That(_run.Out, Does.Contain("network: joint: joint.onnx").And.Not.Contain("not runnable"));
    }

    [Test]
    public void A_missing_clip_is_named()
    {
        File.Delete(_run.InFolder("data", "dev-clean-wav", "b.wav"));
        _run.ExpectMistake("model", "b.wav'. Convert LibriSpeech's clip to wav and put it there");
    }

    [Test]
    public void A_clip_that_is_cut_off_ends_the_run_with_its_name()
    {
        _run.Write(File.ReadAllBytes(_run.InFolder("data", "dev-clean-wav", "b.wav"))[..1000], "data", "dev-clean-wav", "b.wav");
        _run.ExpectWrongFile("model", "b.wav' is cut off: it has 956 of the 22000 bytes of its data chunk. Copy it again");
    }

    [TestCase("prediction.onnx", "prediction.onnx' is x float32 [?,4] to y float32 [?,4]; expected int64 [?,1], float32 [?,1] and states")]
    [TestCase("encoder.onnx", "encoder.onnx' is x float32 [?,4] to y float32 [?,4]; expected float32 [?,frames,240]")]
    [TestCase("joint.onnx", "joint.onnx' is x float32 [?,4] to y float32 [?,4]; expected float32 [?,240] and [?,1] to [?,29]")]
    public void A_network_of_another_form_is_named(string file, string sentence)
    {
        _run.Write(SyntheticModel.Identity(ElementType.Float32, "N", 4), "model", file);
        _run.ExpectMistake("model", sentence);
    }

    [Test]
    public void A_missing_network_is_named()
    {
        File.Delete(_run.InFolder("model", "joint.onnx"));
        _run.ExpectMistake("model", "--model 'model' has no joint.onnx; expected encoder.onnx (encoder), prediction.onnx (prediction), joint.onnx (joint).");
        _run.ExpectMistake(Path.Combine("model", "encoder.onnx"), "is a file; expected the folder with encoder.onnx, prediction.onnx, joint.onnx of 'rnnt'");
        _run.ExpectMistake("'rnnt' has no model here: name the folder with", "run", "--benchmark", "rnnt", "--data", "data", "--home", "nowhere", "--backend", "ort-cpu");
    }

    private void Manifest(params string[] clips) => _run.Write($"[{string.Join(", ", clips)}]", "data", "dev-clean-wav.json");

    /// <summary>Every other frame.</summary>
    private static SyntheticModel Encoder(int width) => new SyntheticModel()
        .Input("features", ElementType.Float32, 1, "frames", 240)
        .Integers("start", 0).Integers("end", int.MaxValue).Integers("axis", 1).Integers("step", 2)
        .Node("Slice", ["features", "start", "end", "axis", "step"], ["encoded"]).Output("encoded", ElementType.Float32, 1, "steps", width);

    /// <summary>Counts the labels so far: the state, and one more if there is a label.</summary>
    private static SyntheticModel Prediction() => new SyntheticModel()
        .Input("label", ElementType.Int64, "N", 1).Input("start", ElementType.Float32, "N", 1).Input("count", ElementType.Float32, "N", 1)
        .Node("Add", ["count", "start"], ["g"]).Node("Identity", ["g"], ["count_out"])
        .Output("g", ElementType.Float32, "N", 1).Output("count_out", ElementType.Float32, "N", 1);

    /// <summary>Scores that are lines over the count: "h" is highest at 0 (10 against 0 and -15), "i" at 1 (11 against 10 and 5), blank at 2 (25 against 10 and 22).</summary>
    private static SyntheticModel Joint()
    {
        float[] slopes = new float[29], starts = new float[29];
        starts[8] = 10;
        slopes[9] = 11;
        (slopes[28], starts[28]) = (20, -15);
        return new SyntheticModel().Input("f", ElementType.Float32, "N", 240).Input("g", ElementType.Float32, "N", 1)
            .Floats("slopes", [1, 29], slopes).Floats("starts", [29], starts)
            .Node("MatMul", ["g", "slopes"], ["rising"]).Node("Add", ["rising", "starts"], ["scores"]).Output("scores", ElementType.Float32, "N", 29);
    }
}
