namespace NativeBench.Results;

/// <summary>
/// The times of a finished series, out of which slices and a histogram are made. Where queries are judged (the MultiStreams),
/// an item is a query of several samples; else it's a sample.
/// </summary>
public sealed class MeasuredSeries
{
    /// <summary>Takes the times of what completed; both lists are in the same order and are the object's from now on.</summary>
    /// <param name="completedNs">When each item completed, in ns after the start of the series.</param>
    /// <param name="latencyNs">From due to done, in ns.</param>
    public MeasuredSeries(long[] completedNs, long[] latencyNs)
    {
        ArgumentNullException.ThrowIfNull(completedNs);
        ArgumentNullException.ThrowIfNull(latencyNs);
        if (completedNs.Length != latencyNs.Length)
            throw new ArgumentException(FormattableString.Invariant($"{latencyNs.Length} latencies for {completedNs.Length} completions."), nameof(latencyNs));
        CompletedNs = completedNs;
        LatencyNs = latencyNs;
    }

    /// <summary>Samples of an item; 1 where items are samples.</summary>
    public long SamplesPerItem { get; init; } = 1;

    /// <summary>Whether items are queries of several samples.</summary>
    public bool ItemsAreQueries { get; init; }

    /// <summary>The percentile that the scenario is judged by, as a fraction.</summary>
    public double TargetPercentile { get; init; } = 0.99;

    /// <summary>The same series, judged by another percentile.</summary>
    public MeasuredSeries At(double targetPercentile) =>
        new(CompletedNs, LatencyNs) { SamplesPerItem = SamplesPerItem, ItemsAreQueries = ItemsAreQueries, TargetPercentile = targetPercentile };

    /// <summary>How many items completed.</summary>
    public int Count => CompletedNs.Length;

    internal long[] CompletedNs { get; }

    internal long[] LatencyNs { get; }
}
