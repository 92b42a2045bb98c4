using NativeBench.Cli.Output;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Time;
using NativeBench.Results;

namespace NativeBench.Cli.Run;

/// <summary>What was measured beside a test, for judging it.</summary>
internal sealed record MeasurementContext
{
    public SlicesData? Slices { get; init; }

    public MachineActivityData? Activity { get; init; }

    public IssueWait IssueWait { get; init; }

    /// <summary>False for the null backend, whose short runs are its rule.</summary>
    public bool Computes { get; init; }
}

/// <summary>
/// What happened during a run that makes its figures doubtful, whatever the verdict; each with what to do about it, and none
/// that the options in use answer already.
/// </summary>
internal static class MeasurementWarnings
{
    /// <summary>A lag below this share of the latency bound changes no verdict worth having.</summary>
    private const double VisibleShare = 0.05;

    /// <summary>Shorter than this, a run sees none of what makes runs differ.</summary>
    private const double ShortestS = 1;

    // Shares of the machine's time in per cent from which others are felt in a tail.
    private const double MostOthersPercent = 5;
    private const double MostStealPercent = 1;

    /// <summary>Clocks that move less are turbo's everyday steps.</summary>
    private const double ClockChange = 1.10;

    /// <summary>A drift that is smaller changes no decision.</summary>
    private const double VisibleDrift = 0.05;

    /// <summary>One sentence each.</summary>
    public static IReadOnlyList<string> For(TestResult result, MeasurementContext? context = null)
    {
        context ??= new MeasurementContext();
        var warnings = new List<string>();
        if (result.Performance is not { } performance)
            return warnings;
        AddRun(warnings, performance, context);
        if (context.Activity is { } activity && performance.DurationS >= ShortestS)
            AddMachine(warnings, activity);
        if (context.Slices is { } slices && Drift(slices, result.EffectiveSettings.Scenario) is { } drift)
            warnings.Add(drift);
        if (result.EffectiveSettings.Scenario == TestScenario.Server)
            AddLag(warnings, result.EffectiveSettings, performance, context.IssueWait);
        return warnings;
    }

    private static void AddRun(List<string> warnings, PerformanceResult performance, MeasurementContext context)
    {
        if (context.Computes && performance.DurationS < ShortestS)
        {
            warnings.Add(Units.Invariant(
                $"Measured for {Units.Time(performance.DurationS * 1e9)} only: too short to see what changes from one moment to the next. Run longer: --set min_duration=10000."));
        }

        if (performance.GarbageCollections > 0)
        {
            warnings.Add(Units.Invariant(
                $"{performance.GarbageCollections} garbage collections during the run, each of which stopped every thread for a while: LoadGen causes none, so the system under test allocates. Keep buffers between queries, or make collections rarer: DOTNET_GCgen0size=0x10000000."));
        }
    }

    private static void AddMachine(List<string> warnings, MachineActivityData activity)
    {
        if (activity.OtherProcessesCpuPercent is { } others and > MostOthersPercent)
            warnings.Add(Units.Invariant($"Other processes used {others:0} % of the machine's processors meanwhile: tails are too long. Stop them ('top' names them) and run again."));
        if (activity.StealPercent is { } steal and > MostStealPercent)
            warnings.Add(Units.Invariant($"The hypervisor gave {steal:0.0} % of the processors' time to somebody else: measure on a machine of its own, or compare with --interleave."));
        if (activity.ThermalThrottleCount is { } hot and > 0)
            warnings.Add(Units.Invariant($"The processors throttled {hot} times because they were hot: better cooling, or --interleave, which treats both sides alike."));
        if (activity.GpuThrottledPercent is { } slowed and > 0)
            warnings.Add(Units.Invariant($"Heat, a power brake or the supply slowed the GPU in {slowed:0.#} % of the readings: better cooling or a stronger supply ('nvidia-smi -q -d PERFORMANCE' names the reason), or a lower fixed clock (nvidia-smi -lgc)."));
        if (activity.ContainerThrottleCount is { } limited and > 0)
            warnings.Add(Units.Invariant($"The container's processor limit stopped this process {limited} times: raise the limit, or use fewer --instances and --threads."));
        if (activity.CpuClockMhz is { } clocks)
        {
            var known = clocks.Where(static c => c > 0).Select(static c => c!.Value).ToArray();
            if (known.Length > 1 && known.Max() > ClockChange * known.Min())
                warnings.Add(Units.Invariant($"The clocks moved between {known.Min():0} and {known.Max():0} MHz: fix them with the governor 'performance' (cpupower frequency-set -g performance)."));
        }
    }

    /// <summary>Whether the last third differs from the first third beyond doubt and by enough to matter.</summary>
    private static string? Drift(SlicesData slices, TestScenario scenario)
    {
        var offline = scenario == TestScenario.Offline;
        var values = (offline ? slices.SamplesPerS : slices.LatencyP50Ns)
            .Take(slices.WholeCount).Where(static v => v > 0).Select(static v => v!.Value).ToArray();
        var third = values.Length / 3;
        if (third < RatioEstimator.LeastValues)
            return null;
        var (first, last) = (values[..third], values[^third..]);
        var interval = RatioEstimator.FromSlices(first, last, last.Average() / first.Average());
        if (interval is not { HoldsOne: false } || Math.Abs(interval.Ratio - 1) < VisibleDrift)
            return null;
        var what = offline ? "throughput" : "median latency";
        return Units.Invariant($"The last third's {what} is {(interval.Ratio - 1) * 100:+0;−0} % of the first third's: the run wasn't steady. Longer runs settle: --set min_duration=60000; if it keeps moving, look at clocks and heat.");
    }

    private static void AddLag(List<string> warnings, EffectiveSettings settings, PerformanceResult performance, IssueWait wait)
    {
        var bound = settings.UseTokenLatencies ? settings.Requested.ServerTtftLatencyNs : settings.TargetLatencyNs;
        var lag = performance.IssueLag.P99Ns;
        if (bound <= 0 || lag <= VisibleShare * bound)
            return;
        var spin = wait == IssueWait.Spin ? "." : ", or use --issue-wait spin.";
        warnings.Add(Units.Invariant(
            $"One query in a hundred was issued {Units.Time(lag)} late or later, {100.0 * lag / bound:0} % of the latency bound of {Units.Time(bound)}: part of the latency is the load generator's wait for a core. Leave it a core (--instances, --threads){spin}"));
    }
}
