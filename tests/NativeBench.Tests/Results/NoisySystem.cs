using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.Results;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.Results;

/// <summary>
/// A system under test on virtual time whose service times are noisy: five per cent around their mean, one in a hundred three
/// times as long; a seed is a run.
/// </summary>
internal sealed class NoisySystem(VirtualTime time, ulong seed, double meanNs, int batch) : ISystemUnderTest
{
    private readonly Random _random = new(unchecked((int)(seed * 2654435761)));
    private IResponseSink? _sink;

    public string Name => "noisy";

    /// <summary>One LoadGen run of it, as <c>run</c> would record it.</summary>
    public static RunData Measure(TestScenario scenario, ulong seed, double meanNs, int seconds = 2)
    {
        var settings = new TestSettings
        {
            Scenario = scenario,
            Mode = TestMode.PerformanceOnly,
            MinDurationMs = seconds * 1000,
            MinQueryCount = 100,
            SingleStreamExpectedLatencyNs = meanNs / 2,
            OfflineExpectedQps = 1.2e9 / meanNs,
            ServerTargetQps = 0.5e9 / meanNs,
            ScheduleRngSeed = seed,
        };
        var time = new VirtualTime();
        var capture = new SeriesCapture(keepAll: false);
        var result = LoadGenerator.StartTest(
            new NoisySystem(time, seed, meanNs, scenario == TestScenario.Offline ? 8 : 1), new SimulatedLibrary(1024, 1024), settings,
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

    public void FlushQueries() { }

    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        var responses = new QuerySampleResponse[batch];
        for (var begin = 0; begin < samples.Length; begin += batch)
        {
            var count = Math.Min(batch, samples.Length - begin);
            time.Set(time.NowNs + (long)(count * ServiceNs()));
            for (var i = 0; i < count; i++)
                responses[i] = new QuerySampleResponse(samples[begin + i].Id, 0, 0);
            _sink!.QuerySamplesComplete(responses.AsSpan(0, count));
        }
    }

    private double ServiceNs()
    {
        // The sum of four uniform numbers is normal enough.
        var noise = _random.NextDouble() + _random.NextDouble() + _random.NextDouble() + _random.NextDouble() - 2;
        var service = meanNs * (1 + (0.05 * Math.Sqrt(3) * noise));
        return _random.Next(100) == 0 ? 3 * service : service;
    }
}
