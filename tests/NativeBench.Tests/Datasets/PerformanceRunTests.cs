using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Datasets;

/// <summary>Short performance runs of the embedded benchmark under LoadGen: how its queries become batches.</summary>
public class PerformanceRunTests
{
    [Test]
    public void Multistream_queries_are_always_read_in_place([Values] bool inline)
    {
        var done = Run(
            new TestSettings { Scenario = TestScenario.MultiStream, MinDurationMs = 0, MinQueryCount = 150, MaxQueryCount = 150 },
            new ExecutionPlan { BatchSize = 8 },
            inline);
        Assert.That((done.Batches, done.ZeroCopyBatches), Is.EqualTo((150L, 150L)));
    }

    [Test]
    public void Offline_samples_are_mostly_read_in_place()
    {
        var done = Run(
            new TestSettings { Scenario = TestScenario.Offline, OfflineExpectedQps = 4000, MinDurationMs = 1000 },
            new ExecutionPlan { Instances = 2, BatchSize = 4 },
            inline: false);
        Assert.That(done.Samples, Is.GreaterThanOrEqualTo(4000));
        Assert.That((double)done.ZeroCopyBatches / done.Batches, Is.GreaterThan(0.5));
    }

    [Test]
    public void Server_samples_all_complete_with_a_batching_window()
    {
        var done = Run(
            new TestSettings
            {
                Scenario = TestScenario.Server,
                ServerTargetQps = 2000,
                MinDurationMs = 0,
                MinQueryCount = 500,
                MaxQueryCount = 500,
            },
            new ExecutionPlan { Instances = 2, BatchSize = 4, BatchDelayUs = 1000 },
            inline: false);
        Assert.That(done.Samples, Is.EqualTo(500));
        Assert.That(done.MeanBatchSize, Is.GreaterThan(1));
    }

    private static BatchStatistics Run(TestSettings settings, ExecutionPlan plan, bool inline)
    {
        using var folder = new TemporaryFolder();
        using var engine = OnnxRuntimeEngine.Load(DigitsBenchmark.ReadModel(), DigitsBenchmark.ModelName, OnnxRuntimeOptions.For(plan));
        using var library = new DigitsLibrary(engine.Model);
        using var sut = new BatchingSystemUnderTest(engine, library.Slab, plan, new BatchingOptions { RunInline = inline });
        var result = LoadGenerator.StartTest(sut, library, settings, new LogSettings { OutputDirectory = folder.Path });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        return sut.Statistics;
    }
}
