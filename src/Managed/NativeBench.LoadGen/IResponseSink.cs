namespace NativeBench.LoadGen;

/// <summary>
/// LoadGen as the system under test sees it during a test: where responses go. Thread-safe; every member may be called
/// from any thread, from within <see cref="ISystemUnderTest.IssueQuery"/> too. Calls neither block nor throw.
/// </summary>
public interface IResponseSink
{
    /// <summary>
    /// Completes samples. The clock is read once, on entry: that is the completion time of all of them, so complete
    /// what finished together in one call. Unknown ids and samples completed before are logged as errors.
    /// </summary>
    void QuerySamplesComplete(ReadOnlySpan<QuerySampleResponse> responses);

    /// <summary>Reports the first token of samples (token benchmarks; not needed in Offline).</summary>
    void FirstTokenComplete(ReadOnlySpan<QuerySampleResponse> responses);

    /// <summary>
    /// Says that this many issued samples will never complete, since the test was interrupted
    /// (<see cref="IInterruptibleSystem"/>).
    /// </summary>
    void SamplesDropped(long count);

    /// <summary>
    /// Says that the system under test broke and that samples in flight may never complete. The test stops issuing,
    /// keeps what was measured and ends as <see cref="TestOutcome.Failed"/> with this reason.
    /// </summary>
    void ReportFailure(Exception error);
}
