using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Tests.Cli;

public sealed class LiveLineTests
{
    private static readonly SeriesSnapshot s_look = new(TestMode.PerformanceOnly, 3.24, 70_000, 64_800, 400_000, 10, 45_000, 98_400) { P50Ns = 45_000, P99Ns = 98_400 };

    [Test]
    public void Shows_scenario_time_rate_and_tail() =>
        Assert.That(LiveLine.Format(new PlannedRun(TestScenario.Server, RunMode.Performance), "3/5", s_look, 200),
            Is.EqualTo("3/5 Server performance  3.2/10 s  20,000 samples/s  p99 so far 98.40 µs"));

    [Test]
    public void Shows_a_share_where_the_count_decides() =>
        Assert.That(LiveLine.Format(new PlannedRun(TestScenario.Offline, RunMode.Accuracy), "5/5", s_look with { MinDurationS = 0 }, 200),
            Does.StartWith("5/5 Offline accuracy  3.2 s, 16 %"));

    [Test]
    public void Never_reaches_the_last_column() =>
        Assert.That(LiveLine.Format(new PlannedRun(TestScenario.Server, RunMode.Performance), "3/5", s_look, 40), Has.Length.EqualTo(39));

    [Test]
    public void A_live_line_is_erased_before_anything_else_is_written()
    {
        using var cli = new CliHost();
        var terminal = cli.Lively();
        terminal.ShowLive("going");
        terminal.Log("done");
        Assert.That(cli.Error, Is.EqualTo("\r\u001b[Kgoing\r\u001b[Kdone\n"));
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
