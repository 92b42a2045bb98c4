using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Results;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.Results;

/// <summary>
/// A system under test on virtual time whose service times are noisy: five per cent around their mean, and now and then one three
/// times as long; a seed is a run.
/// </summary>
internal sealed class NoisySystem : ISystemUnderTest
{
    private readonly VirtualTime _time;
    private readonly double _meanNs;
    private readonly int _batch;
    private readonly bool _answersLater;
    private readonly int _slowOneIn;
    private readonly Random _random;
    private readonly PriorityQueue<ulong, (long DueNs, ulong Id)> _running = new();
    private IResponseSink? _sink;

    /// <param name="time">The test's clock.</param>
    /// <param name="seed">Which run it is.</param>
    /// <param name="meanNs">Mean service time of all but the slow ones.</param>
    /// <param name="batch">Samples that are served together.</param>
    /// <param name="answersLater">Whether it answers while LoadGen goes on, any number of samples at a time, so that none waits for another.</param>
    /// <param name="slowOneIn">One of so many is slow.</param>
    public NoisySystem(VirtualTime time, ulong seed, double meanNs, int batch, bool answersLater = false, int slowOneIn = 100)
    {
        (_time, _meanNs, _batch, _answersLater, _slowOneIn) = (time, meanNs, batch, answersLater, slowOneIn);
        _random = new Random(unchecked((int)(seed * 2654435761)));
        if (answersLater)
            time.AdvanceTo = Deliver;
    }

    public string Name => "noisy";

    /// <summary>One LoadGen run of it, as <c>run</c> would record it.</summary>
    public static RunData Measure(TestScenario scenario, ulong seed, double meanNs, int seconds = 2) =>
        Measure(scenario, seed, seconds, plannedNs: meanNs, (time, batch) => new NoisySystem(time, seed, meanNs, batch));

    /// <summary>
    /// The same of a system that is told nothing of how fast it is: rates and query sizes follow from <paramref name="plannedNs"/>
    /// alone. Server's samples don't wait for one another and one in fifty is slow, so that p99 lies where latencies are and is
    /// slowed by what the system is slowed by.
    /// </summary>
    public static RunData MeasureAsPlanned(TestScenario scenario, ulong seed, double meanNs, double plannedNs, int seconds)
    {
        var isServer = scenario == TestScenario.Server;
        return Measure(scenario, seed, seconds, plannedNs, (time, batch) => new NoisySystem(time, seed, meanNs, batch, isServer, isServer ? 50 : 100));
    }

    private static RunData Measure(TestScenario scenario, ulong seed, int seconds, double plannedNs, Func<VirtualTime, int, NoisySystem> create)
    {
        var settings = new TestSettings
        {
            Scenario = scenario,
            Mode = TestMode.PerformanceOnly,
            MinDurationMs = seconds * 1000,
            MinQueryCount = 100,
            SingleStreamExpectedLatencyNs = plannedNs / 2,
            MultiStreamExpectedLatencyNs = plannedNs * 4,
            OfflineExpectedQps = 1.2e9 / plannedNs,
            ServerTargetQps = 0.5e9 / plannedNs,
            ScheduleRngSeed = seed,
        };
        var time = new VirtualTime();
        var capture = new SeriesCapture(keepAll: false);
        var result = LoadGenerator.StartTest(
            create(time, scenario == TestScenario.Offline ? 8 : 1), new SimulatedLibrary(1024, 1024), settings,
            new LogSettings { OpenFile = static _ => Stream.Null }, new StartTestOptions { TimeSource = time, RecordsReady = capture.Take });
        var series = capture.Of(result)!.Value.Series;
        return RunDataBuilder.Build(new RunRecord
        {
            Run = new PlannedRun(scenario, RunMode.Performance),
            Folder = "x",
            StartedUtc = VirtualTime.Epoch,
            WallSeconds = 1,
            Result = result,
            Slices = SliceBuilder.Build(series),
            LatencyHistogram = LatencyHistogram.Build(series),
        });
    }

    /// <summary>
    /// A SingleStream run by the same rule without LoadGen, whose start and logs take most of a short run's time: one query after
    /// the other on virtual time. <paramref name="like"/> gives everything that isn't measured.
    /// </summary>
    public static RunData MeasureStream(RunData like, ulong seed, double meanNs, int queries)
    {
        var system = new NoisySystem(new VirtualTime(), seed, meanNs, batch: 1);
        var done = new long[queries];
        var latency = new long[queries];
        long now = 0;
        for (var q = 0; q < queries; q++)
        {
            latency[q] = (long)system.ServiceNs();
            done[q] = now += latency[q];
        }

        var series = new MeasuredSeries(done, latency) { TargetPercentile = 0.9 };
        return like with
        {
            Metric = like.Metric! with { Value = latency.Order().ElementAt((int)(queries * 0.9)) },
            Slices = SliceBuilder.Build(series),
            LatencyHistogram = LatencyHistogram.Build(series),
        };
    }

    public void StartTest(IResponseSink responses) => _sink = responses;

    public void FlushQueries() => Deliver(long.MaxValue);

    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        if (_answersLater)
        {
            foreach (var sample in samples)
                _running.Enqueue(sample.Id, (_time.NowNs + (long)ServiceNs(), sample.Id));
            return;
        }

        var responses = new QuerySampleResponse[_batch];
        for (var begin = 0; begin < samples.Length; begin += _batch)
        {
            var count = Math.Min(_batch, samples.Length - begin);
            _time.Set(_time.NowNs + (long)(count * ServiceNs()));
            for (var i = 0; i < count; i++)
                responses[i] = new QuerySampleResponse(samples[begin + i].Id, 0, 0);
            _sink!.QuerySamplesComplete(responses.AsSpan(0, count));
        }
    }

    private void Deliver(long untilNs)
    {
        while (_running.TryPeek(out var id, out var due) && due.DueNs <= untilNs)
        {
            _running.Dequeue();
            _time.Set(due.DueNs);
            _sink!.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0)]);
        }
    }

    private double ServiceNs()
    {
        // The sum of four uniform numbers is normal enough.
        var noise = _random.NextDouble() + _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 2;
        var service = _meanNs * (1 + (0.05 * Math.Sqrt(3) * noise));
        return _random.Next(_slowOneIn) == 0 ? 3 * service : service;
    }
}
