using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Issuing;
using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Scheduling;
using NativeBench.LoadGen.Time;

namespace NativeBench.Benchmarks.LoadGen;

/// <summary>
/// The path of a query, from the issuer to the recorded completion, with a system under test that completes at once. The
/// issuing code is the one of real runs; what comes before and after a series (logs, figures) is left out. One operation
/// is one sample; Allocated must be 0.
/// </summary>
[MemoryDiagnoser]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 3, iterationCount: 9, invocationCount: 1)]
public class QueryPathBenchmarks
{
    private const int Samples = 1_000_000;

    private readonly NullSystem _system = new();
    private readonly TimeSource _time = new MonotonicTimeSource(IssueWait.Spin);
    private DetailLog _log = null!;
    private QuerySchedule _schedule = null!;
    private Series _series = null!;
    private ScheduleFeeder _feeder = null!;
    private QueryIssuer _issuer = null!;

    [Params(TestScenario.SingleStream, TestScenario.MultiStream, TestScenario.Server, TestScenario.Offline)]
    public TestScenario Scenario { get; set; }

    [GlobalSetup]
    public void OpenLog() => _log = new DetailLog(
        new LogFile("detail", "detailed log", new LogSettings { OpenFile = _ => Stream.Null }), _time, LogCompatibility.Official);

    [IterationSetup]
    public void MakeSeries()
    {
        var settings = EffectiveSettings.Compute(
            new TestSettings
            {
                Scenario = Scenario,
                MinDurationMs = 0,
                MinQueryCount = Scenario == TestScenario.MultiStream ? Samples / 8 : Samples,
                ServerTargetQps = 1e9,
            },
            1024,
            1024);
        var sink = new ResponseSink(_time, _log, trace: null);
        var test = new TestContext(_system, _time, _log, trace: null, new StartTestOptions()) { Effective = settings };
        sink.Attach(test);
        _system.StartTest(sink);
        _schedule = new QuerySchedule(settings, SampleSet.Make(settings, 1024, 1024)[0], TestMode.PerformanceOnly);
        _series = new Series(test, _schedule, TestMode.PerformanceOnly, 0, 0, capture: null);
        _feeder = new ScheduleFeeder(test, _series, generated: null);
        if (Scenario == TestScenario.Offline)
            _schedule.MakeOfflineSamples(1);
        do
            _feeder.Begin();
        while (!_schedule.Finished);
        sink.Direct(_series);
        _issuer = QueryIssuer.For(test, _series, _feeder);
        _system.Prepare((int)_schedule.SamplesPerQuery);
        _series.Start();
    }

    [IterationCleanup]
    public void FreeSeries()
    {
        _issuer.Dispose();
        _feeder.Dispose();
        _series.Dispose();
        _schedule.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Samples)]
    public void IssueAndComplete() => _issuer.Run();

    /// <summary>Completes every query in one call, before IssueQuery returns.</summary>
    private sealed class NullSystem : ISystemUnderTest
    {
        private IResponseSink _sink = null!;
        private QuerySampleResponse[] _responses = [];

        public string Name => "null";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void Prepare(int samplesPerQuery) => _responses = new QuerySampleResponse[samplesPerQuery];

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            var responses = _responses.AsSpan(0, samples.Length);
            for (int i = 0; i < samples.Length; i++)
                responses[i] = new QuerySampleResponse(samples[i].Id, 0, 0);
            _sink.QuerySamplesComplete(responses);
        }

        public void FlushQueries()
        {
        }
    }
}
