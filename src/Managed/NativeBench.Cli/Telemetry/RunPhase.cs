using NativeBench.Cli.Run;
using NativeBench.Cuda;

namespace NativeBench.Cli.Telemetry;

/// <summary>A phase of a run as a range, for whoever listens: an EventSource's, and NVTX's for NVIDIA's profilers. Begin and end lie outside of what is measured.</summary>
internal readonly struct RunPhase : IDisposable
{
    private readonly PlannedRun _run;
    private readonly bool _isWarmUp;
    private readonly ulong _range;

    private RunPhase(PlannedRun run, bool isWarmUp)
    {
        (_run, _isWarmUp) = (run, isWarmUp);
        _range = Nvtx.Current.Start($"NativeBench {run}{(isWarmUp ? ", warm-up" : "")}");
        if (isWarmUp)
            RunEvents.Log.WarmUpStart(run.Scenario.ToString(), run.ModeName);
        else
            RunEvents.Log.MeasureStart(run.Scenario.ToString(), run.ModeName);
    }

    /// <summary>The system is driven before the measurement.</summary>
    public static RunPhase WarmUp(PlannedRun run) => new(run, isWarmUp: true);

    /// <summary>LoadGen measures and writes its logs.</summary>
    public static RunPhase Measure(PlannedRun run) => new(run, isWarmUp: false);

    public void Dispose()
    {
        if (_isWarmUp)
            RunEvents.Log.WarmUpStop(_run.Scenario.ToString(), _run.ModeName);
        else
            RunEvents.Log.MeasureStop(_run.Scenario.ToString(), _run.ModeName);
        Nvtx.Current.End(_range);
    }
}
