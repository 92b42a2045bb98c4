using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Running;

/// <summary>What the system under test completes into: reads the clock, and passes on to the series that runs.</summary>
internal sealed class ResponseSink(TimeSource time, DetailLog log, TraceRecorder? trace) : IResponseSink
{
    private TestContext? _test;
    private Series? _series;

    public void Attach(TestContext test) => _test = test;

    /// <summary>The series that responses belong to from now on, or null between series.</summary>
    public void Direct(Series? series) => Volatile.Write(ref _series, series);

    public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        long now = time.NowNs;
        var series = Volatile.Read(ref _series);
        if (series is null)
        {
            log.RuntimeError("Received completions while no queries were outstanding.");
            return;
        }

        series.Complete(responses, now);
        trace?.Span("QuerySamplesComplete", now);
    }

    public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        long now = time.NowNs;
        Volatile.Read(ref _series)?.CompleteFirstTokens(responses, now);
        trace?.Span("FirstTokenComplete", now);
    }

    public void SamplesDropped(long count) => _test?.Gate.Drop(count);

    public void ReportFailure(Exception error) => _test?.Fail($"The system under test '{_test.Sut.Name}' failed: {error.Message}", error);
}
