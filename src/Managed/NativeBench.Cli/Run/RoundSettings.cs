using NativeBench.Catalog;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>A round's constraints as LoadGen's settings, for rounds whose mlperf.conf isn't built into LoadGen.</summary>
internal static class RoundSettings
{
    /// <summary>Puts what the round and the benchmark set over <paramref name="settings"/>; what neither sets stays LoadGen's default.</summary>
    public static TestSettings Apply(TestSettings settings, RoundDefinition round, BenchmarkFacts? benchmark)
    {
        var facts = benchmark?.Rounds.GetValueOrDefault(round.Name);
        if (round.For(settings.Scenario.ToString(), facts) is not { } constraints)
            return settings;
        var offline = settings.Scenario == TestScenario.Offline;
        settings = settings with
        {
            MinDurationMs = constraints.MinDurationMs ?? (constraints.MinSampleCount is null ? settings.MinDurationMs : 0),
            MinQueryCount = (offline ? constraints.MinSampleCount : constraints.MinQueryCount) ?? settings.MinQueryCount,
            SampleConcatenatePermutation = facts?.EqualIssue ?? false,
            PerformanceSampleCountOverride = benchmark?.Qsl.PerformanceSampleCount ?? 0,
            UseTokenLatencies = facts?.UseTokenLatencies ?? false,
        };
        if (round.Seeds is { } seeds)
        {
            var (qsl, index, schedule) = seeds.Values;
            settings = settings with { QslRngSeed = qsl, SampleIndexRngSeed = index, ScheduleRngSeed = schedule };
        }

        var share = constraints.Percentile / 100;
        return settings.Scenario switch
        {
            TestScenario.SingleStream => settings with { SingleStreamTargetLatencyPercentile = share ?? settings.SingleStreamTargetLatencyPercentile },
            TestScenario.MultiStream => settings with
            {
                MultiStreamTargetLatencyPercentile = share ?? settings.MultiStreamTargetLatencyPercentile,
                MultiStreamSamplesPerQuery = constraints.SamplesPerQuery ?? settings.MultiStreamSamplesPerQuery,
            },
            TestScenario.Server => settings with
            {
                ServerTargetLatencyPercentile = share ?? settings.ServerTargetLatencyPercentile,
                ServerTargetLatencyNs = Nanoseconds(constraints.LatencyBoundMs) ?? settings.ServerTargetLatencyNs,
                ServerTtftLatencyNs = Nanoseconds(constraints.TtftMs) ?? settings.ServerTtftLatencyNs,
                ServerTpotLatencyNs = Nanoseconds(constraints.TpotMs) ?? settings.ServerTpotLatencyNs,
            },
            _ => settings,
        };
    }

    private static long? Nanoseconds(double? ms) => ms is { } value ? (long)Math.Round(value * 1e6) : null;
}
