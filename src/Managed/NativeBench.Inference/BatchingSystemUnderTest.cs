using System.Globalization;
using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// The system under test around an engine: a bounded queue, workers that form batches, one completion call per batch. After
/// the start of a test it allocates no managed memory, and issuing takes no lock except to wake a sleeping worker.
/// </summary>
public sealed class BatchingSystemUnderTest : IInterruptibleSystem, IDisposable
{
    private readonly SampleSlab _slab;
    private readonly ExecutionPlan _plan;
    private readonly bool _runInline;
    private readonly List<Worker> _workers = [];
    private readonly List<Thread> _threads = [];
    private readonly Lock _inlineTurn = new();
    private readonly Lock _orderTurn = new();
    private readonly BatchCollector _collector;
    private NeighbourOrder? _order;
    private volatile IResponseSink? _responses;
    private Exception? _failure;
    private bool _disposed;

    /// <summary>Makes the instances, warms them up and starts the workers.</summary>
    /// <param name="engine">What runs; stays the caller's.</param>
    /// <param name="slab">Where the samples are; stays the caller's.</param>
    /// <param name="plan">How to run. The engine decides about threads at loading; here they are only checked.</param>
    /// <param name="options">Everything else; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The plan can't be run with this model.</exception>
    /// <exception cref="InferenceException">The model fails on its first run.</exception>
    public BatchingSystemUnderTest(IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, BatchingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentNullException.ThrowIfNull(plan);
        options ??= new BatchingOptions();
        plan.Validate(engine.Model);
        if (options.RunInline && plan.Instances != 1)
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"--instances {plan.Instances} can't run on the issuing thread: expected 1."));

        _slab = slab;
        _plan = plan;
        _runInline = options.RunInline;
        Name = options.Name ?? $"{engine.BackendName} {engine.Model.Name}";
        // Every worker can find a batch, however small the queue was asked to be.
        var capacity = Math.Max(options.QueueCapacity, plan.Instances * plan.BatchSize);
        _collector = new BatchCollector(_runInline ? 1 : capacity, plan.BatchDelayUs);
        try
        {
            for (var i = 0; i < plan.Instances; i++)
            {
                _workers.Add(new Worker(engine, slab, options.Responses, plan.BatchSize));
                _workers[i].WarmUp(options.WarmUpRuns);
            }
            if (!_runInline)
                StartWorkers();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What was done since the last <see cref="StartTest"/>. Exact when no batch is running.</summary>
    public BatchStatistics Statistics
    {
        get
        {
            var sizes = new long[_plan.BatchSize + 1];
            var zeroCopy = 0L;
            foreach (var worker in _workers)
                worker.AddTo(sizes, ref zeroCopy);
            var batches = sizes.Sum();
            var samples = sizes.Select(static (count, size) => count * size).Sum();
            return new BatchStatistics(samples, batches, zeroCopy, batches - zeroCopy, [.. sizes]);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InferenceException">The backend failed in an earlier test.</exception>
    public void StartTest(IResponseSink responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is { } failure)
            throw new InferenceException("The backend failed in an earlier test: " + failure.Message, failure);
        _responses = responses;
        _collector.BeginTest(responses.SamplesDropped);
        foreach (var worker in _workers)
            worker.ResetStatistics();
    }

    /// <inheritdoc/>
    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        if (_runInline)
            RunInline(samples);
        else if (_plan.BatchSize > 1 && samples.Length > Math.Max(_slab.Count, _plan.BatchSize))
            AddInNeighbourOrder(samples);
        else
            _collector.Add(samples);
    }

    /// <inheritdoc/>
    public void FlushQueries() => _collector.Flush();

    /// <inheritdoc/>
    public void Interrupt() => _collector.Interrupt();

    /// <summary>Stops the workers after the batches that run now; samples still in the queue are dropped.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _collector.Stop();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var worker in _workers)
            worker.Dispose();
        _collector.Dispose();
    }

    private void StartWorkers()
    {
        for (var i = 0; i < _workers.Count; i++)
        {
            var worker = _workers[i];
            var thread = new Thread(() => Work(worker)) { IsBackground = true, Name = $"worker {i}" };
            thread.Start();
            _threads.Add(thread);
        }
    }

    private void Work(Worker worker)
    {
        int count;
        while ((count = _collector.Take(worker.Batch)) > 0)
            if (!TryRun(worker, worker.Batch[..count]))
                return;
    }

    private void RunInline(ReadOnlySpan<QuerySample> samples)
    {
        lock (_inlineTurn)
            while (!samples.IsEmpty && !_collector.Stopped)
            {
                var count = Math.Min(samples.Length, _plan.BatchSize);
                if (!TryRun(_workers[0], samples[..count]))
                    return;
                samples = samples[count..];
            }
    }

    private bool TryRun(Worker worker, ReadOnlySpan<QuerySample> samples)
    {
        var sink = _responses!;
        try
        {
            worker.Run(samples, sink);
            return true;
        }
        catch (Exception error)
        {
            // Nothing may escape a worker: LoadGen keeps what was measured and ends the test with this sentence.
            _collector.Stop();
            if (Interlocked.CompareExchange(ref _failure, error, null) is null)
                sink.ReportFailure(error);
            return false;
        }
    }

    private void AddInNeighbourOrder(ReadOnlySpan<QuerySample> samples)
    {
        lock (_orderTurn)
        {
            _order ??= new NeighbourOrder(_slab, _collector.Capacity);
            while (!samples.IsEmpty && !_collector.Stopped)
            {
                var part = samples[..Math.Min(samples.Length, _order.MaxSamples)];
                _collector.Add(_order.Apply(part));
                samples = samples[part.Length..];
            }
        }
    }
}
