using System.Security.Cryptography;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.ModelSynthesis;

namespace NativeBench.Tests.ModelSynthesis;

/// <summary>Files are the same everywhere and run in ONNX Runtime, with answers that are finite and depend on the input.</summary>
public class SyntheticModelTests
{
    [TestCase("resnet50", 4)]
    [TestCase("mobilenet", 4)]
    [TestCase("tiny-mlp", 8)]
    [TestCase("kws-dscnn", 8)]
    [TestCase("resnet8", 8)]
    [TestCase("ad-autoencoder", 8)]
    [TestCase("rnnt-prediction", 4)]
    [TestCase("whisper-tiny-decoder", 2)]
    [TestCase("rnnt-joint", 8)]
    [TestCase("ssd-mobilenet", 2)]
    [TestCase("mobiledets", 2)]
    [TestCase("mobilenet-edgetpu", 3)]
    [TestCase("vww-mobilenet", 4)]
    [TestCase("deeplabv3plus", 2)]
    [TestCase("mosaic", 2)]
    public void Answers_are_finite_and_depend_on_the_input(string name, int samples) => CheckAnswers(name, new SynthesisOptions(), samples);

    [Test]
    public void Answers_of_a_transformer_are_finite_and_depend_on_the_input([Values("bert-base", "mobilebert")] string name) =>
        CheckAnswers(name, new SynthesisOptions { SequenceLength = 16 }, samples: 3);

    [Test]
    public void Answers_of_a_recurrent_network_are_finite_and_depend_on_the_input() =>
        CheckAnswers("rnnt-encoder", new SynthesisOptions { SequenceLength = 6 }, samples: 2);

    [TestCase("ssd-resnet34")]
    [TestCase("retinanet")]
    [TestCase("3d-unet")]
    [TestCase("dlrm")]
    [TestCase("yolo11l")]
    public void Larger_models_load_with_the_shapes_that_they_declare(string name)
    {
        // ONNX Runtime infers every shape, and refuses what doesn't fit together.
        using var folder = new TemporaryFolder();
        var model = SyntheticModels.Find(name)!.Build();
        var path = folder.Combine(model.FileName);
        model.WriteFile(path);
        using var engine = OnnxRuntimeEngine.Load(path, new OnnxRuntimeOptions { Optimization = GraphOptimization.None });
        Assert.That(engine.Model.Outputs, Has.All.Matches<TensorSpec>(static t => t.IsStatic));
        Assert.That(engine.Model.WeightsNote, Is.EqualTo("synthetic weights, seed 1"));
    }

    [TestCase("tiny-mlp", 8)]
    [TestCase("mobilenet", 2)]
    public void Half_precision_gives_nearly_the_same_answers(string name, int samples)
    {
        var architecture = SyntheticModels.Find(name)!;
        var full = SyntheticModelRun.Outputs(architecture.Build(), samples);
        var half = SyntheticModelRun.Outputs(architecture.Build(new SynthesisOptions { Precision = WeightPrecision.Float16 }), samples);
        for (var i = 0; i < samples; i++)
            Assert.That(Distance(half[i], full[i]), Is.LessThan(0.1 * Norm(full[i])), $"sample {i}");
    }

    [Test]
    public void The_same_seed_gives_the_same_bytes_on_every_machine()
    {
        // Recorded on x64. Weights are made by integer arithmetic; a machine on which this fails makes other models.
        Assert.That(Hash("tiny-mlp", new SynthesisOptions()), Is.EqualTo("51be495716439b2f239ac4e8ca99ea874cc912a1c7a8223504e1a7e789276496"));
        Assert.That(Hash("tiny-mlp", new SynthesisOptions { Precision = WeightPrecision.Float16, Batch = 4 }), Is.EqualTo("41add2085c5574416d9378398bad85669263897dc4a4045afe37f72a7e143519"));
    }

    [Test]
    public void Another_seed_gives_other_weights() =>
        Assert.That(Hash("tiny-mlp", new SynthesisOptions { Seed = 2 }), Is.Not.EqualTo(Hash("tiny-mlp", new SynthesisOptions())));

    [Test]
    public void The_file_says_that_its_weights_are_synthetic()
    {
        using var engine = OnnxRuntimeEngine.Load(Bytes("tiny-mlp", new SynthesisOptions { Seed = 7 }), "tiny.onnx");
        Assert.That(engine.Model.WeightsNote, Is.EqualTo("synthetic weights, seed 7"));
        Assert.That(SyntheticLabel.WeightsKey, Is.EqualTo(ModelInfo.WeightsNoteKey));
    }

    [Test]
    public void The_batch_is_free_or_fixed_as_asked()
    {
        using var free = OnnxRuntimeEngine.Load(Bytes("tiny-mlp", new SynthesisOptions()), "free.onnx");
        using var four = OnnxRuntimeEngine.Load(Bytes("tiny-mlp", new SynthesisOptions { Batch = 4 }), "four.onnx");
        Assert.That(free.Model.FixedBatch, Is.Null);
        Assert.That(four.Model.FixedBatch, Is.EqualTo(4));
    }

    [Test]
    public void A_broken_write_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.onnx");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.That(
            () => SyntheticModels.Find("tiny-mlp")!.Build().WriteFile(path, cancellation: cancelled.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(Directory.GetFiles(folder.Path), Is.Empty);
    }

    private static void CheckAnswers(string name, SynthesisOptions options, int samples)
    {
        var outputs = SyntheticModelRun.Outputs(SyntheticModels.Find(name)!.Build(options), samples);
        Assert.That(outputs.SelectMany(static o => o.SelectMany(static v => v)), Has.All.Matches<double>(double.IsFinite));
        for (var a = 0; a < samples; a++)
        {
            Assert.That(Norm(outputs[a]), Is.GreaterThan(0));
            for (var b = a + 1; b < samples; b++)
                Assert.That(Distance(outputs[a], outputs[b]), Is.GreaterThan(0.02 * Norm(outputs[a])), $"samples {a} and {b}");
        }
    }

    /// <summary>The largest difference of real outputs.</summary>
    private static double Distance(double[][] a, double[][] b) =>
        Real(a).Zip(Real(b)).Max(static pair => Math.Abs(pair.First - pair.Second));

    private static double Norm(double[][] outputs) => Real(outputs).Max(Math.Abs);

    /// <summary>The longest output, the last of them if several are: scores rather than the class that a classifier names before them, boxes rather than their number.</summary>
    private static double[] Real(double[][] outputs) => outputs.Reverse().MaxBy(static o => o.Length)!;

    private static byte[] Bytes(string name, SynthesisOptions options)
    {
        using var memory = new MemoryStream();
        SyntheticModels.Find(name)!.Build(options).WriteTo(memory);
        return memory.ToArray();
    }

    private static string Hash(string name, SynthesisOptions options) => Convert.ToHexStringLower(SHA256.HashData(Bytes(name, options)));
}
