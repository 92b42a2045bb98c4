using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Running;

/// <summary>What all parts of a running test share: time, logs, settings in force, and whether to go on.</summary>
internal sealed class TestContext
{
    private readonly object _lock = new();
    private volatile bool _stopIssuing;
    private volatile bool _broken;

    public TestContext(ISystemUnderTest sut, TimeSource time, DetailLog detail, TraceRecorder? trace, StartTestOptions options)
    {
        Sut = sut;
        Time = time;
        Detail = detail;
        Trace = trace;
        CompletionTimeout = options.CompletionTimeout;
        Gate = new CompletionGate(this);
    }

    public ISystemUnderTest Sut { get; }

    public TimeSource Time { get; }

    public DetailLog Detail { get; }

    public TraceRecorder? Trace { get; }

    public CompletionGate Gate { get; }

    public TimeSpan? CompletionTimeout { get; }

    /// <summary>The settings in force; FindPeakPerformance changes their rate from probe to probe.</summary>
    public required EffectiveSettings Effective { get; set; }

    /// <summary>
    /// Whether tokens are recorded and logged: as the settings said before audit.config, which the official logger is told too early to know.
    /// </summary>
    public required bool RecordsTokens { get; init; }

    /// <summary>No further query may be issued: the test was interrupted or broke.</summary>
    public bool StopIssuing => _stopIssuing;

    /// <summary>Samples in flight may never complete.</summary>
    public bool Broken => _broken;

    public bool Interrupted { get; private set; }

    /// <summary>The first failure; what follows from it isn't interesting.</summary>
    public string? FailureReason { get; private set; }

    public Exception? Failure { get; private set; }

    public void Interrupt()
    {
        lock (_lock)
            Interrupted = true;
        _stopIssuing = true;
        (Sut as IInterruptibleSystem)?.Interrupt();
        Gate.Wake();
    }

    public void Fail(string reason, Exception? error)
    {
        lock (_lock)
        {
            FailureReason ??= reason;
            Failure ??= error;
        }

        _stopIssuing = true;
        _broken = true;
        Gate.Wake();
    }
}
