using NativeBench.Cli.Output;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>Where settings fall short of a round's constraints: such a run must not pass for one of that round.</summary>
internal static class RoundDeviations
{
    /// <summary>One sentence per constraint that is loosened.</summary>
    public static IEnumerable<string> Find(Rules rules, TestSettings round, TestSettings settings, bool anySeeds = false)
    {
        var scenario = settings.Scenario;
        if (settings.MinDurationMs < round.MinDurationMs)
            yield return Loosened("min_duration", settings.MinDurationMs, round.MinDurationMs, " ms");
        if (settings.MinQueryCount < round.MinQueryCount)
            yield return Loosened("min_query_count", settings.MinQueryCount, round.MinQueryCount, "");
        if (scenario == TestScenario.Server && settings.ServerTargetLatencyNs > round.ServerTargetLatencyNs)
            yield return Loosened("target_latency", settings.ServerTargetLatencyNs / 1e6, round.ServerTargetLatencyNs / 1e6, " ms");
        if (Percentile(settings) != Percentile(round))
            yield return Loosened("target_latency_percentile", Percentile(settings) * 100, Percentile(round) * 100, "");
        if (scenario == TestScenario.MultiStream && settings.MultiStreamSamplesPerQuery != round.MultiStreamSamplesPerQuery)
            yield return Loosened("samples_per_query", settings.MultiStreamSamplesPerQuery, round.MultiStreamSamplesPerQuery, "");
        // Which samples are issued is the round's too: a run on one and the same sample stays in the cache (TEST04 is for that).
        if (settings.PerformanceIssueSame != round.PerformanceIssueSame)
            yield return $"{scenario}: performance_issue_same is {Flag(settings.PerformanceIssueSame)}, {rules.Name} asks for {Flag(round.PerformanceIssueSame)}.";
        if (settings.PerformanceIssueUnique != round.PerformanceIssueUnique)
            yield return $"{scenario}: performance_issue_unique is {Flag(settings.PerformanceIssueUnique)}, {rules.Name} asks for {Flag(round.PerformanceIssueUnique)}.";
        if (settings.SampleConcatenatePermutation != round.SampleConcatenatePermutation)
            yield return $"{scenario}: sample_concatenate_permutation is {Flag(settings.SampleConcatenatePermutation)}, {rules.Name} asks for {Flag(round.SampleConcatenatePermutation)}.";
        // More than the round loads is allowed, fewer would fit the caches.
        if (settings.PerformanceSampleCountOverride > 0 && round.PerformanceSampleCountOverride == 0)
            yield return Units.Invariant($"{scenario}: performance_sample_count_override is {settings.PerformanceSampleCountOverride}, {rules.Name} has none for this benchmark.");
        else if (settings.PerformanceSampleCountOverride < round.PerformanceSampleCountOverride)
            yield return Loosened("performance_sample_count_override", settings.PerformanceSampleCountOverride, round.PerformanceSampleCountOverride, "");
        if (!anySeeds && (settings.QslRngSeed != round.QslRngSeed || settings.SampleIndexRngSeed != round.SampleIndexRngSeed
            || settings.ScheduleRngSeed != round.ScheduleRngSeed))
        {
            yield return $"{scenario}: the seeds are not those of {rules.Name}.";
        }

        string Loosened(string name, double found, double expected, string unit) =>
            Units.Invariant($"{scenario}: {name} is {found:0.######}{unit}, {rules.Name} asks for {expected:0.######}{unit}.");
    }

    private static int Flag(bool value) => value ? 1 : 0;

    private static double Percentile(TestSettings settings) => settings.Scenario switch
    {
        TestScenario.SingleStream => settings.SingleStreamTargetLatencyPercentile,
        TestScenario.MultiStream => settings.MultiStreamTargetLatencyPercentile,
        TestScenario.Server => settings.ServerTargetLatencyPercentile,
        _ => 0,
    };
}
