using NativeBench.LoadGen.Results;

namespace NativeBench.Cli.Overhead;

/// <summary>
/// What LoadGen itself costs on this machine, measured against a system under test that does nothing. Figures of parts
/// that weren't asked for are null.
/// </summary>
internal sealed record OverheadReport
{
    /// <summary>Queries of the long Server runs.</summary>
    public required long Queries { get; init; }

    /// <summary>Tries of which the median counts.</summary>
    public required int Repeats { get; init; }

    /// <summary>SingleStream, completed before IssueQuery returns: ns from one query to the next.</summary>
    public Figure? SingleStreamNsPerQuery { get; init; }

    /// <summary>SingleStream, completed by a worker thread: ns from one query to the next.</summary>
    public Figure? SingleStreamWorkerNsPerQuery { get; init; }

    /// <summary>MultiStream, eight samples a query, completed inline: ns per sample.</summary>
    public Figure? MultiStreamNsPerSample { get; init; }

    /// <summary>The same, completed by a worker thread.</summary>
    public Figure? MultiStreamWorkerNsPerSample { get; init; }

    /// <summary>Offline, completed inline.</summary>
    public Figure? OfflineSamplesPerS { get; init; }

    /// <summary>Offline, completed in parts of 4096 by a worker thread.</summary>
    public Figure? OfflineWorkerSamplesPerS { get; init; }

    /// <summary>Highest Server rate whose last query was issued on time (one thread, no coalescing).</summary>
    public Figure? ServerMaxQpsKept { get; init; }

    /// <summary>The same with a system that completes on a worker thread.</summary>
    public Figure? ServerWorkerMaxQpsKept { get; init; }

    /// <summary>Issue time minus scheduled time, by rate in queries per second.</summary>
    public IReadOnlyList<ServerLag> ServerLag { get; init; } = [];

    /// <summary>What watching a run costs it: of a system that does nothing first, then of such as compute; empty where it wasn't asked for.</summary>
    public IReadOnlyList<ViewCost> View { get; init; } = [];

    /// <summary>What the process's peak memory grew by during the first long run, per query.</summary>
    public double? BytesPerQuery { get; init; }

    /// <summary>Peak memory of the whole process in the first long run, which comes before anything else.</summary>
    public long? PeakRssBytes { get; init; }

    /// <summary>From the call of StartTest to the first IssueQuery, in a process that has run a test before.</summary>
    public Figure? StartToFirstQueryS { get; init; }

    /// <summary>The same in the process's very first test: compiling the code included.</summary>
    public double? ColdStartToFirstQueryS { get; init; }

    /// <summary>From the last completion to finished log files.</summary>
    public Figure? LastCompletionToLogsS { get; init; }

    /// <summary>Garbage collections in all measured series together.</summary>
    public required int GcCount { get; init; }
}

/// <summary>Lag at one rate; each figure is the median over the tries.</summary>
internal sealed record ServerLag(long Qps, double P50Ns, double P99Ns, double P999Ns, double MaxNs)
{
    /// <summary>The medians of some tries at one rate.</summary>
    public static ServerLag MedianOf(long qps, IReadOnlyList<LatencyFigures> tries) => new(
        qps,
        Median.Of(tries.Select(static t => (double)t.P50Ns)),
        Median.Of(tries.Select(static t => (double)t.P99Ns)),
        Median.Of(tries.Select(static t => (double)t.P999Ns)),
        Median.Of(tries.Select(static t => (double)t.MaxNs)));
}

/// <summary>One figure over several tries.</summary>
/// <param name="Median">What the machine does on an ordinary try.</param>
/// <param name="Best">What the code costs where nothing else got in its way.</param>
internal readonly record struct Figure(double Median, double Best)
{
    /// <summary>Of figures that are better when they're small.</summary>
    public static Figure Smallest(IReadOnlyList<double> tries) => new(Overhead.Median.Of(tries), tries.Min());

    /// <summary>Of figures that are better when they're large.</summary>
    public static Figure Largest(IReadOnlyList<double> tries) => new(Overhead.Median.Of(tries), tries.Max());
}
