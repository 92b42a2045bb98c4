using System.Globalization;
using System.Text;
using NativeBench.LoadGen.Results;

namespace NativeBench.LoadGen.Logging;

/// <summary>Writes the summary file: what was found, line by line as the official LoadGen words and aligns it.</summary>
internal sealed class SummaryLog(LogFile file)
{
    private const string Rule = "================================================";

    private readonly StringBuilder _text = new();

    public void Results(string sutName, EffectiveSettings settings, PerformanceResult result)
    {
        Heading("MLPerf Results Summary", emptyLineBefore: false);
        Line($"SUT name : {sutName}");
        Line($"Scenario : {settings.Scenario}");
        Line($"Mode     : {settings.Mode}");
        Metric(settings, result);
        Verdict(settings, result);
        EarlyStoppingTexts(settings, result);
        Heading("Additional Stats");
        Statistics(settings, result);
        if (result.Tokens is { } tokens)
            TokenStatistics(settings, tokens);
        Heading("Test Parameters Used");
        Parameters(settings);
        file.Write(_text.ToString());
        _text.Clear();
    }

    public void Close(int warnings, int errors)
    {
        file.Write(warnings switch
        {
            0 => "\nNo warnings encountered during test.\n",
            1 => "\n1 warning encountered. See detailed log.\n",
            _ => string.Create(CultureInfo.InvariantCulture, $"\n{warnings} warnings encountered. See detailed log.\n"),
        });
        file.Write(errors switch
        {
            0 => "\nNo errors encountered during test.\n",
            1 => "\n1 ERROR encountered. See detailed log.\n",
            _ => string.Create(CultureInfo.InvariantCulture, $"\n{errors} ERRORS encountered. See detailed log.\n"),
        });
    }

    private static string F1(double value) => CFormat.Fixed(value, 1);

    private static string F2(double value) => CFormat.Fixed(value, 2);

    private static string G(double value) => CFormat.General(value);

    private static string YesNo(bool met) => met ? "Yes" : "NO";

    private static int Flag(bool value) => value ? 1 : 0;

    private void Heading(string title, bool emptyLineBefore = true)
    {
        if (emptyLineBefore)
            Line($"");
        Line($"{Rule}");
        Line($"{title}");
        Line($"{Rule}");
    }

    private void Metric(EffectiveSettings settings, PerformanceResult result)
    {
        string percent = F1(settings.TargetLatencyPercentile * 100);
        switch (settings.Scenario)
        {
            case TestScenario.Server:
                Line($"Completed samples per second    : {F2(result.CompletedSamplesPerSecond)}");
                break;
            case TestScenario.Offline:
                Line($"Samples per second: {G(result.SamplesPerSecond)}");
                break;
            case TestScenario.MultiStreamFixedInterval:
                Line($"Samples per query : {settings.SamplesPerQuery}");
                break;
            default:
                Line($"{percent}th percentile latency (ns) : {result.TargetPercentile.LatencyNs}");
                break;
        }

        if (result.Tokens is { } tokens)
        {
            switch (settings.Scenario)
            {
                case TestScenario.Server:
                    Line($"Completed tokens per second: {F2(tokens.TokensPerSecond)}");
                    break;
                case TestScenario.Offline:
                    Line($"Tokens per second: {G(tokens.TokensPerSecond)}");
                    break;
                default:
                    Line($"{percent}th first token percentile latency (ns) : {tokens.TargetFirstTokenNs}");
                    break;
            }
        }

        if (result.InferredTokensPerSecond is { } inferred)
        {
            if (settings.Scenario == TestScenario.Server)
                Line($"Completed tokens per second (inferred): {F2(inferred)}");
            else
                Line($"Tokens per second (inferred): {G(inferred)}");
        }
    }

    private void Verdict(EffectiveSettings settings, PerformanceResult result)
    {
        Line($"Result is : {(result.IsValid ? "VALID" : "INVALID")}");
        if (settings.Scenario is TestScenario.Server or TestScenario.MultiStreamFixedInterval)
            Line($"  Performance constraints satisfied : {YesNo(result.PerformanceConstraintsMet)}");
        Line($"  Min duration satisfied : {YesNo(result.MinDurationMet)}");
        Line($"  Min queries satisfied : {YesNo(result.MinQueriesMet)}");
        if (settings.Scenario != TestScenario.MultiStreamFixedInterval)
            Line($"  Early stopping satisfied: {YesNo(result.EarlyStoppingMet)}");
        if (result.IsValid)
            return;
        Line($"Recommendations:");
        foreach (string recommendation in result.Recommendations)
            Line($" * {recommendation}");
        if (!result.MinQueriesMet)
            Line($"   See the detailed log for why this may have occurred.");
    }

    private void EarlyStoppingTexts(EffectiveSettings settings, PerformanceResult result)
    {
        if (settings.Scenario is TestScenario.Offline or TestScenario.MultiStreamFixedInterval)
            return;
        if (result.Tokens is null)
        {
            Line($"Early Stopping Result:");
            Line($"{result.EarlyStoppingText}");
            return;
        }

        Line($"TTFT Early Stopping Result:");
        Line($"{result.EarlyStoppingTtftText}");
        Line($"TPOT Early Stopping Result:");
        Line($"{result.EarlyStoppingText}");
    }

