using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// What systems under test around an engine have in common: the bounded queue in front of it, the order of large queries, the
/// issuing thread as the only one, statistics, and the end with a failure.
/// </summary>
public abstract class QueuedSystemUnderTest : IInterruptibleSystem, IDisposable
{
    private readonly SampleSlab _slab;
    private readonly bool _runInline;
    private readonly BucketMap? _buckets;
    private readonly Lock _inlineTurn = new();
    private readonly Lock _orderTurn = new();
    private NeighbourOrder? _order;
    private volatile IResponseSink? _responses;
    private Exception? _failure;
    private bool _disposed;

    /// <summary>Keeps what all need; the collector follows.</summary>
    /// <param name="name">The name in the logs.</param>
    /// <param name="slab">Where the samples are; stays the caller's.</param>
    /// <param name="plan">A checked plan.</param>
    /// <param name="runInline">Whether queries run on the issuing thread.</param>
    /// <param name="buckets">Which samples may share a batch; null if all may.</param>
    private protected QueuedSystemUnderTest(string name, SampleSlab slab, ExecutionPlan plan, bool runInline, BucketMap? buckets)
    {
        Name = name;
        _slab = slab;
        Plan = plan;
        _runInline = runInline;
        _buckets = buckets;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What was done since the last <see cref="StartTest"/>. Exact when no batch is running.</summary>
    public BatchStatistics Statistics
    {
        get
        {
            var sizes = new long[Plan.BatchSize + 1];
            var zeroCopy = 0L;
            AddStatistics(sizes, ref zeroCopy);
            var batches = sizes.Sum();
            var samples = sizes.Select(static (count, size) => count * size).Sum();
            return new BatchStatistics(samples, batches, zeroCopy, batches - zeroCopy, [.. sizes])
            {
                LateSamples = Collector.LateSamples,
                FullQueueWaits = Collector.FullQueueWaits,
            };
        }
    }

    /// <summary>How to run.</summary>
    private protected ExecutionPlan Plan { get; }

    /// <summary>The queue, which the constructor of the kind of system sets.</summary>
    private protected BatchCollector Collector { get; init; } = null!;

    /// <summary>Where responses go: set before the first query.</summary>
    private protected IResponseSink Responses => _responses!;

    /// <summary>The latency bound of the next test in ns, 0 for none.</summary>
    private protected virtual long BoundNs => 0;

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The backend failed in an earlier test.</exception>
    public void StartTest(IResponseSink responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is { } failure)
            throw new InferenceException("The backend failed in an earlier test: " + failure.Message, failure);
        _responses = responses;
        Collector.BeginTest(responses.SamplesDropped, BoundNs);
        ResetStatistics();
    }

    /// <inheritdoc/>
    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        if (_runInline)
        {
            lock (_inlineTurn)
                RunInline(samples);
        }
        else if (Plan.BatchSize > 1 && samples.Length > (_buckets is null ? Math.Max(_slab.Count, Plan.BatchSize) : Plan.BatchSize))
        {
            AddInNeighbourOrder(samples);
        }
        else
        {
            Collector.Add(samples);
        }
    }

    /// <inheritdoc/>
    public void FlushQueries() => Collector.Flush();

    /// <inheritdoc/>
    public void Interrupt() => Collector.Interrupt();

    /// <summary>Stops after the batches that run now; samples still in the queue are dropped.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends all threads and frees what they used. Called once.</summary>
    /// <param name="disposing">Always true: there is no finalizer.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>Runs a query on the issuing thread. One at a time.</summary>
    private protected abstract void RunInline(ReadOnlySpan<QuerySample> samples);

    private protected abstract void ResetStatistics();

    /// <summary>Adds batches by size, and those whose samples were read where they lie.</summary>
    private protected abstract void AddStatistics(Span<long> sizes, ref long zeroCopyBatches);

    /// <summary>The test ends with this sentence, if it is the first; LoadGen keeps what was measured. Any thread.</summary>
    private protected void ReportFailure(Exception error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is null)
            _responses?.ReportFailure(error);
    }

    private void AddInNeighbourOrder(ReadOnlySpan<QuerySample> samples)
    {
        lock (_orderTurn)
        {
            _order ??= new NeighbourOrder(_slab, Collector.Capacity, _buckets);
            while (!samples.IsEmpty && !Collector.Stopped)
            {
                var part = samples[..Math.Min(samples.Length, _order.MaxSamples)];
                Collector.Add(_order.Apply(part));
                samples = samples[part.Length..];
            }
        }
    }
}
