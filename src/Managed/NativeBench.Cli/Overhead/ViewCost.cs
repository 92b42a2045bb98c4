using NativeBench.Results;

namespace NativeBench.Cli.Overhead;

/// <summary>What the view of <c>run</c> and the machine's readings behind it cost a SingleStream run, answered inline.</summary>
internal sealed record ViewCost
{
    /// <summary>What the system under test was to compute for each query, about, in ns; 0: nothing.</summary>
    public required double ComputesNs { get; init; }

    /// <summary>Time from one query to the next without a view, in ns: median of the runs.</summary>
    public required double QueryNs { get; init; }

    /// <summary>Watched over not, a pair of runs each.</summary>
    public required IReadOnlyList<double> PairRatios { get; init; }

    /// <summary>The same in processor time of the issuing thread, which other processes don't take from it; null where the system doesn't tell.</summary>
    public required IReadOnlyList<double>? ProcessorPairRatios { get; init; }

    /// <summary>Processor time that the threads which watch used in a second of a run, in s; null where the system doesn't tell.</summary>
    public required double? ProcessorShare { get; init; }

    /// <summary>Garbage collections in the runs that were watched.</summary>
    public required int CollectionsWatched { get; init; }

    /// <summary>Garbage collections in the others.</summary>
    public required int CollectionsAlone { get; init; }

    /// <summary>The mean ratio and its 99 % interval; null with fewer than three pairs.</summary>
    public RatioInterval? Ratio => RatioEstimator.FromPairs([.. PairRatios]);

    /// <summary>The same in processor time.</summary>
    public RatioInterval? ProcessorRatio => ProcessorPairRatios is { } ratios ? RatioEstimator.FromPairs([.. ratios]) : null;
}
