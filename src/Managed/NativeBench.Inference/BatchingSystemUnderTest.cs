using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// The system under test around an engine: a bounded queue, workers that form batches, one completion call per batch. After
/// the start of a test it allocates no managed memory, and issuing takes no lock except to wake a sleeping worker.
/// </summary>
public sealed class BatchingSystemUnderTest : IInterruptibleSystem, IDisposable
{
    /// <summary>Work that a worker takes at once, at most, if there is plenty.</summary>
    private static readonly TimeSpan s_takenAtOnce = TimeSpan.FromMicroseconds(100);

    private readonly SampleSlab _slab;
    private readonly ExecutionPlan _plan;
    private readonly bool _runInline;
    private readonly Worker?[] _workers;
    private readonly int[][]? _cpus;
    private readonly BatchCosts _costs;
    private readonly ShapeBuckets? _buckets;
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
        _buckets = engine.Model.Buckets;
        var bucketCount = _buckets?.Lengths.Length ?? 1;
        _costs = new BatchCosts(plan.BatchSize, bucketCount);
        var batcher = IsPlanned
            ? new DeadlineBatcher(
                _costs, capacity, plan.Instances, plan.Order == QueueOrder.LateLast, plan.BatchDelayUs * 1000L, bucketCount)
            : null;
        var map = _buckets is null ? null : new BucketMap(slab, _buckets);
        _collector = new BatchCollector(
            _runInline ? 1 : capacity, plan.BatchDelayUs, plan.Instances, batcher,
            map is null ? null : sample => map.Of(slab.SlotOf(sample.Index)));
        _cpus = WorkerCpus(plan);
        _workers = new Worker[plan.Instances];
        try
        {
            if (_runInline)
                PrepareWorker(0, engine, options);
            else
                StartWorkers(engine, options);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>
    /// Server's latency bound in ns for the tests to come, which adaptive batching and the order of the queue go by; 0 for none.
    /// </summary>
    public long LatencyBoundNs { get; set; }

    /// <summary>What was done since the last <see cref="StartTest"/>. Exact when no batch is running.</summary>
    public BatchStatistics Statistics
    {
        get
        {
            var sizes = new long[_plan.BatchSize + 1];
            var zeroCopy = 0L;
            foreach (var worker in _workers)
                worker!.AddTo(sizes, ref zeroCopy);
            var batches = sizes.Sum();
            var samples = sizes.Select(static (count, size) => count * size).Sum();
            return new BatchStatistics(samples, batches, zeroCopy, batches - zeroCopy, [.. sizes])
            {
                LateSamples = _collector.LateSamples,
                FullQueueWaits = _collector.FullQueueWaits,
            };
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
        _collector.BeginTest(responses.SamplesDropped, LatencyBoundNs);
        foreach (var worker in _workers)
            worker!.ResetStatistics();
    }

    /// <inheritdoc/>
    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        if (_runInline)
            RunInline(samples);
        else if (_plan.BatchSize > 1 && samples.Length > (_buckets is null ? Math.Max(_slab.Count, _plan.BatchSize) : _plan.BatchSize))
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
            worker?.Dispose();
        _collector.Dispose();
    }

    /// <summary>Whether batches follow costs and deadlines.</summary>
    private bool IsPlanned => !_runInline && _plan.AdaptiveBatching;

    private static int[][]? WorkerCpus(ExecutionPlan plan)
    {
        if (plan.Pinning == CpuPinning.None)
            return null;
        return ThreadAffinity.IsSupported
            ? CpuTopology.Read(ThreadAffinity.Current).Assign(plan.Pinning, plan.Instances, plan.IntraOpThreads)
            : throw new InvalidInputException("--pin is for Linux; on this system threads can't be kept on processors.");
    }

    /// <summary>Every worker is made on its own thread: what an engine allocates or starts there is near its processors.</summary>
    private void StartWorkers(IInferenceEngine engine, BatchingOptions options)
    {
        var ready = new CountdownEvent(_workers.Length);
        var errors = new ConcurrentQueue<Exception>();
        for (var i = 0; i < _workers.Length; i++)
        {
            var number = i;
            var thread = new Thread(() =>
            {
                try
                {
                    PrepareWorker(number, engine, options);
                }
                catch (Exception error)
                {
                    errors.Enqueue(error);
                    return;
                }
                finally
                {
                    ready.Signal();
                }
                Work(_workers[number]!);
            }) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"worker {i}") };
            thread.Start();
            _threads.Add(thread);
        }
        ready.Wait();
        if (errors.TryDequeue(out var first))
            ExceptionDispatchInfo.Throw(first);
    }

    private void PrepareWorker(int number, IInferenceEngine engine, BatchingOptions options)
    {
        // The issuing thread isn't ours to keep anywhere; only what the engine starts from it is.
        var before = _cpus is not null && _runInline ? ThreadAffinity.Current : null;
        if (_cpus is not null)
            ThreadAffinity.Pin(_cpus[number]);
        try
        {
            _workers[number] = new Worker(engine, _slab, options.Responses, _plan.BatchSize);
        }
        finally
        {
            if (before is not null)
                ThreadAffinity.Pin(before);
        }
        var worker = _workers[number]!;
        worker.WarmUp(options.WarmUpRuns);
        if (!IsPlanned)
            return;
        // All at once, as they will run; the first one's figures count.
        var costs = worker.MeasureCosts();
        if (number != 0)
            return;
        for (var bucket = 0; bucket < (_buckets?.Lengths.Length ?? 1); bucket++)
        {
            // They were measured at the full length; of shorter ones the run shows what they really take.
            var share = _buckets is null ? 1 : (double)_buckets.Lengths[bucket] / _buckets.Largest;
            _costs.Set(bucket, [.. costs.Select(c => (c.Size, c.Ns * share))]);
        }
    }

    private void Work(Worker worker)
    {
        if (IsPlanned)
            WorkAsPlanned(worker);
        else
            WorkInTurn(worker);
    }

    private void WorkAsPlanned(Worker worker)
    {
        int count;
        while ((count = _collector.Take(worker.Batch)) > 0)
        {
            var begin = Stopwatch.GetTimestamp();
            if (!TryRun(worker, worker.Batch[..count]))
                return;
            _costs.Learn(worker.LastBucket(count), count, (Stopwatch.GetTimestamp() - begin) * (1e9 / Stopwatch.Frequency));
        }
    }

    /// <summary>Batch after batch; several are taken at once while they are so short that the taking would cost more.</summary>
    private void WorkInTurn(Worker worker)
    {
        var batches = 1;
        int count;
        while ((count = _collector.TakeSeveral(worker.Room[..(batches * _plan.BatchSize)], _plan.BatchSize)) > 0)
        {
            var begin = Stopwatch.GetTimestamp();
            var samples = worker.Room[..count];
            for (; !samples.IsEmpty; samples = samples[Math.Min(samples.Length, _plan.BatchSize)..])
                if (!TryRun(worker, samples[..Math.Min(samples.Length, _plan.BatchSize)]))
                    return;
            if (count < batches * _plan.BatchSize)
                continue;
            var elapsed = Stopwatch.GetElapsedTime(begin);
            if (elapsed > s_takenAtOnce)
                batches = Math.Max(1, batches / 2);
            else if (elapsed < s_takenAtOnce / 2 && batches * 2 * _plan.BatchSize <= worker.Room.Length)
                batches *= 2;
        }
    }

    private void RunInline(ReadOnlySpan<QuerySample> samples)
    {
        lock (_inlineTurn)
            while (!samples.IsEmpty && !_collector.Stopped)
            {
                var count = Math.Min(samples.Length, _plan.BatchSize);
                if (!TryRun(_workers[0]!, samples[..count]))
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
            _order ??= new NeighbourOrder(_slab, _collector.Capacity, _buckets is null ? null : new BucketMap(_slab, _buckets));
            while (!samples.IsEmpty && !_collector.Stopped)
            {
                var part = samples[..Math.Min(samples.Length, _order.MaxSamples)];
                _collector.Add(_order.Apply(part));
                samples = samples[part.Length..];
            }
        }
    }
}
