namespace NativeBench.LoadGen;

/// <summary>What is measured: takes queries, answers them through the <see cref="IResponseSink"/> it was given.</summary>
public interface ISystemUnderTest
{
    /// <summary>The name that goes into the logs as <c>sut_name</c>.</summary>
    string Name { get; }

    /// <summary>Called once at the start of every test, before any query, with the place where its responses go.</summary>
    void StartTest(IResponseSink responses);

    /// <summary>
    /// Takes one query. Returns as soon as it can; samples may complete before it returns or later, from any thread.
    /// The span is valid during the call only. With several issue threads it's called by all of them at once.
    /// </summary>
    void IssueQuery(ReadOnlySpan<QuerySample> samples);

    /// <summary>No more queries will come in this series: whatever was held back for batching must be run now.</summary>
    void FlushQueries();
}
