using NativeBench.LoadGen.Results;

namespace NativeBench.Cli.Overhead;

/// <summary>What LoadGen itself costs on this machine, measured against a system under test that does nothing.</summary>
internal sealed record OverheadReport
{
    /// <summary>SingleStream, completed before IssueQuery returns: ns from one query to the next.</summary>
    public required double SingleStreamNsPerQuery { get; init; }

    /// <summary>SingleStream, completed by a worker thread: ns from one query to the next.</summary>
    public required double SingleStreamWorkerNsPerQuery { get; init; }

    /// <summary>MultiStream, eight samples a query, completed inline: ns per sample.</summary>
    public required double MultiStreamNsPerSample { get; init; }

    /// <summary>Offline, completed inline.</summary>
    public required double OfflineSamplesPerS { get; init; }

    /// <summary>Highest Server rate whose last query was issued on time (one thread, no coalescing).</summary>
    public required double ServerMaxQpsKept { get; init; }

    /// <summary>Issue time minus scheduled time, by rate in queries per second.</summary>
    public required IReadOnlyList<(long Qps, LatencyFigures Lag)> ServerLag { get; init; }

    /// <summary>Queries of the long Server run that the following figures come from.</summary>
    public required long Queries { get; init; }

    /// <summary>Growth of the process's peak memory during the long run, per query.</summary>
    public required double BytesPerQuery { get; init; }

    /// <summary>Peak memory of the process after the long run.</summary>
    public required long PeakRssBytes { get; init; }

    /// <summary>From the call of StartTest to the first IssueQuery.</summary>
    public required double StartToFirstQueryS { get; init; }

    /// <summary>From the last completion to finished log files.</summary>
    public required double LastCompletionToLogsS { get; init; }

    /// <summary>Garbage collections in all measured series together.</summary>
    public required int GcCount { get; init; }
}
