using System.Globalization;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Recording;

/// <summary>Four threads complete as fast as they can, in random batches and orders, with random small pauses: nothing is lost or counted twice.</summary>
public sealed class CompletionStressTests
{
    private const int Threads = 4;

    [Test]
    public void Nothing_is_lost_of_200_000_queries() => Run(200_000, seed: 1);

    /// <summary>Run by name: <c>dotnet test --filter Name~10_million</c>. tests/fuzz/README.md has the last result.</summary>
    [Test, Explicit, Category("Soak")]
    public void Nothing_is_lost_of_10_million_queries() => Run(10_000_000, seed: 2);

    private static void Run(int queries, int seed)
    {
        using var output = new TemporaryFolder();
        using var system = new RacingSystem(queries, seed);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var result = LoadGenerator.StartTest(
            system,
            new SimulatedLibrary(1024, 1024),
            new TestSettings { Scenario = TestScenario.Server, MinDurationMs = 0, MinQueryCount = queries, ServerTargetQps = 1e9 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = new MonotonicTimeSource(IssueWait.Sleep), CompletionTimeout = TimeSpan.FromSeconds(60) });
        watch.Stop();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Completed), result.Reason);
            Assert.That(result.Errors, Is.Empty);
            Assert.That(result.SamplesIssued, Is.EqualTo(queries));
            Assert.That(result.SamplesCompleted, Is.EqualTo(queries));
            Assert.That(result.Performance!.CompletedSampleCount, Is.EqualTo(queries));
            Assert.That(result.Performance.SampleLatency.Count, Is.EqualTo(queries));
            Assert.That(result.Performance.SampleLatency.MinNs, Is.GreaterThanOrEqualTo(0));
            Assert.That(system.Completed, Is.EqualTo(queries));
            Assert.That(system.SeenTwice, Is.Zero, "samples that were issued twice");
        }

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{queries} queries, {system.Calls} completing calls, {watch.Elapsed.TotalSeconds:F1} s"));
    }

    /// <summary>The issuing thread deals out ids to rings, one per completing thread; none of them locks.</summary>
    private sealed class RacingSystem : ISystemUnderTest, IDisposable
    {
        private const int RingSize = 1 << 12;
        private const int MostAtOnce = 64;

        private readonly ulong[][] _rings = [.. Enumerable.Range(0, Threads).Select(_ => new ulong[RingSize])];
        private readonly long[][] _positions = [.. Enumerable.Range(0, 2 * Threads).Select(_ => new long[16])];
        private readonly int[] _seen;
        private readonly Random _random;
        private readonly Thread[] _threads;
        private IResponseSink _sink = null!;
        private volatile bool _ended;
        private long _completed;
        private long _calls;
        private int _seenTwice;

        public RacingSystem(int queries, int seed)
        {
            _seen = new int[(queries / 32) + 1];
            _random = new Random(seed);
            _threads = [.. Enumerable.Range(0, Threads).Select(t => new Thread(() => Work(t, new Random(seed + t + 1))))];
            foreach (var thread in _threads)
                thread.Start();
        }

        public string Name => "racing";

        public long Completed => Volatile.Read(ref _completed);

        public long Calls => Volatile.Read(ref _calls);

        public int SeenTwice => Volatile.Read(ref _seenTwice);

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            foreach (var sample in samples)
            {
                int ring = _random.Next(Threads);
                ref long head = ref Head(ring);
                while (head - Volatile.Read(ref Tail(ring)) == RingSize)
                    Thread.Yield();
                _rings[ring][head % RingSize] = sample.Id;
                Volatile.Write(ref head, head + 1);
            }
        }

        public void FlushQueries()
        {
        }

        public void Dispose()
        {
            _ended = true;
            foreach (var thread in _threads)
                thread.Join();
        }

        private ref long Head(int ring) => ref _positions[ring][0];

        private ref long Tail(int ring) => ref _positions[Threads + ring][0];

        private void Work(int ring, Random random)
        {
            var responses = new QuerySampleResponse[MostAtOnce];
            ref long tail = ref Tail(ring);
            while (true)
            {
                int count = (int)Math.Min(random.Next(1, MostAtOnce + 1), Volatile.Read(ref Head(ring)) - tail);
                if (count == 0)
                {
                    if (_ended)
                        return;
                    Thread.Yield();
                    continue;
                }

                for (int i = 0; i < count; i++)
                {
                    ulong id = _rings[ring][(tail + i) % RingSize];
                    responses[i] = new QuerySampleResponse(id, 0, 0);
                    int bit = 1 << (int)((id - 1) % 32);
                    if ((Interlocked.Or(ref _seen[(id - 1) / 32], bit) & bit) != 0)
                        Interlocked.Increment(ref _seenTwice);
                }

                Volatile.Write(ref tail, tail + count);
                random.Shuffle(responses.AsSpan(0, count));
                Pause(random);
                _sink.QuerySamplesComplete(responses.AsSpan(0, count));
                Interlocked.Add(ref _completed, count);
                Interlocked.Increment(ref _calls);
            }
        }

        private static void Pause(Random random)
        {
            switch (random.Next(64))
            {
                case 0:
                    Thread.Sleep(0);
                    break;
                case < 4:
                    Thread.Yield();
                    break;
                case < 16:
                    Thread.SpinWait(random.Next(200));
                    break;
                default:
                    break;
            }
        }
    }
}
