using System.Diagnostics;
using NativeBench.LoadGen;

namespace NativeBench.Benchmarks.Lanes;

/// <summary>Takes completions and lets a thread wait for them, without allocating.</summary>
internal sealed class AwaitingSink : IResponseSink
{
    private long _completed;
    private long _awaited;

    /// <summary>When the last completing call came, in ticks of Stopwatch.</summary>
    public long LastAt { get; private set; }

    /// <summary>Completing calls so far.</summary>
    public long Calls { get; private set; }

    public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses)
    {
        LastAt = Stopwatch.GetTimestamp();
        Calls++;
        Volatile.Write(ref _completed, _completed + responses.Length);
    }

    public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) { }

    public void SamplesDropped(long count) => throw new InvalidOperationException($"{count} samples were dropped.");

    public void ReportFailure(Exception error) => throw new InvalidOperationException("The system under test failed.", error);

    public void Wait(int samples)
    {
        _awaited += samples;
        while (Volatile.Read(ref _completed) < _awaited)
            Thread.Yield();
    }
}
