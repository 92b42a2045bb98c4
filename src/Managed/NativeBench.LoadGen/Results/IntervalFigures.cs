namespace NativeBench.LoadGen.Results;

/// <summary>
/// MultiStreamFixedInterval: how many intervals lie between each query and the next one that could be issued. 1 is on time;
/// each more is an interval that was skipped because the query wasn't done.
/// </summary>
public sealed record IntervalFigures
{
    /// <summary>Intervals in which no query was issued because the one before wasn't done.</summary>
    public required long SkippedIntervals { get; init; }

    /// <summary>Queries that made at least one interval be skipped.</summary>
    public required long OvertimeQueryCount { get; init; }

    /// <summary>Intervals at the percentile that is judged: 2 or more, and the result is INVALID.</summary>
    public required long AtTargetPercentile { get; init; }

    /// <summary>The percentiles that the logs list, with the labels they give them.</summary>
    public required IReadOnlyList<(string Label, long Intervals)> Percentiles { get; init; }
}
