using NativeBench.Cli.Output;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>What happened during a run that makes its figures doubtful, whatever the verdict.</summary>
internal static class MeasurementWarnings
{
    /// <summary>A lag below this share of the latency bound changes no verdict worth having.</summary>
    private const double VisibleShare = 0.05;

    /// <summary>One sentence each.</summary>
    public static IReadOnlyList<string> For(TestResult result)
    {
        var warnings = new List<string>();
        if (result.Performance is not { } performance)
            return warnings;
        if (performance.GarbageCollections > 0)
        {
            warnings.Add(Units.Invariant(
                $"{performance.GarbageCollections} garbage collections during the run, each of which stopped every thread for a while: LoadGen causes none, so the system under test allocates."));
        }

        var settings = result.EffectiveSettings;
        if (settings.Scenario != TestScenario.Server)
            return warnings;
        var bound = settings.UseTokenLatencies ? settings.Requested.ServerTtftLatencyNs : settings.TargetLatencyNs;
        var lag = performance.IssueLag.P99Ns;
        if (bound > 0 && lag > VisibleShare * bound)
        {
            warnings.Add(Units.Invariant(
                $"One query in a hundred was issued {Units.Time(lag)} late or later, {100.0 * lag / bound:0} % of the latency bound of {Units.Time(bound)}: part of the latency is the load generator's wait for a core. Leave it a core (--instances, --threads), or use --issue-wait spin."));
        }

        return warnings;
    }
}
