using System.Text.Json;
using NativeBench.Cli.Machine;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;
using Spectre.Console;

namespace NativeBench.Tests.Cli;

/// <summary>What is shown while a test runs, and where.</summary>
public sealed class LiveViewTests
{
    private static readonly PlannedRun s_server = new(TestScenario.Server, RunMode.Performance);

    private static readonly SeriesSnapshot s_look = new(TestMode.PerformanceOnly, 3.24, 64_812, 64_800, 400_000, 10, 45_000, 98_400)
    {
        P50Ns = 44_000, P99Ns = 97_000, LastIssueLagNs = 210, RecentSamplesPerS = 21_000, RecentS = 5,
    };

    [Test]
    public void A_plain_line_has_progress_rate_and_tail() =>
        Assert.That(LiveText.Line(s_server, "3/5", s_look), Is.EqualTo(
            "3/5 Server performance: 3.2 of 10 s, 6.8 s left, 21,000 samples/s (20,000 on average), p50 45.00 µs, p99 98.40 µs in the last 5 s, 12 in flight"));

    [Test]
    public void A_run_that_goes_on_until_what_waits_is_done_says_so() =>
        Assert.That(LiveText.Line(s_server, "3/5", s_look with { ElapsedS = 12.34 }), Does.StartWith("3/5 Server performance: 12.3 s, beyond the 10 s asked for, 21,000 samples/s"));

    [Test]
    public void At_the_beginning_the_last_seconds_are_parts_of_one() =>
        Assert.That(LiveText.Line(s_server, "3/5", s_look with { RecentS = 0.4 }), Does.Contain("p99 98.40 µs in the last 400.0 ms,"));

    /// <summary>Watching must bring no garbage collection nearer, which would stop every thread of the run.</summary>
    [Test]
    public void A_look_allocates_little()
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null) { ErrorIsTerminal = true, Width = static () => 120 };
        var machine = new MachineReading(3, 97.3, 58.1, null, 35.25, null);
        Draw();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Draw();
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(8 * 1024));

        void Draw() => terminal.ShowLive(LiveText.View(s_server, "3/5", s_look, machine, 120));
    }

    [Test]
    public void Without_a_terminal_no_line_of_a_table_ends_with_blanks()
    {
        var output = new StringWriter();
        var console = new Terminal(output, TextWriter.Null).Rich();
        console.Write(new Table().AddColumns("one", "a wide column's head").AddRow("1", "x"));
        console.Write(new Text("open "));
        Assert.That(output.ToString().Split('\n').SkipLast(1), Is.All.Matches<string>(static line => line.TrimEnd() == line));
    }

    [Test]
    public void A_share_where_the_count_decides() =>
        Assert.That(LiveText.Line(new PlannedRun(TestScenario.Offline, RunMode.Accuracy), "5/5", s_look with { MinDurationS = 0 }),
            Does.StartWith("5/5 Offline accuracy: 16 % in 3.2 s, 16.8 s left"));

    [Test]
    public void The_view_has_bar_depth_lag_latency_and_machine()
    {
        var view = LiveText.View(s_server, "3/5", s_look, new MachineReading(3, 97.3, 58.1, null, 35.25, null), 120);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(view.Split('\n'), Has.Length.EqualTo(4));
            Assert.That(view, Does.Contain("━━━━━━━━━━━━━───────────────────────────  3.2 of 10 s, 6.8 s left"));
            Assert.That(view, Does.Contain("21,000 samples/s (20,000 on average), 64,800 done, 12 in flight, last issued 210 ns late"));
            Assert.That(view, Does.Contain("p50 45.00 µs, p99 98.40 µs in the last 5 s; p50 44.00 µs, p99 97.00 µs so far"));
            Assert.That(view, Does.Contain("processors 97 % busy, this process 58 %, 35.2 W").Or.Contain("35.3 W"));
        }
    }

    [Test]
    public void No_line_of_the_view_reaches_the_last_column([Values(20, 40, 80)] int width) =>
        Assert.That(LiveText.View(s_server, "3/5", s_look, null, width).Split('\n').Select(static l => l.Length), Is.All.LessThan(width));

    [Test, SetCulture("de-DE")]
    public void Json_is_one_line_with_units_in_its_keys()
    {
        var text = LiveText.Json(s_server, "3/5", s_look, new MachineReading(3, 97.3, 58.1, null, null, null), new DateTimeOffset(2026, 11, 25, 1, 2, 3, 456, TimeSpan.FromHours(2)));
        using var json = JsonDocument.Parse(text);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(text, Does.Not.Contain("\n"));
            Assert.That(json.RootElement.GetProperty("samples_per_s").GetDouble(), Is.EqualTo(21_000));
            Assert.That(json.RootElement.GetProperty("average_samples_per_s").GetDouble(), Is.EqualTo(20_000));
            Assert.That(json.RootElement.GetProperty("recent_s").GetDouble(), Is.EqualTo(5));
            Assert.That(json.RootElement.GetProperty("time_utc").GetString(), Is.EqualTo("2026-11-24T23:02:03.456Z"));
            Assert.That(json.RootElement.GetProperty("run_index").GetInt32(), Is.EqualTo(3));
            Assert.That(json.RootElement.GetProperty("run_count").GetInt32(), Is.EqualTo(5));
            Assert.That(json.RootElement.GetProperty("remaining_s").GetDouble(), Is.EqualTo(6.76));
            Assert.That(json.RootElement.GetProperty("progress_percent").GetDouble(), Is.EqualTo(32.4));
            Assert.That(json.RootElement.GetProperty("samples_expected").ValueKind, Is.EqualTo(JsonValueKind.Null), "time decides");
            Assert.That(json.RootElement.GetProperty("samples_in_flight").GetInt64(), Is.EqualTo(12));
            Assert.That(json.RootElement.GetProperty("recent_p99_ns").GetInt64(), Is.EqualTo(98_400));
            Assert.That(json.RootElement.GetProperty("cpu_own_percent").GetDouble(), Is.EqualTo(58.1));
            Assert.That(json.RootElement.GetProperty("power_w").ValueKind, Is.EqualTo(JsonValueKind.Null));
        }
    }

    [Test]
    public void Json_of_a_run_that_its_count_ends_has_the_count()
    {
        using var json = JsonDocument.Parse(LiveText.Json(new PlannedRun(TestScenario.Offline, RunMode.Performance), "1/1", s_look, null, DateTimeOffset.UnixEpoch));
        Assert.That(json.RootElement.GetProperty("samples_expected").GetInt64(), Is.EqualTo(400_000));
        Assert.That(json.RootElement.GetProperty("remaining_s").GetDouble(), Is.EqualTo(16.76));
    }

    [Test]
    public void A_view_of_several_lines_is_erased_before_anything_else_is_written()
    {
        using var cli = new CliHost();
        var terminal = cli.Lively();
        terminal.ShowLive("one\ntwo\nthree");
        terminal.ShowLive("four");
        terminal.Log("done");
        Assert.That(cli.Error, Is.EqualTo("\r\u001b[Jone\ntwo\nthree\r\u001b[2A\u001b[Jfour\r\u001b[Jdone\n"));
    }

    [TestCase(false, false)]
    [TestCase(true, true)]
    public void Nothing_live_without_a_terminal_or_with_NO_COLOR(bool isTerminal, bool noColor)
    {
        var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error) { ErrorIsTerminal = isTerminal, NoColor = noColor };
        terminal.ShowLive("going");
        terminal.ShowLive(null);
        Assert.That(error.ToString(), Is.Empty);
    }
}
