using System.Text.Json;
using NativeBench.Cli.Overhead;

namespace NativeBench.Tests.Cli;

/// <summary>The form of what <c>overhead</c> prints. What it measures depends on the machine and is checked by nobody here.</summary>
public sealed class OverheadCommandTests
{
    private static readonly OverheadEffort s_tiny = new()
    {
        Repeats = 2,
        InlineQueries = 2_000,
        WorkerQueries = 200,
        MultiStreamQueries = 200,
        OfflineSamples = 10_000,
        RateSeconds = 0.002,
        FirstRate = 100_000,
        HighestRate = 400_000,
        LagSeconds = 0.01,
        LongRunQps = 1_000_000,
        ViewPairs = 4,
        ViewSeconds = 0.001,
        ViewQueriesNs = [500],
    };

    [Test]
    public void Json_has_the_keys_that_scripts_rely_on()
    {
        using var cli = new CliHost();
        cli.Context = cli.Context with { OverheadEffort = s_tiny };
        int code = cli.Run("overhead", "--queries", "5000", "--json", "--quiet", "--issue-wait", "sleep");
        Assert.That(code, Is.Zero, cli.Error);
        using var document = JsonDocument.Parse(cli.Out);
        var json = document.RootElement;
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cli.Error, Is.Empty);
            foreach (var key in new[]
                     {
                         "single_stream_ns_per_query", "single_stream_worker_ns_per_query", "multi_stream_ns_per_sample", "offline_samples_per_s",
                         "offline_worker_samples_per_s", "peak_rss_bytes", "start_to_first_query_s", "cold_start_to_first_query_s",
                         "last_completion_to_logs_s",
                     })
            {
                Assert.That(json.GetProperty(key).GetDouble(), Is.Positive, key);
            }

            Assert.That(json.GetProperty("server_max_qps_kept").GetDouble(), Is.GreaterThanOrEqualTo(0));
            Assert.That(json.GetProperty("bytes_per_query").ValueKind, Is.EqualTo(JsonValueKind.Number));
            Assert.That(json.GetProperty("gc_count").GetInt32(), Is.GreaterThanOrEqualTo(0));
            Assert.That(json.GetProperty("queries").GetInt64(), Is.EqualTo(5000));
            var view = json.GetProperty("view_over_none_ratio");
            Assert.That(view.GetProperty("ratio").GetDouble(), Is.InRange(view.GetProperty("low_99").GetDouble(), view.GetProperty("high_99").GetDouble()));
            Assert.That(view.GetProperty("pairs").GetInt32(), Is.EqualTo(4));
            var costs = json.GetProperty("view").EnumerateArray().ToArray();
            Assert.That(costs.Select(static c => c.GetProperty("computes_ns").GetDouble()), Is.EqualTo(new[] { 0.0, 500 }));
            Assert.That(costs[0].GetProperty("pair_ratios").EnumerateArray().Select(static r => r.GetDouble()), Has.Exactly(4).Positive);
            Assert.That(costs[1].GetProperty("pairs").GetInt32(), Is.EqualTo(2));
            Assert.That(costs[1].GetProperty("ratio").ValueKind, Is.EqualTo(JsonValueKind.Null), "two pairs say nothing about their spread");
            Assert.That(costs, Has.All.Matches<JsonElement>(static c => c.GetProperty("ns_per_query").GetDouble() > 0));
            if (OperatingSystem.IsLinux())
            {
                Assert.That(costs[0].GetProperty("view_processor_s_per_s").GetDouble(), Is.Positive);
                Assert.That(costs[0].GetProperty("issue_processor_ratio").GetDouble(), Is.Positive);
            }