    private void Statistics(EffectiveSettings settings, PerformanceResult result)
    {
        switch (settings.Scenario)
        {
            case TestScenario.SingleStream:
                Line($"QPS w/ loadgen overhead         : {F2(result.QpsWithLoadgenOverhead)}");
                Line($"QPS w/o loadgen overhead        : {F2(result.QpsWithoutLoadgenOverhead)}");
                Line($"");
                break;
            case TestScenario.Server:
                Line($"Scheduled samples per second : {F2(result.ScheduledSamplesPerSecond)}");
                break;
            case TestScenario.MultiStream:
                Line($"Per-query latency:  ");
                break;
            default:
                break;
        }

        if (result.Intervals is { } intervals)
            Intervals(settings, result, intervals);
        else
            Distribution(result.QueryLatency, "latency (ns)                ", "percentile latency (ns)  ");
    }

    /// <summary>As MultiStream had it up to 1.1, and two lines of our own with what the percentiles are made of.</summary>
    private void Intervals(EffectiveSettings settings, PerformanceResult result, IntervalFigures intervals)
    {
        Line($"Intervals between each IssueQuery:  \"qps\" : {G(settings.TargetQps)}, \"ms\" : {G(1000 / settings.TargetQps)}");
        foreach (var (percent, count) in intervals.Percentiles)
            Line($"{percent} percentile : {count}");
        Line($"Skipped intervals : {intervals.SkippedIntervals}");
        Line($"Overtime queries : {intervals.OvertimeQueryCount}");
        Line($"");
        Line($"Per-query latency:  \"target_ns\" : {settings.TargetLatencyNs}, \"target_ms\" : {G(settings.TargetLatencyNs * 1000.0 / 1e9)}");
        foreach (var (percent, value) in ReportedPercentiles.Of(result.QueryLatency))
            Line($"{percent} percentile latency (ns)   : {value}");
        Line($"");
        Line($"Per-sample latency:");
        Distribution(result.SampleLatency, "latency (ns)                ", "percentile latency (ns)  ");
    }

    private void TokenStatistics(EffectiveSettings settings, TokenFigures tokens)
    {
        Line($"");
        if (settings.Scenario == TestScenario.SingleStream)
        {
            Line($"TPS w/ loadgen overhead         : {F2(tokens.TokensPerSecondWithLoadgenOverhead)}");
            Line($"TPS w/o loadgen overhead        : {F2(tokens.TokensPerSecondWithoutLoadgenOverhead)}");
        }
        else if (settings.Scenario == TestScenario.Server)
        {
            Line($"Completed tokens per second                 : {F2(tokens.TokensPerSecond)}");
        }

        if (settings.Scenario == TestScenario.Offline)
            return;
        Distribution(tokens.FirstToken, "First Token latency (ns)                ", "percentile first token latency (ns)  ");
        Line($"");
        Distribution(tokens.TimePerOutputToken, "Time per Output Token (ns)                ", "percentile time to output token (ns)  ");
    }

    private void Distribution(LatencyFigures figures, string what, string percentile)
    {
        Line($"Min {what}: {figures.MinNs}");
        Line($"Max {what}: {figures.MaxNs}");
        Line($"Mean {what[..^1]}: {figures.MeanNs}");
        foreach (var (percent, value) in ReportedPercentiles.Of(figures))
            Line($"{percent} {percentile} : {value}");
    }

    private void Parameters(EffectiveSettings settings)
    {
        var requested = settings.Requested;
        Line($"samples_per_query : {settings.SamplesPerQuery}");
        Line($"target_qps : {G(settings.TargetQps)}");
        if (settings.UseTokenLatencies)
        {
            Line($"ttft_latency (ns): {requested.ServerTtftLatencyNs}");
            Line($"tpot_latency (ns): {requested.ServerTpotLatencyNs}");
        }
        else
        {
            Line($"target_latency (ns): {settings.TargetLatencyNs}");
        }

        Line($"max_async_queries : {settings.MaxAsyncQueries}");
        Line($"min_duration (ms): {settings.MinDurationMs}");
        Line($"max_duration (ms): {settings.MaxDurationMs}");
        Line($"min_query_count : {settings.MinQueryCount}");
        Line($"max_query_count : {settings.MaxQueryCount}");
        Line($"qsl_rng_seed : {settings.QslRngSeed}");
        Line($"sample_index_rng_seed : {settings.SampleIndexRngSeed}");
        Line($"schedule_rng_seed : {settings.ScheduleRngSeed}");
        Line($"accuracy_log_rng_seed : {requested.AccuracyLogRngSeed}");
        Line($"accuracy_log_probability : {G(requested.AccuracyLogProbability)}");
        Line($"accuracy_log_sampling_target : {requested.AccuracyLogSamplingTarget}");
        Line($"print_timestamps : {Flag(requested.PrintTimestamps)}");
        Line($"performance_issue_unique : {Flag(requested.PerformanceIssueUnique)}");
        Line($"performance_issue_same : {Flag(requested.PerformanceIssueSame)}");
        Line($"performance_issue_same_index : {requested.PerformanceIssueSameIndex}");
        Line($"performance_sample_count : {settings.PerformanceSampleCount}");
        Line($"accuracy_sample_count : {settings.AccuracySampleCount}");
        if (!settings.SampleConcatenatePermutation)
            return;
        Line($"WARNING: sample_concatenate_permutation was set to true. ");
        Line($"Generated samples per query might be different as the one in the setting.");
        Line($"Check the generated_samples_per_query line in the detailed log for the real");
        Line($"samples_per_query value");
    }

    private void Line(FormattableString line) => _text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
