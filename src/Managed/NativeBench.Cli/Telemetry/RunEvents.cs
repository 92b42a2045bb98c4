using System.Diagnostics.Tracing;

namespace NativeBench.Cli.Telemetry;

/// <summary>
/// The phases of a run as ranges on a profiler's timeline (<c>dotnet-trace collect --providers NativeBench-Run</c>, PerfView).
/// Costs a check of a flag where nobody listens; never called on the path of a query.
/// </summary>
[EventSource(Name = "NativeBench-Run")]
internal sealed class RunEvents : EventSource
{
    /// <summary>The only one.</summary>
    public static RunEvents Log { get; } = new();

    private RunEvents()
    {
    }

    /// <summary>The system is driven before the measurement.</summary>
    [Event(1)]
    public void WarmUpStart(string scenario, string mode) => WriteEvent(1, scenario, mode);

    /// <summary>The end of it.</summary>
    [Event(2)]
    public void WarmUpStop(string scenario, string mode) => WriteEvent(2, scenario, mode);

    /// <summary>LoadGen takes over.</summary>
    [Event(3)]
    public void MeasureStart(string scenario, string mode) => WriteEvent(3, scenario, mode);

    /// <summary>LoadGen has written its logs.</summary>
    [Event(4)]
    public void MeasureStop(string scenario, string mode) => WriteEvent(4, scenario, mode);
}
