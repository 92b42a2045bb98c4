using NativeBench.LoadGen;

namespace NativeBench.Tests.Inference;

/// <summary>A response sink that only counts, without allocating: for measuring allocation.</summary>
internal sealed class CountdownSink : IResponseSink, IDisposable
{
    private readonly SemaphoreSlim _completed = new(0);

    public void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses) => _completed.Release(responses.Length);

    public void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses) => throw new NotSupportedException();

    public void SamplesDropped(long count) => throw new InvalidOperationException($"{count} samples were dropped.");

    public void ReportFailure(Exception error) => throw new InvalidOperationException("The system under test failed.", error);

    /// <summary>Waits for so many more samples.</summary>
    public void Wait(int samples)
    {
        for (var i = 0; i < samples; i++)
            if (!_completed.Wait(TimeSpan.FromSeconds(30)))
                throw new TimeoutException("A sample didn't complete.");
    }

    public void Dispose() => _completed.Dispose();
}
