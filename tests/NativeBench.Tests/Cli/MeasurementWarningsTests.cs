using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.Cli;

public sealed class MeasurementWarningsTests
{
    [TestCase(499_999, false)]
    [TestCase(600_000, true)]
    public void A_lag_that_is_a_visible_share_of_the_bound_is_told(long p99Ns, bool told)
    {
        var warnings = MeasurementWarnings.For(Result(TestScenario.Server, p99Ns, collections: 0));
        Assert.That(warnings, Has.Count.EqualTo(told ? 1 : 0));
        if (told)
            Assert.That(warnings[0], Does.Contain("600.0 µs late or later, 6 % of the latency bound of 10.00 ms"));
    }

    [Test]
    public void A_garbage_collection_during_the_run_is_told()
        => Assert.That(MeasurementWarnings.For(Result(TestScenario.SingleStream, 0, collections: 3)), Has.One.Contains("3 garbage collections during the run"));

    private static TestResult Result(TestScenario scenario, long lagP99Ns, int collections)
    {
        using var cli = new CliHost();
        var requested = new TestSettings { Scenario = scenario, ServerTargetLatencyNs = 10_000_000, MinDurationMs = 0, MinQueryCount = 1 };
        var result = LoadGenerator.StartTest(
            new NullSut(), new NullLibrary(), requested, new LogSettings { OutputDirectory = cli.Folder });
        return result with
        {
            Performance = result.Performance! with
            {
                GarbageCollections = collections,
                IssueLag = LatencyFigures.Empty with { Count = 1, P99Ns = lagP99Ns },
            },
        };
    }

    private sealed class NullSut : ISystemUnderTest
    {
        private IResponseSink _sink = null!;

        public string Name => "null";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples) => _sink.QuerySamplesComplete([new QuerySampleResponse(samples[0].Id, 0, 0)]);

        public void FlushQueries()
        {
        }
    }

    private sealed class NullLibrary : IQuerySampleLibrary
    {
        public string Name => "null";

        public long TotalSampleCount => 1;

        public long PerformanceSampleCount => 1;

        public void LoadSamplesToRam(ReadOnlySpan<long> samples)
        {
        }

        public void UnloadSamplesFromRam(ReadOnlySpan<long> samples)
        {
        }
    }
}
