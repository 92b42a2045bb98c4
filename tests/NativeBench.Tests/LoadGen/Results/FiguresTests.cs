using System.Text.Json;
using CsCheck;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Results;

/// <summary>Whole runs with random latencies: figures are those of a naive sort, whoever completes in which order.</summary>
public sealed class FiguresTests
{
    private static readonly JsonSerializerOptions s_allFields = new()
    {
        IncludeFields = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    private static readonly Gen<long[]> s_services = Gen.OneOf(Gen.Long[1, 100_000_000], Gen.Long[1, 4]).Array[1, 60];

    [Test]
    public void Percentiles_of_a_run_equal_a_naive_sort(
        [Values(TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline)] TestScenario scenario)
        => Gen.Select(s_services, Gen.Int[1, 3000]).Sample(
            (services, queries) =>
            {
                var (result, sampleLatencies, queryLatencies) = Run(scenario, queries, services, threads: 1, seed: 0);
                Assert.That(result.SampleLatency, Is.EqualTo(Naive(sampleLatencies)));
                Assert.That(result.QueryLatency, Is.EqualTo(Naive(scenario == TestScenario.MultiStream ? queryLatencies : sampleLatencies)));
            },
            iter: 30);

    [Test]
    public void Any_interleaving_of_completing_threads_gives_the_same_figures(
        [Values(TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline)] TestScenario scenario)
        => Gen.Select(s_services, Gen.Int[1, 150], Gen.Int[2, 5], Gen.Int).Sample(
            (services, queries, threads, seed) =>
            {
                string inOrder = Text(Run(scenario, queries, services, threads: 1, seed: 0).Result);
                Assert.That(Text(Run(scenario, queries, services, threads, seed).Result), Is.EqualTo(inOrder));
            },
            iter: 10);

    private static string Text(PerformanceResult result) => JsonSerializer.Serialize(result with { GarbageCollections = 0 }, s_allFields);

    private static LatencyFigures Naive(long[] latencies)
    {
        long[] sorted = [.. latencies.Order()];
        long At(double p) => sorted[(int)(sorted.Length * p)];
        return new LatencyFigures(
            sorted.Length, sorted[0], sorted[^1], sorted.Sum() / sorted.Length, At(0.5), At(0.9), At(0.95), At(0.97), At(0.99), At(0.999));
    }

    private static (PerformanceResult Result, long[] SampleLatencies, long[] QueryLatencies) Run(
        TestScenario scenario, int queries, long[] services, int threads, int seed)
    {
        using var output = new TemporaryFolder();
        var time = new ThreadOwnTime();
        var system = new PlannedSystem(time, scenario, services, threads, seed);
        long[] sampleLatencies = [];
        long[] queryLatencies = [];
        var result = LoadGenerator.StartTest(
            system,
            new SimulatedLibrary(30, 20),
            new TestSettings
            {
                Scenario = scenario,
                MinDurationMs = 0,
                MinQueryCount = queries,
                ServerTargetQps = 1000,
                MultiStreamSamplesPerQuery = 3,
            },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions
            {
                TimeSource = time,
                SeriesFinished = series =>
                {
                    sampleLatencies = [.. system.DoneNs.Select((done, slot) => done - series.ScheduledAt(series.QueryOf(slot)))];
                    queryLatencies = [.. system.DoneNs.Select((done, slot) => (done, query: series.QueryOf(slot))).GroupBy(s => s.query, (q, s) => s.Max(x => x.done) - series.ScheduledAt(q))];
                },
            });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
        Assert.That(result.Errors, Is.Empty);
        return (result.Performance!, sampleLatencies, queryLatencies);
    }

    /// <summary>
    /// Every sample has a planned completion time. Streams get theirs before IssueQuery returns, the others when the run is
    /// flushed; by one thread in order, or by several in a random one.
    /// </summary>
    private sealed class PlannedSystem(ThreadOwnTime time, TestScenario scenario, long[] services, int threads, int seed) : ISystemUnderTest
    {
        private readonly Random _random = new(seed);
        private readonly List<(ulong Id, long DoneNs)> _planned = [];
        private IResponseSink _sink = null!;

        public string Name => "planned";

        /// <summary>When each sample was meant to complete, in the order of issue.</summary>
        public List<long> DoneNs { get; } = [];

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            foreach (var sample in samples)
            {
                long done = time.NowNs + services[DoneNs.Count % services.Length];
                DoneNs.Add(done);
                _planned.Add((sample.Id, done));
            }

            if (scenario is TestScenario.SingleStream or TestScenario.MultiStream)
                Deliver();
        }

        public void FlushQueries() => Deliver();

        private void Deliver()
        {
            var planned = _planned.ToArray();
            _planned.Clear();
            if (planned.Length == 0)
                return;
            if (threads == 1)
            {
                Complete(planned.OrderBy(p => p.DoneNs));
            }
            else
            {
                _random.Shuffle(planned);
                var workers = Enumerable.Range(0, threads).Select(w => new Thread(() => Complete(planned.Where((_, i) => i % threads == w)))).ToList();
                workers.ForEach(w => w.Start());
                workers.ForEach(w => w.Join());
            }

            time.Pass(planned.Max(p => p.DoneNs));
        }

        private void Complete(IEnumerable<(ulong Id, long DoneNs)> planned)
        {
            foreach (var (id, doneNs) in planned)
                ThreadOwnTime.At(doneNs, () => _sink.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0)]));
        }
    }
}
