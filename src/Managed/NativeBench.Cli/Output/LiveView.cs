using System.Diagnostics;
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
/// Shows a running test: a thread of its own looks at LoadGen's own records and at the machine's last reading. The test writes
/// nothing for it, so watching costs it nothing but the processor time of the display; the view is drawn as often as the machine
/// is read, since more would cost more and tell nothing. A terminal that takes its time is waited for by this thread alone.
/// </summary>
internal sealed class LiveView : IDisposable
{
    private static readonly TimeSpan s_viewPeriod = MachineSampler.Period;
    private static readonly TimeSpan s_jsonPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_linePeriod = TimeSpan.FromSeconds(5);

    private readonly Terminal _terminal;
    private readonly TestProgress _progress;
    private readonly MachineSampler? _machine;
    private readonly PlannedRun _run;
    private readonly string _position;
    private readonly bool _json;
    private readonly TimeSpan _period;
    private readonly ManualResetEventSlim _end = new(initialState: false, spinCount: 0);
    private readonly Thread? _thread;

    public LiveView(Terminal terminal, TestProgress progress, MachineSampler? machine, PlannedRun run, string position, LiveMode mode)
    {
        _terminal = terminal;
        _progress = progress;
        _machine = machine;
        _run = run;
        _position = position;
        _json = mode == LiveMode.Json;
        _period = _json ? s_jsonPeriod : terminal.IsLively ? s_viewPeriod : s_linePeriod;
        if (mode == LiveMode.Off)
            return;
        _thread = new Thread(Watch) { IsBackground = true, Name = "live view" };
        _thread.Start();
    }

    /// <summary>Processor time that the display's thread has used; after <see cref="Dispose"/>. Null where the system doesn't tell.</summary>
    public TimeSpan? ProcessorTime { get; private set; }

    public void Dispose()
    {
        _end.Set();
        _thread?.Join();
        _terminal.ShowLive(null);
        _end.Dispose();
    }

    private void Watch()
    {
        // At even times; a terminal that held us up is left out rather than caught up with.
        var clock = Stopwatch.StartNew();
        var next = _period;
        while (!_end.Wait(Left(next - clock.Elapsed)))
        {
            Show();
            while (next <= clock.Elapsed)
                next += _period;
        }

        ProcessorTime = ThreadTime.Used();
    }

    /// <summary>How long to wait: waits drop what is less than a millisecond, so that one which is rounded down would show the same moment over and over.</summary>
    internal static TimeSpan Left(TimeSpan time) => time > TimeSpan.Zero ? TimeSpan.FromMilliseconds(Math.Ceiling(time.TotalMilliseconds)) : TimeSpan.Zero;

    private void Show()
    {
        if (_progress.Read() is not { } look)
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
