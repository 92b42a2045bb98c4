using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Running;

/// <summary>Differences from the official LoadGen that docs/loadgen.md lists and no other fixture is about.</summary>
public sealed class DeliberateDifferenceTests
{
    [Test]
    public void A_sample_beyond_the_loaded_set_fails_the_test_instead_of_being_read()
    {
        var result = Run(new SteppingTime(stepMs: 0), new TestSettings { MinDurationMs = 0, MinQueryCount = 10, PerformanceIssueSame = true, PerformanceIssueSameIndex = 4 });
        Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Failed));
        Assert.That(result.Reason, Does.Contain("performance_issue_same_index is 4, and the loaded set has 4 samples: expected a position from 0 to 3"));
    }

    /// <summary>A hundred queries of a millisecond; the wall clock is set by so much in the middle.</summary>
    [TestCase(0, false)]
    [TestCase(15, false, Description = "within the noise of two readings, though 15 % of the run")]
    [TestCase(30, true)]
    [TestCase(-30, true)]
    public void A_wall_clock_that_is_set_changes_no_figure_and_is_an_error_from_20_ms_on(int stepMs, bool isError)
    {
        var settings = new TestSettings { MinDurationMs = 0, MinQueryCount = 100 };
        var steady = Run(new SteppingTime(stepMs: 0), settings);
        var stepped = Run(new SteppingTime(stepMs), settings);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(stepped.Performance!.SampleLatency, Is.EqualTo(steady.Performance!.SampleLatency));
            Assert.That(stepped.Performance.DurationS, Is.EqualTo(steady.Performance.DurationS));
            Assert.That(stepped.Errors.Any(static e => e.StartsWith("PerfClock and system_clock differ by more than 1%!", StringComparison.Ordinal)), Is.EqualTo(isError));
        }
    }

    private static TestResult Run(SteppingTime time, TestSettings settings)
    {
        using var output = new TemporaryFolder();
        return LoadGenerator.StartTest(
            new MillisecondSystem(time),
            new SimulatedLibrary(4, 4),
            settings,
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time });
    }

    /// <summary>Virtual time whose wall clock is set after fifty milliseconds.</summary>
    private sealed class SteppingTime(int stepMs) : TimeSource
    {
        private const long StepAtNs = 50_000_000;

        private long _nowNs = 1;

        public override long NowNs => _nowNs;

        public override DateTimeOffset UtcNow => VirtualTime.Epoch.AddTicks(_nowNs / 100).AddMilliseconds(_nowNs > StepAtNs ? stepMs : 0);

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override void SleepUntil(long deadlineNs) => _nowNs = Math.Max(_nowNs, deadlineNs);

        public void Pass(long ns) => _nowNs += ns;
    }

    private sealed class MillisecondSystem(SteppingTime time) : ISystemUnderTest
    {
        private IResponseSink? _sink;

        public string Name => "millisecond";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            time.Pass(1_000_000);
            _sink!.QuerySamplesComplete([new QuerySampleResponse(samples[0].Id, 0, 0)]);
        }

        public void FlushQueries()
        {
        }
    }
}
