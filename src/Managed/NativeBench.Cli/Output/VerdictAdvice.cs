using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.Results;

namespace NativeBench.Cli.Output;

/// <summary>
/// Says why a result isn't VALID, with the values, and the exact option that would change it. LoadGen's own
/// recommendations name no option.
/// </summary>
internal static class VerdictAdvice
{
    /// <summary>One sentence per failed condition; none when the result is VALID. <paramref name="alone"/>: only one scenario is run.</summary>
    public static IReadOnlyList<string> For(TestResult result, bool alone, SlicesData? slices = null)
    {
        if (result.Performance is not { IsValid: false } performance)
            return [];
        if (result.Outcome != TestOutcome.Completed)
            return [(result.Reason ?? "The run was broken off").TrimEnd('.') + Units.Invariant($" after {performance.DurationS:0.0} s; run it again for a verdict.")];

        var settings = result.EffectiveSettings;
        var prefix = alone ? "" : settings.Requested.Scenario + ".";
        var advice = new List<string>();
        if (!performance.PerformanceConstraintsMet)
            advice.Add(LatencyBound(settings, performance, prefix, slices));
        if (!performance.MinDurationMet)
            advice.Add(Duration(settings, performance, prefix, slices));
        if (!performance.MinQueriesMet)
            advice.Add(Queries(settings, performance, prefix, slices));
        if (!performance.EarlyStoppingMet && performance.PerformanceConstraintsMet)
            advice.Add(EarlyStopping(settings, performance, prefix));
        return advice;
    }

    private static string LatencyBound(EffectiveSettings settings, PerformanceResult result, string prefix, SlicesData? slices)
    {
        var percentile = settings.TargetLatencyPercentile * 100;
        if (result.Intervals is { } intervals)
            return Overtime(settings, result, intervals, prefix);
        const string Search = ", or --mode find-peak, which searches the highest that keeps it";
        var rate = LowerRate(settings, result, slices);
        var did = IsOverloaded(settings, result) ? Units.Invariant($"it completed {Units.Rate(result.SamplesPerSecondToLastCompletion)} samples/s, so ") : "";
        var lower = Units.Invariant($"{did}lower the rate: --set {prefix}target_qps={Units.Plain(rate)}{Search}");
        if (result.Tokens is { } tokens)
        {
            var requested = settings.Requested;
            return Units.Invariant($"{percentile:0.00} percentile: first token {Milliseconds(tokens.TargetFirstTokenNs)} (bound {Milliseconds(requested.ServerTtftLatencyNs)}), per token {Milliseconds(tokens.TargetTimePerOutputTokenNs)} (bound {Milliseconds(requested.ServerTpotLatencyNs)}): {lower}");
        }

        var what = Units.Invariant($"{percentile:0.00} percentile {Milliseconds(result.TargetPercentile.LatencyNs)} > {Milliseconds(settings.TargetLatencyNs)}");
        return slices is not null && !IsOverloaded(settings, result) && HighestRateKept(settings, slices) is { } kept
            ? Units.Invariant($"{what}, by {Milliseconds(result.TargetPercentile.LatencyNs - settings.TargetLatencyNs)} at {Units.Plain(settings.TargetQps)} qps: --set {prefix}target_qps={Units.Plain(kept)} was the highest rate whose slices all kept it{Search}")
            : $"{what}: {lower}";
    }

    /// <summary>
    /// Arrivals are random, so a run has slices with fewer and more of them than it asks for: the highest rate up to which every
    /// slice kept the bound at the percentile. Null when that's less than half of what was asked for, and tells nothing.
    /// </summary>
    private static double? HighestRateKept(EffectiveSettings settings, SlicesData slices)
    {
        double kept = 0;
        var byRate = Enumerable.Range(0, slices.WholeCount)
            .Where(i => slices.LatencyAtTargetPercentileNs[i] is not null)
            .OrderBy(i => slices.SamplesPerS[i]);
        foreach (var i in byRate)
        {
            if (slices.LatencyAtTargetPercentileNs[i] > settings.TargetLatencyNs)
                break;
            kept = slices.SamplesPerS[i] ?? kept;
        }

        var rate = Units.FloorTo(Math.Min(kept, settings.TargetQps), 2);
        return rate >= settings.TargetQps / 2 && rate < settings.TargetQps ? rate : null;
    }

    private static string Overtime(EffectiveSettings settings, PerformanceResult result, IntervalFigures intervals, string prefix)
    {
        var what = Units.Invariant($"{intervals.OvertimeQueryCount} of {result.QueryCount} queries took longer than the interval of {Milliseconds(settings.TargetLatencyNs)}, ")
            + Units.Invariant($"the {settings.TargetLatencyPercentile * 100:0.##} percentile {intervals.AtTargetPercentile} intervals: ");
        return settings.SamplesPerQuery > 1
            ? what + Units.Invariant($"fewer samples: --set {prefix}samples_per_query={Math.Max(1, settings.SamplesPerQuery * 4 / 5)}")
            : what + Units.Invariant($"one sample is too much, so a longer interval: --set {prefix}target_latency={Units.Plain(2 * settings.TargetLatencyNs / 1e6)}");
    }

    /// <summary>Whether Server's system completed less than was asked of it, so that a queue grew: any rate near that misses any bound.</summary>
    public static bool IsOverloaded(EffectiveSettings settings, PerformanceResult result) =>
        settings.Scenario == TestScenario.Server
        && result.SamplesPerSecondToLastCompletion is > 0 and var done
        && done < 0.95 * (result.ScheduledSamplesPerSecond > 0 ? result.ScheduledSamplesPerSecond : settings.TargetQps);

