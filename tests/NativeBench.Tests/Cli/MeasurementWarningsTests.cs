using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Time;
using NativeBench.Results;

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

    [Test]
    public void Spinning_already_is_no_advice() =>
        Assert.That(
            MeasurementWarnings.For(Result(TestScenario.Server, 600_000, 0), new MeasurementContext { IssueWait = IssueWait.Spin }).Single(),
            Does.Not.Contain("--issue-wait"));

    [TestCase(6.0, 0.0, 0, 0, "Other processes used 6 % of the machine's processors")]
    [TestCase(0.0, 2.0, 0, 0, "The hypervisor gave 2.0 % of the processors' time")]
    [TestCase(0.0, 0.0, 3, 0, "throttled 3 times because they were hot")]
    [TestCase(0.0, 0.0, 0, 4, "processor limit stopped this process 4 times")]
    [TestCase(4.0, 0.5, 0, 0, null)]
    public void What_the_machine_did_meanwhile_is_told_with_what_to_do(double others, double steal, long hot, long limited, string? words)
    {
        var activity = Activity() with { OtherProcessesCpuPercent = others, StealPercent = steal, ThermalThrottleCount = hot, ContainerThrottleCount = limited };
        var warnings = MeasurementWarnings.For(Long(TestScenario.SingleStream), new MeasurementContext { Activity = activity });
        Assert.That(warnings, words is null ? Is.Empty : Has.One.Contains(words));
    }

    [TestCase(2000, 2100, false)]
    [TestCase(2000, 3000, true)]
    public void Clocks_that_move_are_told(double from, double to, bool told)
    {
        var warnings = MeasurementWarnings.For(Long(TestScenario.SingleStream), new MeasurementContext { Activity = Activity() with { CpuClockMhz = [from, to] } });
        Assert.That(warnings, told ? Has.One.Contains("The clocks moved between 2000 and 3000 MHz") : Is.Empty);
    }

    [TestCase(1.0, false)]
    [TestCase(1.3, true)]
    public void A_drift_between_the_first_and_the_last_third_is_told(double slowsDownTo, bool told)
    {
        var warnings = MeasurementWarnings.For(Long(TestScenario.SingleStream), new MeasurementContext { Slices = Drifting(slowsDownTo) });
        Assert.That(warnings, told
            ? Has.One.Contains("The run wasn't steady: from its first third to its last, median latency 19 % higher, p90 19 % higher.") : Is.Empty, "440 latencies a slice are too few for their p99");
    }

    /// <summary>The slow tenth and the slow hundredth become slower, the others don't; a slice has 1,000 latencies.</summary>
    [TestCase(10, "p90 50 % higher, p99 50 % higher.")]
    [TestCase(50, "p99 50 % higher.")]
    public void A_tail_that_drifts_is_told_where_slices_have_enough_latencies_for_one(int slowOneIn, string moved)
    {
        var random = new Random(1);
        const int Count = 99_000;
        var latency = new long[Count];
        var done = new long[Count];
        for (var i = 0; i < Count; i++)
        {
            var isSlow = i % slowOneIn <= (slowOneIn == 10 ? 1 : 0);
            latency[i] = (long)(1e6 * (1 + (0.02 * random.NextDouble())) * (!isSlow ? 1 : i < Count / 2 ? 2 : 3));
            done[i] = (i + 1) * 1_000_000L;
        }

        var warnings = MeasurementWarnings.For(Long(TestScenario.SingleStream), new MeasurementContext { Slices = SliceBuilder.Build(new MeasuredSeries(done, latency)) });
        Assert.That(warnings, Has.One.Contains("from its first third to its last, " + moved));
    }

    /// <summary>Noise is no drift: of a thousand steady runs a few in a hundred may be suspected, as three figures are looked at, each at 99 %.</summary>
    [Test]
    public void Steady_runs_are_hardly_ever_called_unsteady()
    {
        const int Seeds = 1000;
        var like = NativeBench.Tests.Results.NoisySystem.Measure(TestScenario.SingleStream, 1, 1e6);
        var result = Long(TestScenario.SingleStream);
        var told = 0;
        Parallel.For(0, Seeds, seed =>
        {
            var slices = NativeBench.Tests.Results.NoisySystem.MeasureStream(like, (ulong)seed, 1e6, queries: 5000).Slices;
            if (MeasurementWarnings.For(result, new MeasurementContext { Slices = slices }).Count > 0)
                Interlocked.Increment(ref told);
        });
        Assert.That(told, Is.LessThanOrEqualTo(Seeds * 3 / 100));
    }

    private static SlicesData Drifting(double slowsDownTo)
    {
        var random = new Random(1);
        var latency = new long[30_000];
        var done = new long[latency.Length];
        long now = 0;
        for (var i = 0; i < latency.Length; i++)
        {
            latency[i] = (long)(1e6 * (1 + (0.05 * random.NextDouble())) * Math.Pow(slowsDownTo, (double)i / latency.Length));
            done[i] = now += latency[i];
        }

        return SliceBuilder.Build(new MeasuredSeries(done, latency))!;
    }

    [Test]
    public void A_queue_that_grew_is_no_drift_and_the_logs_rate_is_put_right()
    {
        var result = Long(TestScenario.Server);
        var overloaded = result with
        {
            Performance = result.Performance! with { CompletedSampleCount = 27_308, DurationS = 5.74, ScheduledSamplesPerSecond = 9100, CompletedSamplesPerSecond = 9097 },
        };
        var warnings = MeasurementWarnings.For(overloaded, new MeasurementContext { Slices = Drifting(9) });
        Assert.That(warnings, Has.One.Contains("The MLPerf logs say 9,097 completed samples/s").And.One.Contains("until all were done it was 4,757"));
        Assert.That(warnings, Has.None.Contains("wasn't steady"));
    }

    [TestCase(0, "--set min_duration=60000")]
    [TestCase(60_000, "It lasted long enough")]
    public void A_great_drift_is_a_factor_and_no_duration_is_advised_that_is_set(long minDurationMs, string remedy)
    {
        var result = Long(TestScenario.SingleStream);
        var effective = Results.Effective(result.RequestedSettings with { MinDurationMs = minDurationMs });
        Assert.That(
            MeasurementWarnings.For(result with { EffectiveSettings = effective }, new MeasurementContext { Slices = Drifting(16) }),
            Has.One.Matches("median latency [0-9.]+ times as large").And.One.Contains(remedy));
    }

    [TestCase(68, 2, 1, "Other processes used 68 % of the processors: stop them first.")]
    [TestCase(0, 1, 4, "Leave it a core: fewer --threads, or use --issue-wait spin.")]
    [TestCase(0, 2, 1, "Leave it a core: fewer --instances, or use --issue-wait spin.")]
    [TestCase(0, 1, 1, ". Use --issue-wait spin.")]
    public void The_remedy_of_a_lag_is_one_that_is_left(double others, int instances, int threads, string remedy)
    {
        var context = new MeasurementContext { Activity = Activity() with { OtherProcessesCpuPercent = others }, Instances = instances, Threads = threads };
        Assert.That(MeasurementWarnings.For(Result(TestScenario.Server, 600_000, 0), context), Has.One.Contains("was issued 600.0 µs late").And.One.EndsWith(remedy));
    }

    [Test]
    public void What_others_take_from_Offline_is_throughput() =>
        Assert.That(
            MeasurementWarnings.For(Long(TestScenario.Offline), new MeasurementContext { Activity = Activity() with { OtherProcessesCpuPercent = 20 } }),
            Has.One.Contains("the throughput is too low"));

    [Test]
    public void A_short_run_of_something_that_computes_is_told() =>
        Assert.That(MeasurementWarnings.For(Result(TestScenario.SingleStream, 0, 0), new MeasurementContext { Computes = true }), Has.One.Contains("too short"));

    private static MachineActivityData Activity() => new() { TimeS = [1, 2], CpuBusyPercent = [50, 50], CpuOwnPercent = [50, 50] };

    private static TestResult Long(TestScenario scenario)
    {
        var result = Result(scenario, 0, 0);
        return result with { Performance = result.Performance! with { DurationS = 10 } };
    }

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
