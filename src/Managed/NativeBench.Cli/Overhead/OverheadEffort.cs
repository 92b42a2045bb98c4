namespace NativeBench.Cli.Overhead;

/// <summary>How long each part of an overhead measurement is.</summary>
internal sealed record OverheadEffort
{
    /// <summary>What figures are quoted from: medians of five, about six minutes.</summary>
    public static OverheadEffort Full { get; } = new();

    /// <summary>One try each, under a minute: to see whether anything is badly wrong.</summary>
    public static OverheadEffort Quick { get; } = new() { Repeats = 1, LagSeconds = 2, ViewPairs = 4 };

    /// <summary>Tries of which the median counts.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>SingleStream queries completed before IssueQuery returns.</summary>
    public long InlineQueries { get; init; } = 1_000_000;

    /// <summary>SingleStream queries completed by a worker thread.</summary>
    public long WorkerQueries { get; init; } = 100_000;

    /// <summary>MultiStream queries of eight samples.</summary>
    public long MultiStreamQueries { get; init; } = 200_000;

    /// <summary>Samples of the Offline query.</summary>
    public long OfflineSamples { get; init; } = 5_000_000;

    /// <summary>Length of a run that shows whether a Server rate is kept.</summary>
    public double RateSeconds { get; init; } = 0.5;

    /// <summary>Where the search for the highest rate begins.</summary>
    public double FirstRate { get; init; } = 500_000;

    /// <summary>Where it ends at the latest.</summary>
    public double HighestRate { get; init; } = 64_000_000;

    /// <summary>Pairs of SingleStream runs, one watched and one not, of a system that does nothing.</summary>
    public int ViewPairs { get; init; } = 24;

    /// <summary>How long each of them is, about: the view is drawn and the machine read twice, as often as in a second of a long run.</summary>
    public double ViewSeconds { get; init; } = 1.05;

    /// <summary>What a system under test computes before it answers, beside nothing; half as many pairs each.</summary>
    public IReadOnlyList<double> ViewQueriesNs { get; init; } = [1e3, 1e4, 1e5];

    /// <summary>Length of a run that lag is taken from.</summary>
    public double LagSeconds { get; init; } = 4;

    /// <summary>Server rate of the long runs.</summary>
    public double LongRunQps { get; init; } = 1_000_000;
}