    /// <summary>
    /// Four fifths of the rate that was asked for or, when the system couldn't even keep up, of what it completed: of the whole
    /// run or of its median slice, whichever is less. At all of it, the queue would still grow.
    /// </summary>
    private static double LowerRate(EffectiveSettings settings, PerformanceResult result, SlicesData? slices)
    {
        if (!IsOverloaded(settings, result))
            return Units.FloorTo(0.8 * settings.TargetQps, 2);
        var rates = slices?.SamplesPerS.Take(slices.WholeCount).OfType<double>().Where(static r => r > 0).Order().ToArray() ?? [];
        var median = rates.Length > 0 ? rates[rates.Length / 2] : double.MaxValue;
        return Units.FloorTo(0.8 * Math.Min(result.SamplesPerSecondToLastCompletion, median), 2);
    }

    private static string Duration(EffectiveSettings settings, PerformanceResult result, string prefix, SlicesData? slices)
    {
        var scenario = settings.Requested.Scenario;
        var reached = scenario switch
        {
            TestScenario.Server => result.FinalQueryScheduledTimeS,
            TestScenario.Offline => result.DurationS,
            _ => result.FinalQueryIssuedTimeS,
        };
        var what = $"Ran {Units.Time(reached * 1e9)}, at least {Units.Plain(settings.Requested.MinDurationMs / 1e3)} s are needed: ";
        if (CutOff(settings, result, prefix, slices) is { } cut)
            return what + cut;
        return scenario switch
        {
            TestScenario.Server or TestScenario.MultiStreamFixedInterval => what + "more queries must be generated: " + Units.Invariant($"--set {prefix}min_query_count={settings.MinQueryCount * 2}"),
            TestScenario.Offline => what + Units.Invariant($"the query was too small: --set {prefix}target_qps={Units.Plain(OfflineRate(settings, result))}"),
            _ => what + Units.Invariant($"the expected latency is too long: --set {prefix}target_latency={ExpectedMilliseconds(result)}"),
        };
    }

    private static double OfflineRate(EffectiveSettings settings, PerformanceResult result) =>
        Units.CeilingTo(1.15 * Math.Max(result.SamplesPerSecond, settings.TargetQps), 3);

    /// <summary>Half of what a query took, in ms: LoadGen then prepares four times as many as needed.</summary>
    private static string ExpectedMilliseconds(PerformanceResult result) =>
        Units.Plain(Math.Max(0.000001, Units.FloorTo(result.QueryLatency.MeanNs / 2e6, 2)));

    private static string Queries(EffectiveSettings settings, PerformanceResult result, string prefix, SlicesData? slices)
    {
        var what = Units.Invariant($"{result.QueryCount} queries with {result.SampleCount} samples, at least {settings.MinQueryCount} with {settings.MinSampleCount} are needed: ");
        return what + (CutOff(settings, result, prefix, slices) ?? "the detail log says why the run ended early");
    }

    /// <summary>The limit that ended the run, if it was one.</summary>
    private static string? CutOff(EffectiveSettings settings, PerformanceResult result, string prefix, SlicesData? slices)
    {
        var requested = settings.Requested;
        if (requested.MaxQueryCount > 0 && result.QueryCount >= requested.MaxQueryCount)
            return Units.Invariant($"max_query_count={requested.MaxQueryCount} ended it: --set {prefix}max_query_count=0");
        if (requested.MaxDurationMs > 0 && result.FinalQueryIssuedTimeS * 1e3 >= requested.MaxDurationMs)
            return Units.Invariant($"max_duration={requested.MaxDurationMs} ended it: --set {prefix}max_duration=0");
        if (requested is { Scenario: TestScenario.Server, ServerMaxAsyncQueries: > 0 } && result.FinalQueryScheduledTimeS * 1e3 < requested.MinDurationMs)
            return Units.Invariant($"max_async_queries={requested.ServerMaxAsyncQueries} ended it, the system fell too far behind: --set {prefix}target_qps={Units.Plain(LowerRate(settings, result, slices))}");
        return null;
    }

    private static string EarlyStopping(EffectiveSettings settings, PerformanceResult result, string prefix)
    {
        var needed = NumberAfter(result.EarlyStoppingText, "Need to process at least ");
        if (needed == 0 && NumberAfter(result.EarlyStoppingText, "need to run at least ") is > 0 and var more)
            needed = result.QueryCount + more;
        return needed > 0
            ? Units.Invariant($"{result.QueryCount} queries are too few to be sure of the {settings.TargetLatencyPercentile * 100:0.##} percentile: --set {prefix}min_query_count={needed}")
            : "Early stopping: " + result.EarlyStoppingText.ReplaceLineEndings(" ").Trim(' ', '*');
    }

    private static long NumberAfter(string text, string words)
    {
        var at = text.IndexOf(words, StringComparison.Ordinal);
        if (at < 0)
            return 0;
        long number = 0;
        foreach (var c in text.AsSpan(at + words.Length))
        {
            if (!char.IsAsciiDigit(c))
                break;
            number = (number * 10) + (c - '0');
        }

        return number;
    }

    private static string Milliseconds(long ns) => Units.Plain(Math.Round(ns / 1e6, 3)) + " ms";
}
