using CsCheck;
using NativeBench.LoadGen;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Running;

/// <summary>FindPeakPerformance of MultiStreamFixedInterval: the largest valid number of samples per query.</summary>
public sealed class StreamSearchTests
{
    private const long Interval = 1_000_000;

    /// <summary>Time for so many samples: something fixed, then per started batch, and every n-th query is slower.</summary>
    private readonly record struct Model(int FixedNs, int BatchNs, int Batch, int SlowEvery, int SlowNs)
    {
        public long Ns(int query, int samples) => FixedNs
            + ((long)BatchNs * ((samples + Batch - 1) / Batch))
            + (SlowEvery > 0 && query % SlowEvery == SlowEvery - 1 ? SlowNs : 0);
    }

    private static readonly Gen<Model> s_models = Gen.Select(
        Gen.Int[0, 1_100_000], Gen.Int[80_000, 400_000], Gen.Int[1, 4], Gen.Int[0, 150], Gen.Int[0, 600_000],
        static (fixedNs, batchNs, batch, slowEvery, slowNs) => new Model(fixedNs, batchNs, batch, slowEvery, slowNs));

    [Test]
    public void It_finds_what_trying_every_number_finds()
        => Gen.Select(s_models, Gen.Int[1, 40], Gen.Bool).Sample(
            (model, start, async) =>
            {
                using var output = new TemporaryFolder();
                var found = Run(model, TestMode.FindPeakPerformance, start, async, output.Path);
                long largest = 0;

                // One fails for good as soon as the fixed part and the batches of a fast query alone are too long.
                for (int n = 1; model.Ns(0, n) <= Interval; n++)
                {
                    if (Run(model, TestMode.PerformanceOnly, n, async, output.Path).Performance!.PerformanceConstraintsMet)
                        largest = n;
                }

                Assert.That(found.Performance!.PerformanceConstraintsMet, Is.EqualTo(largest > 0));
                Assert.That(found.EffectiveSettings.SamplesPerQuery, Is.EqualTo(Math.Max(largest, 1)));
                Assert.That(found.Performance.SampleCount, Is.EqualTo(found.Performance.QueryCount * Math.Max(largest, 1)));
                Assert.That(found.Performance.IsValid, Is.EqualTo(largest > 0));
            },
            iter: 30);

    [Test]
    public void The_way_is_logged_and_the_winner_reported()
    {
        using var output = new TemporaryFolder();
        Run(new Model(0, 100_000, 1, 0, 0), TestMode.FindPeakPerformance, 3, async: true, output.Path);
        var messages = File.ReadLines(Path.Combine(output.Path, "mlperf_log_detail.txt"))
            .Where(static l => l.Contains("\"generic_message\"", StringComparison.Ordinal) && !l.Contains("Ending", StringComparison.Ordinal))
            .Select(static l => l.Split("\"value\": \"")[1].Split("\", ")[0]);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(messages, Is.EqualTo(new[]
            {
                "Starting FindPeakPerformance mode",
                "FindPeakPerformance: Check validity of the base settings field: 3",
                "FindBoundaries: Checking fields [3, 6)",
                "FindBoundaries: Checking fields [6, 12)",
                "FindPeakPerformance: Found boundaries: [6, 12)",
                "FindPeakPerformanceBinarySearch: Testing the mid value of bounds [6, 12): 9",
                "FindPeakPerformanceBinarySearch: Testing the mid value of bounds [9, 12): 10",
                "FindPeakPerformanceBinarySearch: Testing the mid value of bounds [10, 12): 11",
                "FindPeakPerformance: Found peak performance field: 10",
            }));
            Assert.That(File.ReadAllText(Path.Combine(output.Path, "mlperf_log_summary.txt")), Does.Contain("Samples per query : 10\nResult is : VALID\n"));
        }
    }

    [Test]
    public void A_system_that_nothing_can_fill_ends_the_search_at_a_limit()
    {
        using var output = new TemporaryFolder();
        var time = new VirtualTime();
        var result = LoadGenerator.StartTest(
            new InstantSystem(), new SimulatedLibrary(20, 20), Settings(TestMode.FindPeakPerformance, 1000) with { MinQueryCount = 3 },
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false }, new StartTestOptions { TimeSource = time });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Errors, Is.Empty);
            Assert.That(result.Performance!.IsValid, Is.True);
            Assert.That(result.EffectiveSettings.SamplesPerQuery, Is.EqualTo(1 << 20));
        }
    }

    [Test]
    public void No_number_at_all_is_an_error_and_the_result_of_one_sample_is_reported()
    {
        using var output = new TemporaryFolder();
        var result = Run(new Model(2_000_000, 1000, 1, 0, 0), TestMode.FindPeakPerformance, 5, async: false, output.Path);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Errors.Single(), Does.Contain("No lower bound satisfies performance constraints, msg: Reduce samples per query"));
            Assert.That(result.EffectiveSettings.SamplesPerQuery, Is.EqualTo(1));
            Assert.That(result.Performance!.IsValid, Is.False);
        }
    }

    [Test]
    public void An_interrupted_search_reports_what_it_has_and_is_never_valid()
    {
        using var output = new TemporaryFolder();
        using var cancellation = new CancellationTokenSource();
        var time = new VirtualTime();
        int queries = 0;
        var system = new ScriptedSystem(
            time,
            (_, samples) =>
            {
                if (++queries == 450)
                    cancellation.Cancel();
                return 100_000L * samples;
            },
            async: true);
        var result = LoadGenerator.StartTest(
            system, new SimulatedLibrary(20, 20), Settings(TestMode.FindPeakPerformance, 3),
            new LogSettings { OutputDirectory = output.Path, EnableTrace = false },
            new StartTestOptions { TimeSource = time, CancellationToken = cancellation.Token });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(result.Outcome, Is.EqualTo(TestOutcome.Interrupted));
            Assert.That(result.EffectiveSettings.SamplesPerQuery, Is.EqualTo(6), "the third probe was broken off");
            Assert.That(result.Performance!.IsValid, Is.False);
        }
    }

    private static TestSettings Settings(TestMode mode, int samplesPerQuery) => new()
    {
        Scenario = TestScenario.MultiStreamFixedInterval,
        Mode = mode,
        MultiStreamFixedIntervalNs = Interval,
        MultiStreamFixedIntervalSamplesPerQuery = samplesPerQuery,
        MinDurationMs = 0,
        MinQueryCount = 200,
    };

    private static TestResult Run(Model model, TestMode mode, int samplesPerQuery, bool async, string output)
    {
        var time = new VirtualTime();
        return LoadGenerator.StartTest(
            new ScriptedSystem(time, model.Ns, async),
            new SimulatedLibrary(20, 20),
            Settings(mode, samplesPerQuery),
            new LogSettings { OutputDirectory = output, EnableTrace = false },
            new StartTestOptions { TimeSource = time });
    }

    private sealed class InstantSystem : ISystemUnderTest
    {
        private IResponseSink? _sink;

        public string Name => "instant";

        public void StartTest(IResponseSink responses) => _sink = responses;

        public void IssueQuery(ReadOnlySpan<QuerySample> samples)
        {
            var responses = new QuerySampleResponse[samples.Length];
            for (int i = 0; i < samples.Length; i++)
                responses[i] = new QuerySampleResponse(samples[i].Id, 0, 0);
            _sink!.QuerySamplesComplete(responses);
        }

        public void FlushQueries()
        {
        }
    }
}
