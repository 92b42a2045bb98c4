using System.Diagnostics;
using System.Globalization;
using NativeBench.Inference.Internal;
using NativeBench.LoadGen;

namespace NativeBench.Inference;

/// <summary>
/// The system under test around devices that work asynchronously: a bounded queue; for every device a thread that forms and
/// submits batches and one that completes them, all that is done in one call. After the start of a test it allocates no
/// managed memory.
/// </summary>
public sealed class LaneSystemUnderTest : IInterruptibleSystem, IDisposable
{
    private readonly SampleSlab _slab;
    private readonly ExecutionPlan _plan;
    private readonly bool _runInline;
    private readonly Action? _testStarting;
    private readonly List<LaneDriver> _drivers = [];
    private readonly List<Thread> _threads = [];
    private readonly Lock _inlineTurn = new();
    private readonly Lock _orderTurn = new();
    private readonly BatchCollector _collector;
    private NeighbourOrder? _order;
    private volatile IResponseSink? _responses;
    private Exception? _failure;
    private bool _disposed;

    /// <summary>Makes the lanes, warms them up and starts the threads.</summary>
    /// <param name="engines">The same model on one device or several; they stay the caller's.</param>
    /// <param name="slab">Where the samples are; stays the caller's.</param>
    /// <param name="plan">How to run; <see cref="ExecutionPlan.Instances"/> is the number of lanes of each device.</param>
    /// <param name="options">Everything else; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The plan can't be run with this model.</exception>
    /// <exception cref="InferenceException">The model fails on its first run.</exception>
    public LaneSystemUnderTest(
        IReadOnlyList<IAsynchronousEngine> engines, SampleSlab slab, ExecutionPlan plan, LaneOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfZero(engines.Count);
        options ??= new LaneOptions();
        plan.Validate(engines[0].Model);

        _slab = slab;
        _plan = plan;
        _runInline = options.RunInline;
        _testStarting = options.TestStarting;
        Name = options.Name ?? $"{engines[0].BackendName} {engines[0].Model.Name}";
        var devices = _runInline ? 1 : engines.Count;
        // Every lane can find a batch, however small the queue was asked to be.
        var capacity = Math.Max(options.QueueCapacity, devices * plan.Instances * plan.BatchSize);
        _collector = new BatchCollector(_runInline ? 1 : capacity, plan.BatchDelayUs);
        try
        {
            foreach (var engine in engines.Take(devices))
            {
                _drivers.Add(new LaneDriver(engine, slab, plan, options));
                _drivers[^1].WarmUp(plan.BatchSize, options.WarmUpEverySize);
            }
            if (!_runInline)
                StartThreads();
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
            foreach (var driver in _drivers)
                driver.Counters.AddTo(sizes, ref zeroCopy);
            var batches = sizes.Sum();
            var samples = sizes.Select(static (count, size) => count * size).Sum();
            return new BatchStatistics(samples, batches, zeroCopy, batches - zeroCopy, [.. sizes]);
        }
    }

    /// <summary>
    /// Mean ns that submitting a batch took of a processor since the last <see cref="StartTest"/>, the driver's functions and ours;
    /// 0 without batches.
    /// </summary>
    public double MeanSubmitNs
    {
        get
        {
            var batches = Statistics.Batches;
            return batches == 0 ? 0 : _drivers.Sum(static driver => driver.Counters.SubmitTicks) * (1e9 / Stopwatch.Frequency) / batches;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InferenceException">A device failed in an earlier test.</exception>
    public void StartTest(IResponseSink responses)
    {
        ArgumentNullException.ThrowIfNull(responses);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_failure is { } failure)
            throw new InferenceException("The backend failed in an earlier test: " + failure.Message, failure);
        _responses = responses;
        _collector.BeginTest(responses.SamplesDropped);
        foreach (var driver in _drivers)
            driver.ResetStatistics();
        _testStarting?.Invoke();
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

    /// <summary>Stops the threads after the batches that are in flight; samples still in the queue are dropped.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        StopAll();
        foreach (var thread in _threads)
            thread.Join();
        foreach (var driver in _drivers)
            driver.Dispose();
        _collector.Dispose();
    }

    private void StartThreads()
    {
        for (var i = 0; i < _drivers.Count; i++)
        {
            var driver = _drivers[i];
            var reaper = Start("reap", i, () => Guard(driver.ReapLoop, driver));
            Start("submit", i, () => GuardSubmitting(driver, reaper));
        }
    }

    private Thread Start(string name, int device, ThreadStart work)
    {
        var thread = new Thread(work) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"{name} {device}") };
        thread.Start();
        _threads.Add(thread);
        return thread;
    }

    private void RunInline(ReadOnlySpan<QuerySample> samples)
    {
        lock (_inlineTurn)
        {
            if (_collector.Stopped)
                return;
            try
            {
                _drivers[0].RunInline(samples, _responses!);
            }
            catch (Exception error)
            {
                Fail(error, _drivers[0]);
            }
        }
    }

    // Nothing may escape a thread: LoadGen keeps what was measured and ends the test with this sentence.
    private void Guard(Action work, LaneDriver driver)
    {
        try
        {
            work();
        }
        catch (Exception error)
        {
            Fail(error, driver);
        }
    }

    private void GuardSubmitting(LaneDriver driver, Thread reaper)
    {
        try
        {
            driver.SubmitLoop(_collector, () => _responses!);
        }
        catch (Exception error)
        {
            // What is in flight may well complete, and counts; or it fails, and then that is the better reason.
            StopAll();
            reaper.Join();
            Fail(error, driver);
        }
    }

    private void Fail(Exception error, LaneDriver driver)
    {
        if (error is HangException)
            driver.Abandon();
        StopAll();
        if (Interlocked.CompareExchange(ref _failure, error, null) is null)
            _responses?.ReportFailure(error);
    }

    private void StopAll()
    {
        _collector.Stop();
        foreach (var driver in _drivers)
            driver.Stop();
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
