using System.Collections.Concurrent;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Running;

/// <summary>Completions that come when they shouldn't: after a failure, from two threads at once, a first token twice.</summary>
public sealed class LateCompletionTests
{
    /// <summary>A worker goes on completing a backlog while figures are made of a run that broke.</summary>
    [Test]
    public void A_backlog_that_goes_on_after_a_failure_costs_no_figures()
    {
        using var output = new TemporaryFolder();
        using var system = new BacklogSystem(breaksAt: 300_000);
        var result = Run(system, output, new TestSettings
        {
            Scenario = TestScenario.Server, MinDurationMs = 0, MinQueryCount = 1_000_000, ServerTargetQps = 1e9,
        });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
            Assert.That(result.Reason, Does.Contain("IssueQuery"));
            Assert.That(result.Performance, Is.Not.Null);
            Assert.That(result.Performance!.IsValid, Is.False);
            Assert.That(result.Performance.SampleLatency.Count, Is.EqualTo(result.SamplesCompleted).And.LessThanOrEqualTo(result.SamplesIssued));
            Assert.That(result.Errors.Any(static e => e.Contains("Index was outside", StringComparison.Ordinal)), Is.False);
        }
    }

    /// <summary>All samples but the last are completed by two threads in step; the last one comes later, and is waited for.</summary>
    [Test]
    public void Samples_that_two_threads_complete_at_once_count_once()
    {
        using var output = new TemporaryFolder();
        var result = Run(new TwinSystem(), output, new TestSettings { Scenario = TestScenario.Offline, MinDurationMs = 0, MinQueryCount = 20_000 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
            Assert.That(result.SamplesCompleted, Is.EqualTo(20_000));
            Assert.That(result.Performance!.SampleLatency.Count, Is.EqualTo(20_000));
            Assert.That(result.Errors, Is.Not.Empty.And.All.EqualTo("Attempted to complete a sample twice."));
        }
    }

    [Test]
    public void A_first_token_that_is_told_twice_counts_once_and_is_an_error()
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        var result = LoadGenerator.StartTest(
            new TokenSystem(time),
            new SimulatedLibrary(4, 4),
            new TestSettings { MinDurationMs = 0, MinQueryCount = 5, UseTokenLatencies = true },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Errors, Has.Count.EqualTo(5).And.All.EqualTo("Attempted to complete a sample twice."));
            Assert.That(result.Performance!.Tokens!.FirstToken.MaxNs, Is.EqualTo(1_000));
        }
    }

    private static TestResult Run(ISystemUnderTest system, TemporaryFolder output, TestSettings settings) => LoadGenerator.StartTest(
        system,
        new SimulatedLibrary(100, 100),
        settings,
        new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
        new StartTestOptions { TimeSource = new MonotonicTimeSource(IssueWait.Sleep), CompletionTimeout = TimeSpan.FromSeconds(60) });

    private abstract class SystemBase : ISystemUnderTest
    {
        public string Name => GetType().Name;

        protected IResponseSink Sink { get; private set; } = null!;

        public void StartTest(IResponseSink responses) => Sink = responses;

        public abstract void IssueQuery(ReadOnlySpan<QuerySample> samples);

        public void FlushQueries()
        {
        }
    }

    /// <summary>Begins to complete when it breaks, so that completions and figures overlap.</summary>
    private sealed class BacklogSystem(int breaksAt) : SystemBase, IDisposable
    {
        private readonly ConcurrentQueue<ulong> _backlog = new();
        private Thread? _worker;
        private int _queries;

        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            if (++_queries > breaksAt)
            {
                using var started = new ManualResetEventSlim();
                _worker = new Thread(() =>
                {
                    for (int done = 0; _backlog.TryDequeue(out ulong id); done++)
                    {
                        Sink.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0)]);
                        if (done == breaksAt / 4)
                            started.Set();
                    }
                });
                _worker.Start();
                started.Wait();
                throw new InvalidOperationException("broke");
            }

            _backlog.Enqueue(samples[0].Id);
        }

        public void Dispose() => _worker?.Join();
    }

    private sealed class TwinSystem : SystemBase
    {
        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            ulong[] ids = [.. samples.ToArray().Select(static s => s.Id)];
            var step = new Barrier(2);
            var twins = Enumerable.Range(0, 2).Select(_ => new Thread(() =>
            {
                foreach (ulong[] part in ids[..^1].Chunk(500))
                {
                    step.SignalAndWait();
                    foreach (ulong id in part)
                        Sink.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0)]);
                }
            })).ToArray();
            foreach (var twin in twins)
                twin.Start();
            new Thread(() =>
            {
                foreach (var twin in twins)
                    twin.Join();
                step.Dispose();
                Sink.QuerySamplesComplete([new QuerySampleResponse(ids[^1], 0, 0)]);
            }).Start();
        }
    }

    private sealed class TokenSystem(VirtualTime time) : SystemBase
    {
        public override void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            ulong id = samples[0].Id;
            time.Set(time.NowNs + 1_000);
            Sink.FirstTokenComplete([new QuerySampleResponse(id, 0, 0)]);
            time.Set(time.NowNs + 1_000);
            Sink.FirstTokenComplete([new QuerySampleResponse(id, 0, 0)]);
            time.Set(time.NowNs + 1_000);
            Sink.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0, 3)]);
        }
    }
}