            Assert.That(json.GetProperty("issue_wait").GetString(), Is.EqualTo("sleep"));
            foreach (var rate in new[] { "1000", "10000", "100000", "500000" })
            {
                var lag = json.GetProperty("server_lag_us").GetProperty(rate);
                double p50 = lag.GetProperty("p50").GetDouble();
                Assert.That(p50, Is.GreaterThanOrEqualTo(0), rate);
                Assert.That(lag.GetProperty("p99").GetDouble(), Is.GreaterThanOrEqualTo(p50), rate);
                Assert.That(lag.GetProperty("p99_9").GetDouble(), Is.GreaterThanOrEqualTo(p50), rate);
                Assert.That(lag.GetProperty("max").GetDouble(), Is.GreaterThanOrEqualTo(p50), rate);
            }
        }
    }

    [TestCase(1.0, true)]
    [TestCase(1.02, false)]
    [TestCase(1.008, null)]
    public void The_view_s_cost_is_judged_by_its_interval(double centre, bool? expected)
    {
        var cost = new ViewCost
        {
            ComputesNs = 0, QueryNs = 60, PairRatios = [centre * 0.998, centre, centre * 1.002, centre * 0.999, centre * 1.001], ProcessorPairRatios = null, ProcessorShare = null, CollectionsWatched = 0, CollectionsAlone = 0,
        };
        Assert.That(OverheadOutput.IsMet(cost), Is.EqualTo(expected));
    }

    [Test]
    public void Parts_can_be_measured_alone()
    {
        using var cli = new CliHost();
        cli.Context = cli.Context with { OverheadEffort = s_tiny };
        Assert.That(cli.Run("overhead", "--only", "offline", "--json"), Is.Zero);
        using var document = JsonDocument.Parse(cli.Out);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(document.RootElement.GetProperty("offline_samples_per_s").GetDouble(), Is.Positive);
            Assert.That(document.RootElement.GetProperty("single_stream_ns_per_query").ValueKind, Is.EqualTo(JsonValueKind.Null));
            Assert.That(document.RootElement.GetProperty("server_lag_us").EnumerateObject(), Is.Empty);
        }
    }

    [Test]
    public void The_table_has_each_figure_beside_its_goal()
    {
        using var cli = new CliHost();
        cli.Context = cli.Context with { OverheadEffort = s_tiny };
        Assert.That(cli.Run("overhead", "--queries", "5000"), Is.Zero);
        using (Assert.EnterMultipleScope())
        {
            foreach (var text in new[]
                     {
                         "≤ 100 ns/query", "≥ 50,000,000 samples/s", "≥ 5,000,000 queries/s", "≤ 40 bytes/query", "< 700 MiB", "≤ 100 ms", "≤ 2 s",
                         "p50 ≤ 1 µs", "10,000 queries/s", "garbage collections", "a system that does nothing", "computing for about 500 ns", "≤ 1.01",
                     })
            {
                Assert.That(cli.Out, Does.Contain(text));
            }

            Assert.That(cli.Error, Does.Contain("Offline"), "progress goes to standard error");
        }
    }

    [Test]
    public void An_interrupt_ends_it_with_130_and_leaves_no_outcome()
    {
        using var interrupt = new CancellationTokenSource();
        using var cli = new CliHost();
        cli.Context = cli.Context with { OverheadEffort = s_tiny, Cancellation = interrupt.Token };
        interrupt.Cancel();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(cli.Run("overhead", "--queries", "5000"), Is.EqualTo(130));
            Assert.That(cli.Out, Is.Empty);
        }
    }

    [TestCase("--queries takes a whole number, 1 or more; found '0'.", "overhead", "--queries", "0")]
    [TestCase("--queries takes at most 1000000000; found '2000000000'.", "overhead", "--queries", "2000000000")]
    [TestCase("--pairs takes a whole number, 3 or more; found '2'.", "overhead", "--pairs", "2")]
    [TestCase("--only knows long-run, streams, offline, rate, lag, view; found 'rates'. Did you mean 'rate'?", "overhead", "--only", "rates")]
    [TestCase("--only needs at least one of long-run, streams, offline, rate, lag, view.", "overhead", "--only", ",")]
    [TestCase("--issue-wait knows hybrid, spin, sleep; found 'nap'.", "overhead", "--issue-wait", "nap")]
    public void A_mistake_is_told_with_what_was_found_and_expected(string sentence, params string[] args)
    {
        using var cli = new CliHost();
        cli.ExpectMistake(2, sentence, args);
    }
}
