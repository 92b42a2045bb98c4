using NativeBench.Datasets;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets.Metrics;

public class AnomalyLogScorerTests
{
    /// <summary>The figures of the data's README: as published for float, as measured on this clip for int8.</summary>
    [TestCase("f32", 9.7071, 0.0001)]
    [TestCase("int8", 10.2652, 0.01)]
    public void The_published_clip_has_the_published_score(string type, double expected, double tolerance)
    {
        var model = TestData.Require("models", $"ad_autoencoder_{type}.onnx");
        using var windows = new NpySource(TestData.Require("ad", $"inputs_{type}.npy"));
        using var engine = OnnxRuntimeEngine.Load(model, new OnnxRuntimeOptions { IntraOpThreads = 1 });
        using var library = new SourceLibrary("ad", windows);
        using var folder = new TemporaryFolder();
        using var sut = new BatchingSystemUnderTest(
            engine, library.Slab, ExecutionPlan.For(TestScenario.Offline, engine.Model, samplesPerQuery: 8, coreCount: 2),
            new BatchingOptions { Responses = RawResponses.Instance });
        LoadGenerator.StartTest(
            sut, library, new TestSettings { Scenario = TestScenario.Offline, Mode = TestMode.AccuracyOnly },
            new LogSettings { OutputDirectory = folder.Path });
        using var numbers = new NpySource(TestData.Require("ad", "inputs_f32.npy"));
        var scorer = AnomalyLogScorer.ForEqualFiles(
            numbers, ["normal_id_01_00000000"], [0], output: new Quantization(0.36449846625328064, 96));
        var score = scorer.Score(folder.Combine("mlperf_log_accuracy.json"));
        Assert.That(score.Find("anomaly_score")!.Value, Is.EqualTo(expected).Within(tolerance));
        Assert.That(score.SampleCount, Is.EqualTo(196));
    }

    [Test]
    public void Scores_that_differ_in_double_precision_only_are_told_apart()
    {
        using var folder = new TemporaryFolder();
        using var windows = new FloatSource([0, 0], [0, 0]);

        // 1/2 and 1/2 + 5e-11: equal as float32, which would make the curve's area a half.
        var log = AccuracyLogFile.Write(folder, (0, [1f, 0f]), (1, [1f, 1e-5f]));
        Assert.That(new AnomalyLogScorer(windows, ["a", "b"], [0, 1]).Score(log).Main, Is.EqualTo(new QualityFigure("auc", 1, "fraction")));
    }

    [Test]
    public void Integers_of_a_log_are_compared_with_the_numbers_that_went_in()
    {
        using var folder = new TemporaryFolder();
        using var windows = new FloatSource([0.5f, -1f]);

        // (12 - 10) * 0.5 = 1 and (8 - 10) * 0.5 = -1: squared differences 1/4 and 0. As uint8, 140 and 136 with 138 for 0.
        var int8 = AccuracyLogFile.Write(folder, (0, new sbyte[] { 12, 8 }));
        var uint8 = AccuracyLogFile.Write(folder, (0, new byte[] { 140, 136 }));
        var scale = new Quantization(0.5, 10);
        double Of(string log, Quantization? output, ElementType? type) => new AnomalyLogScorer(windows, ["a"], [0], default, output, type).Score(log).Main.Value;
        Assert.That(Of(int8, scale, null), Is.EqualTo(0.125));
        Assert.That(Of(int8, scale, ElementType.Int8), Is.EqualTo(0.125));
        Assert.That(Of(uint8, scale with { ZeroPoint = 138 }, ElementType.UInt8), Is.EqualTo(0.125));
        Assert.That(() => Of(int8, null, null), Throws.TypeOf<InvalidInputException>().With.Message.Contains("nothing tells their scale and zero point"));
        Assert.That(() => Of(int8, scale, ElementType.Float32), Throws.TypeOf<InvalidInputException>().With.Message.Contains("its data has 2 bytes; expected 2 values of float32, 8 bytes"));
        Assert.That(() => Of(int8, scale, ElementType.Int64), Throws.TypeOf<InvalidInputException>().With.Message.Contains("found int64"));
        var nan = AccuracyLogFile.Write(folder, (0, new[] { float.NaN, 0 }));
        Assert.That(() => Of(nan, null, null), Throws.TypeOf<InvalidInputException>().With.Message.Contains("are NaN"));
    }

    [Test]
    public void With_both_kinds_of_files_the_figure_is_the_area_under_the_curve()
    {
        using var folder = new TemporaryFolder();
        using var windows = new FloatSource([1, 2], [3, 4], [5, 6], [7, 8]);
        // Squared differences: 0, 1 (file a: 0.5), 4, 0 (file b: 2).
        var log = AccuracyLogFile.Write(folder, (0, [1f, 2f]), (1, [4f, 5f]), (2, [7f, 8f]), (3, [7f, 8f]));
        var score = new AnomalyLogScorer(windows, ["a", "a", "b", "b"], [0, 0, 1, 1]).Score(log);
        Assert.That(score.Main, Is.EqualTo(new QualityFigure("auc", 1, "fraction")));
        Assert.That(score.Find("anomaly_score")!.Value, Is.EqualTo((0.5 + 2) / 2));
        Assert.That(() => new AnomalyLogScorer(windows, ["a"], [0]), Throws.TypeOf<InvalidInputException>().With.Message.Contains("4 windows, 1 file names"));
        Assert.That(
            () => new AnomalyLogScorer(windows, ["a", "a", "b", "b"], [0, 0, 1, 1]).Score(AccuracyLogFile.Write(folder, (0, [1f]))),
            Throws.TypeOf<InvalidInputException>().With.Message.Contains("its data has 4 bytes; expected 2 values of float32, 8 bytes"));
    }
}
