namespace NativeBench.LoadGen.Results;

/// <summary>Figures and verdict of one performance series. Times in ns unless the name says otherwise.</summary>
public sealed record PerformanceResult
{
    /// <summary>VALID: all four conditions hold (and the test was neither interrupted nor broken).</summary>
    public required bool IsValid { get; init; }

    /// <summary>The latency constraint holds (always, but in Server and MultiStreamFixedInterval).</summary>
    public required bool PerformanceConstraintsMet { get; init; }

    /// <summary>The run was long enough.</summary>
    public required bool MinDurationMet { get; init; }

    /// <summary>Enough queries and samples were issued.</summary>
    public required bool MinQueriesMet { get; init; }

    /// <summary>Early stopping's statistics hold.</summary>
    public required bool EarlyStoppingMet { get; init; }

    /// <summary>What to change, one entry per failed condition, in the official words.</summary>
    public required IReadOnlyList<string> Recommendations { get; init; }

    /// <summary>What early stopping has to say, in the official words; lines joined by a newline.</summary>
    public required string EarlyStoppingText { get; init; }

    /// <summary>The same for first tokens, when token latencies are used; <see cref="EarlyStoppingText"/> is then the per-token one.</summary>
    public string? EarlyStoppingTtftText { get; init; }

    /// <summary>Queries issued.</summary>
    public required long QueryCount { get; init; }

    /// <summary>Samples issued.</summary>
    public required long SampleCount { get; init; }

    /// <summary>Samples that completed; fewer than issued only if the test broke.</summary>
    public required long CompletedSampleCount { get; init; }

    /// <summary>Latencies of samples, from scheduled time to completion.</summary>
    public required LatencyFigures SampleLatency { get; init; }

    /// <summary>MultiStream, MultiStreamFixedInterval: latencies of queries. Others: the same object as <see cref="SampleLatency"/>.</summary>
    public required LatencyFigures QueryLatency { get; init; }

    /// <summary>The percentile that the scenario reports, as a fraction, and its latency (queries in the MultiStreams).</summary>
    public required (double Fraction, long LatencyNs) TargetPercentile { get; init; }

    /// <summary>Early stopping's estimate at the scenario's own percentile, 0 if there's none.</summary>
    public long EarlyStoppingEstimateNs { get; init; }

    /// <summary>SingleStream: early stopping's estimate at 99 %, 0 if there's none.</summary>
    public long EarlyStoppingEstimate99Ns { get; init; }

    /// <summary>Server: samples over the latency bound.</summary>
    public long OverLatencyCount { get; init; }

    /// <summary>MultiStreamFixedInterval: how many intervals its queries took.</summary>
    public IntervalFigures? Intervals { get; init; }

    /// <summary>Offset of the last issued query's schedule from the start of the series, in s.</summary>
    public required double FinalQueryScheduledTimeS { get; init; }

    /// <summary>Issue time of the last issued query from the start of the series, in s.</summary>
    public required double FinalQueryIssuedTimeS { get; init; }

    /// <summary>Completion of the last issued query from the start of the series, in s.</summary>
    public required double FinalQueryAllSamplesDoneTimeS { get; init; }

    /// <summary>From the start of the series to the last completion, in s.</summary>
    public required double DurationS { get; init; }

    /// <summary>SingleStream: queries per second with LoadGen's own time.</summary>
    public double QpsWithLoadgenOverhead { get; init; }

    /// <summary>SingleStream: queries per second without LoadGen's own time.</summary>
    public double QpsWithoutLoadgenOverhead { get; init; }

    /// <summary>Server: the rate that was scheduled.</summary>
    public double ScheduledSamplesPerSecond { get; init; }

    /// <summary>
    /// Server: its official metric, samples per second until the query that was issued last completed (results.cc). In overload,
    /// where that query overtakes a backlog, it's more than the system did; see <see cref="SamplesPerSecondToLastCompletion"/>.
    /// </summary>
    public double CompletedSamplesPerSecond { get; init; }

    /// <summary>Completed samples per second from the start of the series to the last completion, in 1/s; 0 if nothing completed.</summary>
    public double SamplesPerSecondToLastCompletion => DurationS > 0 ? CompletedSampleCount / DurationS : 0;

    /// <summary>Offline: its official metric.</summary>
    public double SamplesPerSecond { get; init; }

    /// <summary>Issue time minus scheduled time of each query: how late LoadGen itself was (Server, MultiStreamFixedInterval; 0 elsewhere by definition).</summary>
    public required LatencyFigures IssueLag { get; init; }

    /// <summary>Garbage collections during the series. Each one stops all threads; LoadGen itself causes none.</summary>
    public required int GarbageCollections { get; init; }

    /// <summary>Figures of tokens, when token latencies are used.</summary>
    public TokenFigures? Tokens { get; init; }

    /// <summary>Inferred tokens per second, when asked for (Server, Offline).</summary>
    public double? InferredTokensPerSecond { get; init; }
}

/// <summary>A distribution of times in ns. Percentile p is element trunc(n p) of the sorted list, as the official LoadGen counts.</summary>
public sealed record LatencyFigures(long Count, long MinNs, long MaxNs, long MeanNs, long P50Ns, long P90Ns, long P95Ns, long P97Ns, long P99Ns, long P999Ns)
{
    /// <summary>No values at all.</summary>
    public static LatencyFigures Empty { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
}

/// <summary>Token figures of a series; rates in tokens per second.</summary>
public sealed record TokenFigures
{
    /// <summary>Sum of all token counts.</summary>
    public required long TokenCount { get; init; }

    /// <summary>First-token latencies (not in Offline).</summary>
    public required LatencyFigures FirstToken { get; init; }

    /// <summary>Time per output token (not in Offline).</summary>
    public required LatencyFigures TimePerOutputToken { get; init; }

    /// <summary>First-token latency at the target percentile.</summary>
    public required long TargetFirstTokenNs { get; init; }

    /// <summary>Time per output token at the target percentile.</summary>
    public required long TargetTimePerOutputTokenNs { get; init; }

    /// <summary>Tokens per second by the scenario's own formula.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>SingleStream: tokens per second with LoadGen's own time.</summary>
    public double TokensPerSecondWithLoadgenOverhead { get; init; }

    /// <summary>SingleStream: tokens per second without LoadGen's own time.</summary>
    public double TokensPerSecondWithoutLoadgenOverhead { get; init; }
}
