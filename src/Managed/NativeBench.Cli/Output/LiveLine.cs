using System.Globalization;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Output;

/// <summary>
/// The line that shows a running test: a timer looks at LoadGen's own records four times a second. The test writes nothing
/// for it, and without a terminal there's no timer at all.
/// </summary>
internal sealed class LiveLine : IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(250);

    private readonly Terminal _terminal;
    private readonly TestProgress _progress;
    private readonly PlannedRun _run;
    private readonly string _position;
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private bool _ended;

    public LiveLine(Terminal terminal, TestProgress progress, PlannedRun run, string position)
    {
        _terminal = terminal;
        _progress = progress;
        _run = run;
        _position = position;
        if (terminal.IsLively)
            _timer = new Timer(_ => Show(), null, s_period, s_period);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_gate)
        {
            _ended = true;
            _terminal.ShowLive(null);
        }
    }

    /// <summary>The line for a look at a test, cut to the terminal's width.</summary>
    internal static string Format(PlannedRun run, string position, SeriesSnapshot snapshot, int width)
    {
        var elapsed = snapshot.ElapsedS.ToString("0.0", CultureInfo.InvariantCulture);
        var total = snapshot.MinDurationS > 0 && run.Mode == RunMode.Performance && run.Scenario != TestScenario.Offline
            ? string.Create(CultureInfo.InvariantCulture, $"{elapsed}/{snapshot.MinDurationS:0.#} s")
            : $"{elapsed} s, {Share(snapshot)}";
        var rate = snapshot.ElapsedS > 0 ? snapshot.SamplesCompleted / snapshot.ElapsedS : 0;
        var p99 = snapshot.P99Ns > 0 ? $"  p99 so far {Units.Time(snapshot.P99Ns)}" : "";
        var line = $"{position} {run}  {total}  {Units.Rate(rate)} samples/s{p99}";
        return width > 1 && line.Length >= width ? line[..(width - 1)] : line;
    }

    private static string Share(SeriesSnapshot snapshot) =>
        snapshot.SamplesExpected > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * snapshot.SamplesCompleted / snapshot.SamplesExpected:0} %")
            : Units.Count(snapshot.SamplesCompleted);

    private void Show()
    {
        lock (_gate)
        {
            if (!_ended && _progress.Read() is { } snapshot)
                _terminal.ShowLive(Format(_run, _position, snapshot, _terminal.Width()));
        }
    }
}
