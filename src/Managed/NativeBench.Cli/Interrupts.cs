using System.Runtime.InteropServices;
using NativeBench.Cli.Output;

namespace NativeBench.Cli;

/// <summary>
/// Ctrl-C and termination: the first stops issuing, drains and keeps what was measured; the second ends the process at once.
/// </summary>
internal sealed partial class Interrupts : IDisposable
{
    private const int SigInt = 2;
    private const nint SigDefault = 0;

    private readonly CancellationTokenSource _source = new();
    private readonly Terminal _terminal;
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private int _count;

    public Interrupts(Terminal terminal)
    {
        _terminal = terminal;

        // A shell starts background jobs with SIGINT ignored, and .NET then leaves it so; but a benchmark has to be stoppable.
        if (!OperatingSystem.IsWindows())
            _ = Signal(SigInt, SigDefault);
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int signal, nint handler);

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
        {
            // No clean-up: the user asked twice. Each finished run is on disk already.
            _terminal.ShowLive(null);
            Environment.Exit(ExitCodes.Interrupted);
        }

        _terminal.Log("Interrupted: finishing what is in flight and keeping what was measured. Press Ctrl-C again to end at once.");
        _source.Cancel();
    }
}
