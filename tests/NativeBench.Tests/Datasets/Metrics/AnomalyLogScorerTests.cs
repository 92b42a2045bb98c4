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
    [TestCase("int8", 10.2652, 0.02)]
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
        var scorer = AnomalyLogScorer.ForEqualFiles(
            windows, ["normal_id_01_00000000"], [0], new Quantization(0.391015, 89), new Quantization(0.364498, 96));
        var score = scorer.Score(folder.Combine("mlperf_log_accuracy.json"));
        Assert.That(score.Find("anomaly_score")!.Value, Is.EqualTo(expected).Within(tolerance));
        Assert.That(score.SampleCount, Is.EqualTo(196));
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
