using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Running;

public sealed class IssueQueryThreadsTests
{
    [TestCase(1)]
    [TestCase(3)]
    public void Threads_share_the_queries_among_them(int count)
    {
        var (result, system) = Run(count, count, new TestSettings { MinQueryCount = 1000 });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
            Assert.That(result.Errors, Is.Empty);
            Assert.That(result.Performance!.QueryCount, Is.EqualTo(1000));
            Assert.That(result.SamplesCompleted, Is.EqualTo(1000));
            Assert.That(system.ByThread.Values.Select(ids => ids.Count).Sum(), Is.EqualTo(1000));
            Assert.That(system.ByThread, Has.Count.EqualTo(count));
            foreach (var ids in system.ByThread.Values)
                Assert.That(ids.Zip(ids.Skip(1), (a, b) => b - a), Is.All.EqualTo((ulong)count), "thread k issues k, k + n, k + 2n, ...");
        }
    }

    [Test]
    public void Counts_are_shared_out()
    {
        var (result, system) = Run(3, 3, new TestSettings { MinQueryCount = 1000, MaxQueryCount = 100 });
        Assert.That(system.ByThread.Values.Select(ids => ids.Count).Order(), Is.EqualTo(new[] { 33, 33, 34 }));
        Assert.That(result.Errors, Has.Count.EqualTo(3).And.All.Contain("Ending early: Max query count reached."));
        Assert.That(result.Performance!.QueryCount, Is.EqualTo(100));
    }

    [Test]
    public void Too_many_threads_are_reported()
    {
        var (result, _) = Run(2, 1, new TestSettings { MinQueryCount = 10 });
        Assert.That(result.Errors.Single(), Is.EqualTo(
            "Mismatch between settings and number of registered IssueQueryThreads! settings.server_num_issue_query_threads = 1 but 2 threads registered."));
    }

    private static (TestResult Result, RecordingSystem System) Run(int threads, int wanted, TestSettings settings)
    {
        using var output = new TemporaryFolder();
        var system = new RecordingSystem();
        var issueThreads = new IssueQueryThreads();
        var running = Enumerable.Range(0, threads).Select(_ => new Thread(issueThreads.Register)).ToList();
        running.ForEach(t => t.Start());

        // All of them are there before the test looks.
        Assert.That(issueThreads.WaitFor(threads, TimeSpan.FromSeconds(30)), Is.EqualTo(threads));
        var result = LoadGenerator.StartTest(
            system,
            new SimulatedLibrary(50, 20),
            settings with { Scenario = TestScenario.Server, ServerNumIssueQueryThreads = wanted, MinDurationMs = 0, ServerTargetQps = 1e7 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { IssueThreads = issueThreads, TimeSource = new MonotonicTimeSource(IssueWait.Sleep) });
        running.ForEach(t => t.Join());
        Assert.That(File.ReadAllText(output.Combine("mlperf_log_detail.txt")), Does.Contain("Registered IssueQueryThread[0]. thread ID : "));
        return (result, system);
    }

    private sealed class RecordingSystem : ISystemUnderTest
    {
        private IResponseSink _sink = null!;

        public string Name => "recording";

        public Dictionary<int, List<ulong>> ByThread { get; } = [];

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            lock (ByThread)
            {
                if (!ByThread.TryGetValue(Environment.CurrentManagedThreadId, out var ids))
                    ByThread[Environment.CurrentManagedThreadId] = ids = [];
                ids.Add(samples[0].Id);
            }

            _sink.QuerySamplesComplete([new QuerySampleResponse(samples[0].Id, 0, 0)]);
        }

        public void FlushQueries()
        {
        }
    }
}
