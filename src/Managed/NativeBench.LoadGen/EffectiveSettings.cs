namespace NativeBench.LoadGen;

/// <summary>
/// The settings in force, computed from the requested ones and the library's counts
/// (mlcommons/inference <c>loadgen/test_settings_internal.cc</c>).
/// </summary>
public sealed partial record EffectiveSettings
{
    /// <summary>What was asked for, after audit.config and TEST05. All that isn't listed below is taken from here.</summary>
    public required TestSettings Requested { get; init; }

    /// <summary>Samples in a query, before padding by permutations.</summary>
    public required long SamplesPerQuery { get; init; }

    /// <summary>Rate in queries per second (Offline: samples).</summary>
    public required double TargetQps { get; init; }

    /// <summary>Server, MultiStreamFixedInterval: latency bound in ns; else 0.</summary>
    public required long TargetLatencyNs { get; init; }

    /// <summary>MultiStreamFixedInterval: time from tick to tick in ns; else 0.</summary>
    public double IntervalNs { get; init; }

    /// <summary>The percentile that is reported and judged, as a fraction.</summary>
    public required double TargetLatencyPercentile { get; init; }

    /// <summary>Most queries outstanding; 0 is no limit.</summary>
    public required long MaxAsyncQueries { get; init; }

    /// <summary>How long queries are generated for, in ms.</summary>
    public required long TargetDurationMs { get; init; }

    /// <summary>Fewest queries of a valid run.</summary>
    public required long MinQueryCount { get; init; }

    /// <summary>Fewest samples of a valid run.</summary>
    public required long MinSampleCount { get; init; }

    /// <summary>Samples that are loaded for a performance run.</summary>
    public required long PerformanceSampleCount { get; init; }

    /// <summary>Samples of an accuracy run.</summary>
    public required long AccuracySampleCount { get; init; }
}
