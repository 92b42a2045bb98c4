using System.Text.RegularExpressions;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Configuration;
using NativeBench.Tests.LoadGen.Simulation;

namespace NativeBench.Tests.LoadGen.Logging;

/// <summary>MultiStreamFixedInterval in the log files: the lines and keys that MultiStream had in LoadGen up to 1.1.</summary>
public sealed partial class FixedIntervalLogTests
{
    private TemporaryFolder _output = null!;

    [SetUp]
    public void Run()
    {
        _output = new TemporaryFolder();
        var time = new VirtualTime();
        LoadGenerator.StartTest(
            new ScriptedSystem(time, static (q, _) => q is 3 or 8 ? 120_000_000 : 20_000_000, async: true),
            new SimulatedLibrary(70, 20),
            new TestSettings
            {
                Scenario = TestScenario.MultiStreamFixedInterval, MultiStreamFixedIntervalNs = 50_000_000,
                MultiStreamFixedIntervalSamplesPerQuery = 2, MinQueryCount = 20, MinDurationMs = 0,
            },
            new LogSettings { OutputDirectory = _output.Path },
            new StartTestOptions { TimeSource = time });
    }

    [TearDown]
    public void DeleteOutput() => _output.Dispose();

    [Test]
    public void The_summary_has_the_old_lines()
    {
        string summary = File.ReadAllText(Path.Combine(_output.Path, "mlperf_log_summary.txt"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(summary, Does.Contain(
                """
                Scenario : MultiStreamFixedInterval
                Mode     : PerformanceOnly
                Samples per query : 2
                Result is : INVALID
                  Performance constraints satisfied : NO
                  Min duration satisfied : Yes
                  Min queries satisfied : Yes
                Recommendations:
                 * Reduce samples per query to improve latency.

                """.ReplaceLineEndings("\n")));
            Assert.That(summary, Does.Contain(
                """
                Intervals between each IssueQuery:  "qps" : 20, "ms" : 50
                50.00 percentile : 1
                90.00 percentile : 3
                95.00 percentile : 3
                97.00 percentile : 3
                99.00 percentile : 3
                99.90 percentile : 3
                Skipped intervals : 4
                Overtime queries : 2

                Per-query latency:  "target_ns" : 50000000, "target_ms" : 50
                50.00 percentile latency (ns)   : 20000000
                90.00 percentile latency (ns)   : 120000000

                """.ReplaceLineEndings("\n")));
            Assert.That(summary, Does.Contain("\n\nPer-sample latency:\nMin latency (ns)                : 10000000\n"));
            Assert.That(summary, Does.Contain("samples_per_query : 2\ntarget_qps : 20\ntarget_latency (ns): 50000000\nmax_async_queries : 1\n"));
            Assert.That(summary, Does.Not.Contain("arly"), "there was no early stopping then");
        }
    }

    [Test]
    public void The_detail_log_has_the_old_keys()
    {
        var found = File.ReadLines(Path.Combine(_output.Path, "mlperf_log_detail.txt"))
            .Select(static l => Entry().Match(l)).Where(static m => m.Success).Select(static m => $"{m.Groups[1]} {m.Groups[2]}").ToArray();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(found, Does.Contain("requested_multi_stream_target_qps 20"));
            Assert.That(found, Does.Contain("requested_multi_stream_target_latency_ns 50000000"));
            Assert.That(found, Does.Contain("requested_multi_stream_target_latency_percentile 0.99"));
            Assert.That(found, Does.Contain("requested_multi_stream_samples_per_query 2"));
            Assert.That(found, Does.Contain("requested_multi_stream_max_async_queries 1"));
            Assert.That(found, Does.Contain("result_perf_constraints_met false"));
            Assert.That(found, Does.Contain("result_overtime_query_count 2"));
            Assert.That(found, Does.Contain("result_skipped_interval_count 4"));
            Assert.That(found, Does.Contain("result_50.00_percentile_num_intervals_between_queries 1"));
            Assert.That(found, Does.Contain("result_99.00_percentile_num_intervals_between_queries 3"));
            Assert.That(found, Does.Contain("result_99.00_percentile_per_query_latency_ns 120000000"));
            Assert.That(found, Has.None.StartWith("early_stopping"));
        }
    }

    [TestCase("*.MultiStreamFixedInterval.target_qps = 20", 50e6)]
    [TestCase("*.MultiStreamFixedInterval.target_latency = 66", 66e6)]
    [TestCase("*.MultiStreamFixedInterval.target_latency = 66\n*.MultiStreamFixedInterval.target_qps = 20", 50e6)]
    [TestCase("*.MultiStream.target_latency = 66", 1e8)]
    public void Configuration_files_set_the_interval_under_the_scenario_s_own_name(string content, double intervalNs)
    {
        var settings = Load(content);
        Assert.That(settings.MultiStreamFixedIntervalNs, Is.EqualTo(intervalNs));
    }

    [Test]
    public void Configuration_files_set_samples_and_percentile()
    {
        var settings = Load("*.MultiStreamFixedInterval.samples_per_query = 12\n*.MultiStreamFixedInterval.target_latency_percentile = 97");
        Assert.That((settings.MultiStreamFixedIntervalSamplesPerQuery, settings.MultiStreamSamplesPerQuery), Is.EqualTo((12L, 8L)));
        Assert.That(settings.MultiStreamFixedIntervalTargetLatencyPercentile, Is.EqualTo(0.97));
    }

    private TestSettings Load(string content)
    {
        string path = Path.Combine(_output.Path, "user.conf");
        File.WriteAllText(path, content);
        var settings = new TestSettings { Scenario = TestScenario.MultiStreamFixedInterval };
        var loader = new SettingsLoader();
        loader.FromConfig(ref settings, path, "*", settings.Scenario, ConfigurationKind.Audit);
        Assert.That(loader.Findings, Is.Empty);
        return settings;
    }

    [GeneratedRegex("\"key\": \"([^\"]+)\", \"value\": ([^,]+),")]
    private static partial Regex Entry();
}
