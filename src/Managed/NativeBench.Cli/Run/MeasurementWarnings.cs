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

    /// <summary>Instances of the model in use; 0: not known.</summary>
    public int Instances { get; init; }

    /// <summary>Threads of each instance; 0: not known.</summary>
    public int Threads { get; init; }
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

    /// <summary>What a run is asked to last when it was too short, in ms.</summary>
    private const long LongEnoughMs = 10_000;

    /// <summary>Beyond this much between the logs' rate and what was done, they need a word.</summary>
    private const double VisibleGap = 0.05;

    // Shares of the machine's time in per cent from which others are felt in a tail.
    private const double MostOthersPercent = 5;
    private const double MostStealPercent = 1;

    /// <summary>Clocks that move less are turbo's everyday steps.</summary>
    private const double ClockChange = 1.10;

    /// <summary>One sentence each.</summary>
    public static IReadOnlyList<string> For(TestResult result, MeasurementContext? context = null)
    {
        context ??= new MeasurementContext();
        var warnings = new List<string>();
        if (result.Performance is not { } performance)
            return warnings;
        var settings = result.EffectiveSettings;
        var overloaded = VerdictAdvice.IsOverloaded(settings, performance);
        AddRun(warnings, settings, performance, context);
        if (context.Activity is { } activity && performance.DurationS >= ShortestS)
            AddMachine(warnings, activity, settings.Scenario);

        // A queue that grows makes latencies grow: that's the rate's doing, and the verdict's advice says so.
        if (!overloaded && context.Slices is { } slices && SliceDrift.Of(slices, settings) is { } drift)
            warnings.Add(drift);
        if (settings.Scenario == TestScenario.Server)
        {
            AddLag(warnings, settings, performance, context);
            AddGap(warnings, performance);
        }

        return warnings;
    }

    private static void AddRun(List<string> warnings, EffectiveSettings settings, PerformanceResult performance, MeasurementContext context)
    {
        if (context.Computes && performance.DurationS < ShortestS)
        {
            var longer = settings.MinDurationMs < LongEnoughMs ? Units.Invariant($" Run longer: --set min_duration={LongEnoughMs}.") : "";
            warnings.Add(Units.Invariant(
                $"Measured for {Units.Time(performance.DurationS * 1e9)} only: too short to see what changes from one moment to the next.{longer}"));
        }

        if (performance.GarbageCollections > 0)
        {
            warnings.Add(Units.Invariant(
                $"{performance.GarbageCollections} garbage collections during the run, each of which stopped every thread for a while: LoadGen causes none, so the system under test allocates. Keep buffers between queries, or make collections rarer: DOTNET_GCgen0size=0x10000000."));
        }
    }

    private static void AddMachine(List<string> warnings, MachineActivityData activity, TestScenario scenario)
    {
        var harm = scenario == TestScenario.Offline ? "the throughput is too low" : "tails are too long";
        if (activity.OtherProcessesCpuPercent is { } others and > MostOthersPercent)
            warnings.Add(Units.Invariant($"Other processes used {others:0} % of the machine's processors meanwhile: {harm}. Stop them ('top' names them) and run again."));
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

    private static void AddLag(List<string> warnings, EffectiveSettings settings, PerformanceResult performance, MeasurementContext context)
    {
        var bound = settings.UseTokenLatencies ? settings.Requested.ServerTtftLatencyNs : settings.TargetLatencyNs;
        var lag = performance.IssueLag.P99Ns;
        if (bound <= 0 || lag <= VisibleShare * bound)
            return;
        warnings.Add(Units.Invariant(
            $"One query in a hundred was issued {Units.Time(lag)} late or later, {100.0 * lag / bound:0} % of the latency bound of {Units.Time(bound)}: part of the latency is the load generator's wait for a core. ")
            + LagRemedy(context));
    }

    /// <summary>Who has the core that the issuing thread waits for: other processes first, then what this one's options give away.</summary>
    private static string LagRemedy(MeasurementContext context)
    {
        if (context.Activity?.OtherProcessesCpuPercent is { } others and > MostOthersPercent)
            return Units.Invariant($"Other processes used {others:0} % of the processors: stop them first.");
        var spin = context.IssueWait == IssueWait.Spin ? null : "use --issue-wait spin";
        var fewer = (context.Instances, context.Threads) switch
        {
            (1, 1) => null,
            (1, > 1) => "leave it a core: fewer --threads",
            ( > 1, 1) => "leave it a core: fewer --instances",
            _ => "leave it a core (--instances, --threads)",
        };
        var all = string.Join(", or ", new[] { fewer, spin }.OfType<string>());
        return all.Length > 0 ? char.ToUpperInvariant(all[0]) + all[1..] + "." : "A machine with more cores would leave it one.";
    }

    /// <summary>LoadGen's official figure ends with the query that was issued last, which may overtake a backlog.</summary>
    private static void AddGap(List<string> warnings, PerformanceResult performance)
    {
        var (logged, did) = (performance.CompletedSamplesPerSecond, performance.SamplesPerSecondToLastCompletion);
        if (did > 0 && logged > (1 + VisibleGap) * did)
        {
            warnings.Add(Units.Invariant(
                $"The MLPerf logs say {Units.Rate(logged)} completed samples/s, which LoadGen counts until the query issued last was done; others were still waiting then, and until all were done it was {Units.Rate(did)}. Lower the rate until nothing waits."));
        }
    }
}
