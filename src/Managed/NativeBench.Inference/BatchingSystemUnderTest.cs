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
public sealed class BatchingSystemUnderTest : QueuedSystemUnderTest
{
    /// <summary>Work that a worker takes at once, at most, if there is plenty.</summary>
    private static readonly TimeSpan s_takenAtOnce = TimeSpan.FromMicroseconds(100);

    private readonly SampleSlab _slab;
    private readonly bool _runInline;
    private readonly Worker?[] _workers;
    private readonly int[][]? _cpus;
    private readonly BatchCosts _costs;
    private readonly ShapeBuckets? _buckets;
    private readonly List<Thread> _threads = [];

    /// <summary>Makes the instances, warms them up and starts the workers.</summary>
    /// <param name="engine">What runs; stays the caller's.</param>
    /// <param name="slab">Where the samples are; stays the caller's.</param>
    /// <param name="plan">How to run. The engine decides about threads at loading; here they are only checked.</param>
    /// <param name="options">Everything else; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The plan can't be run with this model.</exception>
    /// <exception cref="InferenceException">The model fails on its first run.</exception>
    public BatchingSystemUnderTest(IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, BatchingOptions? options = null)
        : this(engine, slab, Checked(engine, slab, plan, options ??= new BatchingOptions()), options, BucketsOf(engine, slab)) { }

    private BatchingSystemUnderTest(IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, BatchingOptions options, BucketMap? map)
        : base(options.Name ?? $"{engine.BackendName} {engine.Model.Name}", slab, plan, options.RunInline, map)
    {
        _slab = slab;
        _runInline = options.RunInline;
        // Every worker can find a batch, however small the queue was asked to be.
        var capacity = Math.Max(options.QueueCapacity, plan.Instances * plan.BatchSize);
        _buckets = engine.Model.Buckets;
        var bucketCount = _buckets?.Lengths.Length ?? 1;
        _costs = new BatchCosts(plan.BatchSize, bucketCount);
        var batcher = IsPlanned
            ? new DeadlineBatcher(
                _costs, capacity, plan.Instances, plan.Order == QueueOrder.LateLast, plan.BatchDelayUs * 1000L, bucketCount)
            : null;
        Collector = new BatchCollector(
            _runInline ? 1 : capacity, plan.BatchDelayUs, plan.Instances, batcher,
            map is null ? null : sample => map.Of(slab.SlotOf(sample.Index)), plan.BatchSize);
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

    /// <summary>
    /// Server's latency bound in ns for the tests to come, which adaptive batching and the order of the queue go by; 0 for none.
    /// </summary>
    public long LatencyBoundNs { get; set; }

    private protected override long BoundNs => LatencyBoundNs;

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Collector.Stop();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var worker in _workers)
            worker?.Dispose();
        Collector.Dispose();
    }

    private protected override void ResetStatistics()
    {
        foreach (var worker in _workers)
            worker!.ResetStatistics();
    }

    private protected override void AddStatistics(Span<long> sizes, ref long zeroCopyBatches)
    {
        foreach (var worker in _workers)
            worker!.AddTo(sizes, ref zeroCopyBatches);
    }

    private protected override void RunInline(ReadOnlySpan<QuerySample> samples)
    {
        while (!samples.IsEmpty && !Collector.Stopped)
        {
            var count = Math.Min(samples.Length, Plan.BatchSize);
            if (!TryRun(_workers[0]!, samples[..count]))
                return;
            samples = samples[count..];
        }
    }

    private static ExecutionPlan Checked(IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, BatchingOptions options)
    {
        ArgumentNullException.ThrowIfNull(engine);
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentNullException.ThrowIfNull(plan);
        plan.Validate(engine.Model);
        return options.RunInline && plan.Instances != 1
            ? throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"--instances {plan.Instances} can't run on the issuing thread: expected 1."))
            : plan;
    }

    private static BucketMap? BucketsOf(IInferenceEngine engine, SampleSlab slab) =>
        engine.Model.Buckets is { } buckets ? new BucketMap(slab, buckets) : null;

    /// <summary>Whether batches follow costs and deadlines.</summary>
    private bool IsPlanned => !_runInline && Plan.AdaptiveBatching;

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
            _workers[number] = new Worker(engine, _slab, options.Responses, Plan.BatchSize);
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
        while ((count = Collector.Take(worker.Batch)) > 0)
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
        while ((count = Collector.TakeSeveral(worker.Room[..(batches * Plan.BatchSize)], Plan.BatchSize)) > 0)
        {
            var begin = Stopwatch.GetTimestamp();
            if (!TryRun(worker, worker.Room[..count]))
                return;
            if (count < batches * Plan.BatchSize)
                continue;
            var elapsed = Stopwatch.GetElapsedTime(begin);
            if (elapsed > s_takenAtOnce)
                batches = Math.Max(1, batches / 2);
            else if (elapsed < s_takenAtOnce / 2 && batches * 2 * Plan.BatchSize <= worker.Room.Length)
                batches *= 2;
        }
    }

    private bool TryRun(Worker worker, ReadOnlySpan<QuerySample> samples)
    {
        try
        {
            if (samples.Length <= Plan.BatchSize)
                worker.Run(samples, Responses);
            else
                worker.RunSeveral(samples, Responses);
            return true;
        }
        catch (Exception error)
        {
            // Nothing may escape a worker: LoadGen keeps what was measured and ends the test with this sentence.
            Collector.Stop();
            ReportFailure(error);
            return false;
        }
    }
}
