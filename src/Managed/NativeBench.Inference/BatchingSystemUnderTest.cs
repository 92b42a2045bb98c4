using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// The system under test around an engine: a bounded queue, workers that form batches, one completion call per batch.
/// </summary>
public sealed class BatchingSystemUnderTest : ISystemUnderTest, IDisposable
{
    /// <summary>Makes the instances, warms them up and starts the workers.</summary>
    /// <param name="engine">What runs; stays the caller's.</param>
    /// <param name="slab">Where the samples are; stays the caller's.</param>
    /// <param name="plan">How to run.</param>
    /// <param name="options">Everything else; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The plan can't be run with this model.</exception>
    public BatchingSystemUnderTest(IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, BatchingOptions? options = null)
        => throw new NotSupportedException();

    /// <inheritdoc/>
    public string Name => throw new NotSupportedException();

    /// <summary>What was done since the last <see cref="StartTest"/>. Exact when no batch is running.</summary>
    public BatchStatistics Statistics => throw new NotSupportedException();

    /// <inheritdoc/>
    public void StartTest(IResponseSink responses) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void IssueQuery(ReadOnlySpan<QuerySample> samples) => throw new NotSupportedException();

    /// <inheritdoc/>
    public void FlushQueries() => throw new NotSupportedException();

    /// <summary>Stops the workers after the batches that run now; samples still in the queue are dropped.</summary>
    public void Dispose() { }
}
