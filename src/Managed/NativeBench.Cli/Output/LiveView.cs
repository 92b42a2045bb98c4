using NativeBench.Cli.Machine;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Output;

/// <summary>How a running test is shown.</summary>
internal enum LiveMode
{
    /// <summary>A view at a terminal, a plain line every five seconds elsewhere.</summary>
    Auto,

    /// <summary>One JSON object a second on standard error, for programs.</summary>
    Json,

    /// <summary>Nothing.</summary>
    Off,
}

/// <summary>
/// Shows a running test: a timer looks at LoadGen's own records and at the machine's last reading. The test writes nothing for
/// it, so watching costs it nothing but the processor time of the display.
/// </summary>
internal sealed class LiveView : IDisposable
{
    private static readonly TimeSpan s_viewPeriod = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_jsonPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_linePeriod = TimeSpan.FromSeconds(5);

    private readonly Terminal _terminal;
    private readonly TestProgress _progress;
    private readonly MachineSampler? _machine;
    private readonly PlannedRun _run;
    private readonly string _position;
    private readonly bool _json;
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private bool _ended;

    public LiveView(Terminal terminal, TestProgress progress, MachineSampler? machine, PlannedRun run, string position, LiveMode mode)
    {
        _terminal = terminal;
        _progress = progress;
        _machine = machine;
        _run = run;
        _position = position;
        _json = mode == LiveMode.Json;
        if (mode == LiveMode.Off)
            return;
        var period = _json ? s_jsonPeriod : terminal.IsLively ? s_viewPeriod : s_linePeriod;
        _timer = new Timer(_ => Show(), null, period, period);
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

    private void Show()
    {
        lock (_gate)
        {
            if (_ended || _progress.Read() is not { } look)
                return;
            var machine = _machine?.Latest;
            if (_json)
                _terminal.Log(LiveText.Json(_run, _position, look, machine, DateTimeOffset.UtcNow));
            else if (_terminal.IsLively)
                _terminal.ShowLive(LiveText.View(_run, _position, look, machine, _terminal.Width()));
            else
                _terminal.Log(LiveText.Line(_run, _position, look));
        }
    }
}
