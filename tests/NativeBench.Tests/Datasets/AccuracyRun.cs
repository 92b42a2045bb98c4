using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets;

/// <summary>An accuracy run as the program does it: LoadGen, system under test, accuracy log, scorer.</summary>
internal static class AccuracyRun
{
    public static ClassificationScore Score(
        IInferenceEngine engine, TensorLibrary library, TestScenario scenario = TestScenario.Offline)
    {
        var labels = library.Labels!.Value.AsSpan();
        using var folder = new TemporaryFolder();
        using var sut = new BatchingSystemUnderTest(
            engine,
            library.Slab,
            ExecutionPlan.For(scenario, engine.Model, samplesPerQuery: 8, coreCount: 2),
            new BatchingOptions { Responses = Top1Responses.For(engine.Model, labels), RunInline = scenario == TestScenario.SingleStream });
        var result = LoadGenerator.StartTest(
            sut,
            library,
            new TestSettings { Scenario = scenario, Mode = TestMode.AccuracyOnly, ServerTargetQps = 10_000 },
            new LogSettings { OutputDirectory = folder.Path });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        return ClassificationScorer.Score(Path.Combine(folder.Path, "mlperf_log_accuracy.json"), labels);
    }
}
