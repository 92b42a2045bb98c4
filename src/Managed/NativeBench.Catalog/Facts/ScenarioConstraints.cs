namespace NativeBench.Catalog;

/// <summary>Constraints of a scenario in a round; null where the round sets none.</summary>
public sealed record ScenarioConstraints
{
    /// <summary>Shortest run in ms.</summary>
    public long? MinDurationMs { get; init; }

    /// <summary>Fewest queries.</summary>
    public long? MinQueryCount { get; init; }

    /// <summary>Offline: fewest samples in the query.</summary>
    public long? MinSampleCount { get; init; }

    /// <summary>Percentile that is reported or bounded, in percent.</summary>
    public double? Percentile { get; init; }

    /// <summary>Samples of a query.</summary>
    public int? SamplesPerQuery { get; init; }

    /// <summary>Server: latency bound in ms.</summary>
    public double? LatencyBoundMs { get; init; }

    /// <summary>Bound of the time to the first token in ms.</summary>
    public double? TtftMs { get; init; }

    /// <summary>Bound of the time per output token in ms.</summary>
    public double? TpotMs { get; init; }

    /// <summary>The metric that counts.</summary>
    public string? Metric { get; init; }

    /// <summary>Whatever else is worth knowing.</summary>
    public string? Note { get; init; }
}
