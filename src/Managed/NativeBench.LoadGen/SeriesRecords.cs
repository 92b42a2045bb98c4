using NativeBench.LoadGen.Recording;

namespace NativeBench.LoadGen;

/// <summary>
/// The records of a finished series, for whoever wants more than LoadGen's own figures of them: histograms, slices, files of
/// every query. Valid during the call that it's passed to; afterwards the memory is given back.
/// </summary>
public sealed class SeriesRecords
{
    private readonly Series _series;
    private bool _ended;

    internal SeriesRecords(Series series) => _series = series;

    /// <summary>The scenario.</summary>
    public TestScenario Scenario => _series.Settings.Scenario;

    /// <summary>Accuracy or performance.</summary>
    public TestMode Mode => _series.Mode;

    /// <summary>Start of the series on the wall clock.</summary>
    public DateTimeOffset StartUtc => _series.StartUtc;

    /// <summary>Samples of each query.</summary>
    public long SamplesPerQuery => _series.Schedule.SamplesPerQuery;

    /// <summary>Samples that were issued, in order of issue; what the indexer takes. Some may lack an issue time after a failure.</summary>
    public long Count => _series.SlotEnd;

    /// <summary>The times of sample <paramref name="slot"/>, 0 ≤ slot &lt; <see cref="Count"/>.</summary>
    public SampleTimes this[long slot]
    {
        get
        {
            Check(slot);
            long query = _series.QueryOf(slot);
            long issued = _series.IssuedAt(query);
            long completed = _series.CompletedAt(slot);
            return new SampleTimes(
                query,
                issued == 0 ? 0 : _series.ScheduledAt(query) - _series.StartNs,
                issued == 0 ? SampleTimes.Never : issued - _series.StartNs,
                completed == 0 ? SampleTimes.Never : completed - _series.StartNs);
        }
    }

    /// <summary>Library index of sample <paramref name="slot"/>.</summary>
    public long SampleIndex(long slot)
    {
        Check(slot);
        return _series.SampleIndex(slot);
    }

    internal void End() => _ended = true;

    private void Check(long slot)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        ArgumentOutOfRangeException.ThrowIfNegative(slot);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(slot, Count);
    }
}

/// <summary>The times of one sample, in ns after the start of its series.</summary>
/// <param name="Query">Number of its query in the series, from 0.</param>
/// <param name="ScheduledNs">When it was due; its latency counts from here.</param>
/// <param name="IssuedNs">When it was handed over, or <see cref="Never"/>.</param>
/// <param name="CompletedNs">When it completed, or <see cref="Never"/>.</param>
public readonly record struct SampleTimes(long Query, long ScheduledNs, long IssuedNs, long CompletedNs)
{
    /// <summary>The time of what did not happen.</summary>
    public const long Never = -1;

    /// <summary>From due to done in ns; meaningless for a sample that never completed.</summary>
    public long LatencyNs => CompletedNs - ScheduledNs;
}
