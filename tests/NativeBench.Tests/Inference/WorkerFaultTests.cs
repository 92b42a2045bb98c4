using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

/// <summary>Whole runs in which a worker's inference breaks: they end as incomplete, with all that was measured and the reason.</summary>
public class WorkerFaultTests
{
    private static readonly Exception[] s_faults =
    [
        new InferenceException("the model broke"),
        new InsufficientMemoryException("no memory for the batch"), // an OutOfMemoryException
        new InvalidOperationException("something nobody foresaw"),
    ];

    [Test]
    public void A_worker_that_breaks_ends_the_run_as_incomplete_with_everything_recorded(
        [Values(TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline)] TestScenario scenario,
        [ValueSource(nameof(s_faults))] Exception fault,
        [Values] bool adaptive)
    {
        const int GoodRuns = 5;
        using var folder = new TemporaryFolder();
        using var slab = SlabOf.Samples(16);
        var runs = 0;
        var engine = new FakeEngine { OnRun = _ => { if (Interlocked.Increment(ref runs) > GoodRuns) throw fault; } };
        var inline = scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var plan = new ExecutionPlan
        {
            Instances = inline ? 1 : 2,
            BatchSize = 2,
            AdaptiveBatching = adaptive,
            Order = adaptive ? QueueOrder.LateLast : QueueOrder.Arrival,
        };
        using var sut = new BatchingSystemUnderTest(engine, slab, plan, new BatchingOptions { RunInline = inline });
        sut.LatencyBoundNs = 1_000_000_000;
        var result = LoadGenerator.StartTest(
            sut, new LoadedLibrary(),
            new TestSettings { Scenario = scenario, MinDurationMs = 0, MinQueryCount = 100, ServerTargetQps = 20_000, OfflineExpectedQps = 100 },
            new LogSettings { OutputDirectory = folder.Path, EnableTrace = false });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(result.Reason, Does.Contain(fault.Message));
            Assert.That(result.Performance?.IsValid, Is.Not.True);
            Assert.That(result.SamplesCompleted, Is.InRange(GoodRuns, 2 * GoodRuns));
            // The other worker may be at its last batch when the records are closed.
            Assert.That(sut.Statistics.Samples, Is.InRange(result.SamplesCompleted, result.SamplesCompleted + plan.BatchSize));
            Assert.That(File.ReadAllText(folder.Combine("mlperf_log_detail.txt")), Does.Contain(fault.Message));
            Assert.That(folder.Combine("mlperf_log_summary.txt"), Does.Exist);
        }
        Assert.That(() => sut.StartTest(new RecordingSink()), Throws.TypeOf<InferenceException>().With.Message.Contains(fault.Message));
    }

    private sealed class LoadedLibrary : IQuerySampleLibrary
    {
        public string Name => "loaded";

        public long TotalSampleCount => 16;

        public long PerformanceSampleCount => 16;

        public void LoadSamplesToRam(ReadOnlySpan<long> samples) { }

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples) { }
    }
}
