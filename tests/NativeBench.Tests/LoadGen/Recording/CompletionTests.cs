using CsCheck;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Recording;

/// <summary>Whatever the order and the threads of completions, each sample completes exactly once.</summary>
public sealed class CompletionTests
{
    [Test]
    public void Any_interleaving_of_completing_threads_completes_every_sample_once()
        => Gen.Select(Gen.Enum<TestScenario>(), Gen.Int[1, 4], Gen.Int[1, 9], Gen.Int[0, 1000]).Sample(
            (scenario, threads, batch, seed) =>
            {
                using var output = new TemporaryFolder();
                using var system = new ThreadedSystem(threads, batch, seed);
                var result = LoadGenerator.StartTest(
                    system,
                    new SimulatedLibrary(50, 20),
                    new TestSettings
                    {
                        Scenario = scenario,
                        MinDurationMs = 0,
                        MinQueryCount = 200,
                        ServerTargetQps = 1e6,
                        MultiStreamSamplesPerQuery = 5,
                        MultiStreamFixedIntervalNs = 100_000,
                        AccuracyLogProbability = 1,
                    },
                    new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
                    new StartTestOptions { TimeSource = new MonotonicTimeSource(IssueWait.Sleep), CompletionTimeout = TimeSpan.FromSeconds(30) });
                Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
                Assert.That(result.Errors, Is.Empty);
                Assert.That(result.SamplesCompleted, Is.EqualTo(result.SamplesIssued));
                Assert.That(result.Performance!.SampleLatency.Count, Is.EqualTo(result.SamplesIssued));
                Assert.That(result.Performance.SampleLatency.MinNs, Is.GreaterThanOrEqualTo(0));
                using var log = System.Text.Json.JsonDocument.Parse(File.ReadAllText(result.LogFiles.Accuracy));
                var ids = log.RootElement.EnumerateArray().Select(e => e.GetProperty("seq_id").GetInt64()).Order();
                Assert.That(ids, Is.EqualTo(Enumerable.Range(0, (int)result.SamplesIssued).Select(i => (long)i)));
            },
            iter: 40);

    /// <summary>Several threads take samples from a heap and complete them in batches and random order.</summary>
    private sealed class ThreadedSystem : ISystemUnderTest, IDisposable
    {
        private readonly List<QuerySample> _waiting = [];
        private readonly List<Thread> _threads = [];
        private readonly Random _random;
        private readonly int _batch;
        private IResponseSink _sink = null!;
        private bool _ended;

        public ThreadedSystem(int threads, int batch, int seed)
        {
            _batch = batch;
            _random = new Random(seed);
            for (int i = 0; i < threads; i++)
            {
                var thread = new Thread(Work);
                thread.Start();
                _threads.Add(thread);
            }
        }

        public string Name => "threaded";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            lock (_waiting)
            {
                _waiting.AddRange(samples);
                Monitor.PulseAll(_waiting);
            }
        }

        public void FlushQueries()
        {
        }

        public void Dispose()
        {
            lock (_waiting)
            {
                _ended = true;
                Monitor.PulseAll(_waiting);
            }

            _threads.ForEach(t => t.Join());
        }

        private void Work()
        {
            while (true)
            {
                QuerySampleResponse[] responses;
                lock (_waiting)
                {
                    while (_waiting.Count == 0 && !_ended)
                        Monitor.Wait(_waiting);
                    if (_waiting.Count == 0)
                        return;
                    int count = Math.Min(_batch, _waiting.Count);
                    responses = new QuerySampleResponse[count];
                    for (int i = 0; i < count; i++)
                    {
                        int pick = _random.Next(_waiting.Count);
                        responses[i] = new QuerySampleResponse(_waiting[pick].Id, 0, 0);
                        _waiting.RemoveAt(pick);
                    }
                }

                _sink.QuerySamplesComplete(responses);
            }
        }
    }
}
