using NativeBench.Cli.Output;
using NativeBench.Inference;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Results;
using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Tune;

/// <summary>Server runs of LoadGen at given rates, over loaded samples; their logs are nobody's.</summary>
internal sealed class ServerRun(TuningTarget target, IssueWait issueWait, TimeSpan? timeout, string folder)
{
    private const int FewestQueries = 100;

    /// <summary>Whether a rate is kept in a short run: at most one query in a hundred later than the bound, or one altogether.</summary>
    public bool Keeps(ISystemUnderTest sut, double rate, TimeSpan duration)
    {
        var result = Run(sut, target.Settings with
        {
            ServerTargetQps = rate,
            MinDurationMs = (long)duration.TotalMilliseconds,
            MaxDurationMs = 0,
            MinQueryCount = FewestQueries,
        });
        return result.OverLatencyCount <= Math.Max(1, (long)((1 - target.Settings.ServerTargetLatencyPercentile) * result.QueryCount));
    }

    /// <summary>A whole run under the settings as they are.</summary>
    public RateProbe Probe(ISystemUnderTest sut, double rate)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        var result = Run(sut, target.Settings with { ServerTargetQps = rate });
        return new RateProbe(
            rate, result.IsValid, System.Diagnostics.Stopwatch.GetElapsedTime(start),
            Units.Invariant($"p99 {Units.Time(result.SampleLatency.P99Ns)}, {result.OverLatencyCount} of {result.QueryCount} late"))
        {
            Point = new Results.RatePointData
            {
                ScheduledSamplesPerS = result.ScheduledSamplesPerSecond,
                CompletedSamplesPerS = result.SamplesPerSecondToLastCompletion,
                LatencyP50Ns = result.SampleLatency.P50Ns,
                LatencyP90Ns = result.SampleLatency.P90Ns,
                LatencyP99Ns = result.SampleLatency.P99Ns,
                Valid = result.IsValid,
            },
        };
    }

    private PerformanceResult Run(ISystemUnderTest sut, TestSettings settings)
    {
        var options = new StartTestOptions
        {
            TimeSource = new MonotonicTimeSource(issueWait),
            CancellationToken = target.Context.Cancellation,
            CompletionTimeout = timeout,
        };
        if (sut is BatchingSystemUnderTest batching)
            batching.LatencyBoundNs = settings.ServerTargetLatencyNs;
        var logs = new LogSettings { OutputDirectory = folder, EnableTrace = false };
        var result = target.Context.StartTest(sut, target.Library, settings with { Scenario = TestScenario.Server, Mode = TestMode.PerformanceOnly }, logs, options);
        target.Context.Cancellation.ThrowIfCancellationRequested();
        return result is { Outcome: TestOutcome.Completed, Performance: { } performance }
            ? performance
            : throw new CannotRunException($"A Server run failed: {result.Reason ?? "for no stated reason"}", result.Failure);
    }
}
