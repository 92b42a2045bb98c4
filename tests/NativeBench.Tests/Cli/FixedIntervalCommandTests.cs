using System.Text.Json;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;

namespace NativeBench.Tests.Cli;

/// <summary>MultiStreamFixedInterval on the command line, and <c>--mode find-peak</c>.</summary>
public sealed class FixedIntervalCommandTests
{
    private static readonly string[] s_run =
    [
        "run", "--backend", "null", "--scenario", "MultiStreamFixedInterval", "--output", "out",
        "--set", "target_latency=2", "--set", "min_duration=5", "--set", "min_query_count=20",
    ];

    [Test]
    public void A_run_says_how_many_streams_it_kept()
    {
        using var cli = new CliHost();
        cli.Run([.. s_run, "--set", "samples_per_query=3"]);
        var run = Run(cli);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cli.Out, Does.Contain("3 streams"), cli.Error);
            Assert.That(run.GetProperty("metric").GetProperty("name").GetString(), Is.EqualTo("streams"));
            Assert.That(run.GetProperty("metric").GetProperty("value").GetInt64(), Is.EqualTo(3));
            Assert.That(run.GetProperty("intervals").GetProperty("overtime_query_count").GetInt64(), Is.Not.Negative);
            Assert.That(run.GetProperty("settings_requested").GetProperty("multi_stream_target_qps").GetDouble(), Is.EqualTo(500));
            Assert.That(run.GetProperty("settings_effective").GetProperty("target_latency_ns").GetInt64(), Is.EqualTo(2_000_000));
            Assert.That(run.TryGetProperty("early_stopping", out _), Is.False);
            Assert.That(File.ReadAllText(Path.Combine(cli.Folder, "out/MultiStreamFixedInterval/performance/mlperf_log_summary.txt")),
                Does.Contain("Scenario : MultiStreamFixedInterval\nMode     : PerformanceOnly\nSamples per query : 3\n"));
        }
    }

    [Test]
    public void A_search_leaves_its_winner_in_the_table_and_in_the_effective_settings()
    {
        using var cli = new CliHost();
        TestMode? mode = null;
        cli.Context = cli.Context with
        {
            StartTest = (_, _, settings, _, _) =>
            {
                mode = settings.Mode;
                var result = Results.Test(settings, Results.Performance(settings.Scenario) with { SampleCount = 420_000, Intervals = Intervals(0) });
                return result with { EffectiveSettings = result.EffectiveSettings with { SamplesPerQuery = 42 } };
            },
        };
        var code = cli.Run([.. s_run, "--mode", "find-peak"]);
        var run = Run(cli);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Error);
            Assert.That(mode, Is.EqualTo(TestMode.FindPeakPerformance));
            Assert.That(cli.Out, Does.Contain("MultiStreamFixedInterval find-peak").And.Contain("42 streams").And.Contain("VALID"));
            Assert.That(run.GetProperty("mode").GetString(), Is.EqualTo("find-peak"));
            Assert.That(run.GetProperty("valid").GetBoolean(), Is.True);
            Assert.That(run.GetProperty("folder").GetString(), Is.EqualTo("MultiStreamFixedInterval/find-peak"));
            Assert.That(run.GetProperty("settings_effective").GetProperty("samples_per_query").GetInt64(), Is.EqualTo(42));
        }
    }

    [Test]
    public void A_search_of_Server_s_rate_is_made_in_short_runs()
    {
        using var cli = new CliHost();
        TestSettings? asked = null;
        cli.Context = cli.Context with { StartTest = (_, _, settings, _, _) => Results.Test(asked = settings, Results.Performance(settings.Scenario)) };
        var code = cli.Run("run", "--backend", "null", "--mode", "find-peak", "--output", "out");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero, cli.Error);
            Assert.That((asked!.Scenario, asked.Mode, asked.MinDurationMs), Is.EqualTo((TestScenario.Server, TestMode.FindPeakPerformance, 4L)));
            Assert.That(cli.Out, Does.Contain("Server find-peak"));
        }
    }

    [Test]
    public void The_schedule_has_MultiStream_s_neighbours_at_the_interval()
    {
        using var cli = new CliHost();
        const string Rest = "\"samples_per_query\": 3, \"min_duration_ms\": 20, \"min_query_count\": 5, \"total_sample_count\": 64, \"performance_sample_count\": 16}";
        cli.Run("schedule", "--settings", cli.File("s.json", "{\"scenario\": \"MultiStreamFixedInterval\", \"target_latency\": 50, " + Rest));
        using var other = new CliHost();
        other.Run("schedule", "--settings", other.File("s.json", "{\"scenario\": \"MultiStream\", \"target_latency\": 50, " + Rest));
        Assert.That(cli.Out, Is.EqualTo(other.Out));
        Assert.That(cli.Out, Does.Match(@"\n1,50000000,\d+ \d+ \d+\n"));
    }

    [Test]
    public void Quick_rules_choose_50_ms_and_half_of_what_the_warm_up_would_do_in_it()
    {
        var settings = Rules.Quick.Start(TestScenario.MultiStreamFixedInterval, TestMode.PerformanceOnly);
        var estimates = QuickEstimator.For(
            TestScenario.MultiStreamFixedInterval, settings, new(500, 1e6, 1e6, 2e6, 4000), new(false, false, false, false, false), Rules.Quick, null);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(settings.MultiStreamFixedIntervalNs, Is.EqualTo(50e6));
            Assert.That(estimates.Apply(settings).MultiStreamFixedIntervalSamplesPerQuery, Is.EqualTo(100));
            Assert.That(estimates.ExpectedSeconds, Is.EqualTo(10));
            Assert.That(estimates.Choices.Select(static c => c.Setting), Is.EqualTo(new[] { "multi_stream_target_qps", "multi_stream_samples_per_query" }));
        }
    }

    [TestCase(100, "--set samples_per_query=80")]
    [TestCase(1, "--set target_latency=100")]
    public void Too_many_late_queries_ask_for_fewer_samples_or_a_longer_interval(int samples, string setting)
    {
        var test = Results.Test(
            Results.Settings(TestScenario.MultiStreamFixedInterval),
            Results.Performance(TestScenario.MultiStreamFixedInterval) with { IsValid = false, PerformanceConstraintsMet = false, QueryCount = 200, Intervals = Intervals(7) });
        test = test with { EffectiveSettings = test.EffectiveSettings with { SamplesPerQuery = samples, TargetLatencyNs = 50_000_000 } };
        Assert.That(VerdictAdvice.For(test, alone: true).Single(),
            Does.StartWith("7 of 200 queries took longer than the interval of 50 ms, the 99 percentile 2 intervals: ").And.EndWith(setting));
    }

    private static IntervalFigures Intervals(long late) =>
        new() { SkippedIntervals = late, OvertimeQueryCount = late, AtTargetPercentile = late > 0 ? 2 : 1, Percentiles = [] };

    private static JsonElement Run(CliHost cli)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(cli.Folder, "out", "result.json")));
        return document.RootElement.GetProperty("runs")[0].Clone();
    }
}
