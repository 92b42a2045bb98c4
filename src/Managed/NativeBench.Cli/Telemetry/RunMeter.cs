using System.Diagnostics.Metrics;
using NativeBench.Cli.Machine;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Telemetry;

/// <summary>
/// The run that is on, as metrics: for dotnet-counters (<c>dotnet-counters monitor --counters NativeBench</c>) and OpenTelemetry.
/// They are read from LoadGen's own records when somebody asks; where nobody does, nothing happens at all.
/// </summary>
internal static class RunMeter
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "NativeBench";

    private static readonly Meter s_meter = new(Name, Versions.Program);
    private static volatile Watched? s_watched;

    static RunMeter()
    {
        Gauge("nativebench.samples.completed", "{sample}", "Samples completed in the series that runs", static (look, _) => look.SamplesCompleted);
        Gauge("nativebench.samples.in_flight", "{sample}", "Samples issued and not completed", static (look, _) => look.SamplesIssued - look.SamplesCompleted);
        Gauge("nativebench.samples.rate", "{sample}/s", "Samples completed per second in the last five seconds", static (look, _) => look.RecentSamplesPerS);
        Gauge("nativebench.latency.p50", "ns", "Median latency of the last five seconds", static (look, _) => look.RecentP50Ns);
        Gauge("nativebench.latency.p99", "ns", "99th percentile latency of the last five seconds", static (look, _) => look.RecentP99Ns);
        Gauge("nativebench.issue_lag", "ns", "How late the last Server query was issued", static (look, _) => look.LastIssueLagNs);
        Gauge("nativebench.cpu.busy", "%", "Share of all processors' time that anybody uses", static (_, machine) => machine?.CpuBusyPercent);
        Gauge("nativebench.cpu.own", "%", "The part of it that this process uses", static (_, machine) => machine?.CpuOwnPercent);
        Gauge("nativebench.gpu.busy", "%", "Share of the time in which a kernel ran on the GPU", static (_, machine) => machine?.Gpu?.BusyPercent);
        Gauge("nativebench.power", "W", "Power of the board, or of packages and GPUs", static (_, machine) => machine?.PowerW);
    }

    /// <summary>Makes a run the one that is told about, until the result is disposed.</summary>
    public static IDisposable Watch(PlannedRun run, TestProgress progress, MachineSampler? machine) => s_watched = new Watched(run, progress, machine);

    private static void Gauge(string name, string unit, string description, Func<SeriesSnapshot, MachineReading?, double?> value) =>
        s_meter.CreateObservableGauge(name, () => Observe(value), unit, description);

    private static IEnumerable<Measurement<double>> Observe(Func<SeriesSnapshot, MachineReading?, double?> value)
    {
        if (s_watched is { } watched && watched.Progress.Read() is { } look && value(look, watched.Machine?.Latest) is { } number)
        {
            yield return new Measurement<double>(
                number, new KeyValuePair<string, object?>("scenario", watched.Run.Scenario.ToString()), new KeyValuePair<string, object?>("mode", watched.Run.ModeName));
        }
    }

    private sealed record Watched(PlannedRun Run, TestProgress Progress, MachineSampler? Machine) : IDisposable
    {
        public void Dispose()
        {
            if (ReferenceEquals(s_watched, this))
                s_watched = null;
        }
    }
}
