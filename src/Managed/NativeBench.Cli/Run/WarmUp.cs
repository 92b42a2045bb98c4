using System.Diagnostics;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Run;

/// <summary>What the warm-up saw of a system.</summary>
/// <param name="Queries">Queries timed.</param>
/// <param name="MinNs">The fastest query, one at a time.</param>
/// <param name="MeanNs">Mean of the same.</param>
/// <param name="P99Ns">The 99th percentile of the same.</param>
/// <param name="SamplesPerSecond">Samples per second in the best burst; 0 if bursts weren't run.</param>
internal sealed record WarmUpFigures(int Queries, double MinNs, double MeanNs, double P99Ns, double SamplesPerSecond);

/// <summary>
/// Drives a system under test directly, without LoadGen, for a moment: everything is compiled and paged in when the
/// measurement starts, and its speed is known well enough to say how many queries to prepare.
/// </summary>
internal sealed class WarmUp : IResponseSink
{
    private readonly ISystemUnderTest _sut;
    private readonly long _sampleCount;
    private readonly TimeSpan? _timeout;
    private readonly CancellationToken _cancellation;
    private readonly QuerySample[] _query;
    private Exception? _failure;
    private long _completed;
    private long _issued;

    /// <summary>Prepares to issue queries of up to <paramref name="largestQuery"/> of the first <paramref name="sampleCount"/> samples.</summary>
    private WarmUp(ISystemUnderTest sut, long sampleCount, int largestQuery, TimeSpan? timeout, CancellationToken cancellation)
    {
        _sut = sut;
        _sampleCount = sampleCount;
        _timeout = timeout;
        _cancellation = cancellation;
        _query = new QuerySample[largestQuery];
    }

    /// <summary>
    /// Runs one query after another, and bursts if asked for, for about <paramref name="budget"/> each, with at most
    /// <paramref name="mostResident"/> samples loaded (0: as many as may be), since memory that was needed once isn't given back.
    /// </summary>
    public static WarmUpFigures Measure(
        ISystemUnderTest sut, IQuerySampleLibrary library, int samplesPerQuery, bool bursts, TimeSpan budget,
        TimeSpan? timeout, CancellationToken cancellation, long mostResident = 0)
    {
        const int largestBurst = 1 << 16;
        const int residentSamples = 1024;
        var resident = new long[Math.Min(library.PerformanceSampleCount, mostResident > 0 ? Math.Min(mostResident, residentSamples) : residentSamples)];
        for (var i = 0; i < resident.Length; i++)
            resident[i] = i;
        library.LoadSamplesToRam(resident);
        try
        {
            var probe = new WarmUp(sut, resident.Length, bursts ? largestBurst : samplesPerQuery, timeout, cancellation);
            sut.StartTest(probe);
            var latencies = probe.OneByOne(samplesPerQuery, budget);
            var rate = bursts ? probe.Bursts(budget) : 0;
            Array.Sort(latencies);
            return new WarmUpFigures(
                latencies.Length, latencies[0], latencies.Average(), latencies[Math.Min(latencies.Length - 1, (int)(latencies.Length * 0.99))], rate);
        }
        finally
        {
            library.UnloadSamplesFromRam(resident);
        }
    }

    void IResponseSink.QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses) => Interlocked.Add(ref _completed, responses.Length);

    void IResponseSink.FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) { }

    void IResponseSink.SamplesDropped(long count)
    {
        // A warm-up is never interrupted from within; its own time limit ends it.
    }

    void IResponseSink.ReportFailure(Exception error) => Volatile.Write(ref _failure, error);

    private double[] OneByOne(int samplesPerQuery, TimeSpan budget)
    {
        // The first queries pay for what happens once; they must not count, unless there's no time for others.
        var first = Query(samplesPerQuery);
        var latencies = new List<double>();
        var start = Stopwatch.GetTimestamp();
        if (first < budget.TotalNanoseconds)
        {
            while (Stopwatch.GetElapsedTime(start) < budget / 4)
                Query(samplesPerQuery);
        }

        start = Stopwatch.GetTimestamp();
        do
            latencies.Add(Query(samplesPerQuery));
        while (Stopwatch.GetElapsedTime(start) < budget);
        return [.. latencies];
    }

    private double Bursts(TimeSpan budget)
    {
        // Twice as many each time, until one takes long enough that its ends don't matter.
        var size = 1;
        var ns = Query(size);
        while (ns < budget.TotalNanoseconds / 2 && size < _query.Length)
        {
            size = Math.Min(size * 2, _query.Length);
            ns = Query(size);
        }

        // Other work on the machine only ever slows a burst down: the best of three is nearest to the truth.
        if (ns < budget.TotalNanoseconds * 2)
            ns = Math.Min(ns, Math.Min(Query(size), Query(size)));
        return size / (ns / 1e9);
    }

    private double Query(int size)
    {
        for (var i = 0; i < size; i++, _issued++)
            _query[i] = new QuerySample((ulong)(_issued + 1), _issued % _sampleCount);
        var start = Stopwatch.GetTimestamp();
        _sut.IssueQuery(_query.AsSpan(0, size));
        _sut.FlushQueries();
        var wait = new SpinWait();
        while (Volatile.Read(ref _completed) < _issued)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _failure) is { } failure)
                throw new CannotRunException($"The system under test failed while warming up: {Output.CrashReport.FirstLine(failure.Message)}.", failure);
            if (_timeout is { } timeout && Stopwatch.GetElapsedTime(start) > timeout)
                throw new CannotRunException(Output.Units.Invariant(
                    $"The system under test left {_issued - Volatile.Read(ref _completed)} of {size} samples unanswered for {timeout.TotalSeconds} s while warming up (--timeout)."));
            wait.SpinOnce(sleep1Threshold: -1);
        }

        // Not as a TimeSpan, which counts in steps of 100 ns.
        return (Stopwatch.GetTimestamp() - start) * (1e9 / Stopwatch.Frequency);
    }
}
