namespace NativeBench.LoadGen;

/// <summary>
/// A window into a running test for live displays. The test writes nothing for it: a display reads the test's own
/// counters and records, so that watching costs the measured path nothing.
/// </summary>
public sealed class TestProgress
{
    private volatile ISeriesView? _series;

    /// <summary>
    /// The state of the series that runs now, or null between series. Callable from any thread. It looks at the records of the
    /// samples that are new since the last call: of more than 4,096, at as many, evenly spread.
    /// </summary>
    public SeriesSnapshot? Read() => _series?.Read();

    internal void Show(ISeriesView? series) => _series = series;

    internal interface ISeriesView
    {
        SeriesSnapshot Read();
    }
}

/// <summary>A look at a running series.</summary>
/// <param name="Mode">Accuracy or performance (the part that runs now).</param>
/// <param name="ElapsedS">Seconds since the start of the series.</param>
/// <param name="SamplesIssued">Samples issued so far.</param>
/// <param name="SamplesCompleted">Samples completed so far.</param>
/// <param name="SamplesExpected">Samples that the series will issue at most.</param>
/// <param name="MinDurationS">The duration that a valid run needs, in s; 0 when only the count matters.</param>
/// <param name="RecentP50Ns">Median latency over the samples completed in the last five seconds, 0 if none; within 1.6 %, as the other percentiles.</param>
/// <param name="RecentP99Ns">99th percentile latency over the same.</param>
public sealed record SeriesSnapshot(
    TestMode Mode, double ElapsedS, long SamplesIssued, long SamplesCompleted, long SamplesExpected, double MinDurationS,
    long RecentP50Ns, long RecentP99Ns)
{
    /// <summary>Median latency over all samples completed so far, 0 if none.</summary>
    public long P50Ns { get; init; }

    /// <summary>99th percentile latency over the same.</summary>
    public long P99Ns { get; init; }

    /// <summary>Samples completed per second in the last <see cref="RecentS"/> seconds, 0 if none; by LoadGen's own count.</summary>
    public double RecentSamplesPerS { get; init; }

    /// <summary>Seconds that the recent rate covers: five at most, less when the series began later, more only when nobody looked for longer than that.</summary>
    public double RecentS { get; init; }

    /// <summary>Server: how long after its due time the last query was issued, in ns; 0 elsewhere.</summary>
    public long LastIssueLagNs { get; init; }
}
