using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets;

/// <summary>A benchmark as the program runs it: source, LoadGen, network, responses, accuracy log, metric.</summary>
internal static class BenchmarkRun
{
    public static QualityScore Score(
        string modelPath, ISampleSource source, IResponseFormat responses, IAccuracyScorer scorer, TestScenario scenario = TestScenario.Offline)
    {
        using var engine = OnnxRuntimeEngine.Load(modelPath, new OnnxRuntimeOptions { IntraOpThreads = 1 });
        using var library = new SourceLibrary("test", source);
        using var folder = new TemporaryFolder();
        using var sut = new BatchingSystemUnderTest(
            engine, library.Slab, ExecutionPlan.For(scenario, engine.Model, samplesPerQuery: 8, coreCount: 2), new BatchingOptions { Responses = responses });
        var result = LoadGenerator.StartTest(
            sut, library, new TestSettings { Scenario = scenario, Mode = TestMode.AccuracyOnly, ServerTargetQps = 10_000 },
            new LogSettings { OutputDirectory = folder.Path });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        return scorer.Score(folder.Combine("mlperf_log_accuracy.json"));
    }
}
