using System.Diagnostics;
using NativeBench.Cli.Output;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>Drives a system under test directly, without LoadGen, over samples that are loaded.</summary>
internal sealed class SystemDriver : IResponseSink
{
    private readonly ISystemUnderTest _sut;
    private readonly int _samples;
    private readonly CancellationToken _cancellation;
    private QuerySample[] _query = [];
    private Exception? _failure;
    private long _issued;
    private long _completed;
    private long _threshold = long.MaxValue;
    private long _reachedAt;
    private long _reachedCount;
    private int _isReached;

    /// <summary>Starts a test over the first <paramref name="samples"/> samples.</summary>
    public SystemDriver(ISystemUnderTest sut, int samples, CancellationToken cancellation)
    {
        _sut = sut;
        _samples = samples;
        _cancellation = cancellation;
        sut.StartTest(this);
    }

    /// <summary>Runs one query and returns its time in ns.</summary>
    public double Query(int size) => Run(size, size).Ns;

    /// <summary>
    /// Runs one large query and returns samples per second, up to the last <paramref name="tail"/> samples: by then some
    /// workers have nothing left to do.
    /// </summary>
    public double Throughput(int size, int tail)
    {
        var (ns, counted) = Run(size, size - tail);
        return counted / (ns / 1e9);
    }

    void IResponseSink.QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        var completed = Interlocked.Add(ref _completed, responses.Length);
        if (completed < Volatile.Read(ref _threshold) || Interlocked.CompareExchange(ref _isReached, 1, 0) != 0)
            return;
        _reachedCount = completed;
        Volatile.Write(ref _reachedAt, Stopwatch.GetTimestamp());
    }

    void IResponseSink.FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) { }

    void IResponseSink.SamplesDropped(long count) { }

    void IResponseSink.ReportFailure(Exception error) => Volatile.Write(ref _failure, error);

    private (double Ns, long Counted) Run(int size, int counted)
    {
        if (_query.Length < size)
            _query = new QuerySample[size];
        for (var i = 0; i < size; i++)
            _query[i] = new QuerySample((ulong)(_issued + i + 1), (_issued + i) % _samples);
        var before = _issued;
        _issued += size;
        Volatile.Write(ref _reachedAt, 0);
        Volatile.Write(ref _isReached, 0);
        Volatile.Write(ref _threshold, before + counted);
        var start = Stopwatch.GetTimestamp();
        _sut.IssueQuery(_query.AsSpan(0, size));
        _sut.FlushQueries();
        var wait = new SpinWait();
        while (Volatile.Read(ref _completed) < _issued || Volatile.Read(ref _reachedAt) == 0)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (Volatile.Read(ref _failure) is { } failure)
                throw new CannotRunException($"The system under test failed: {CrashReport.FirstLine(failure.Message)}.", failure);
            wait.SpinOnce(sleep1Threshold: -1);
        }

        return ((_reachedAt - start) * (1e9 / Stopwatch.Frequency), _reachedCount - before);
    }
}
