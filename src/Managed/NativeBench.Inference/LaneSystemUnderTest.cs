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
public sealed class LaneSystemUnderTest : QueuedSystemUnderTest
{
    private static readonly TimeSpan s_joinTimeout = TimeSpan.FromSeconds(5);

    private readonly bool _runInline;
    private readonly Action? _testStarting;
    private readonly List<LaneDriver> _drivers = [];
    private readonly List<Thread> _threads = [];
    private volatile bool _hangs;

    /// <summary>Makes the lanes, warms them up and starts the threads.</summary>
    /// <param name="engines">The same model on one device or several; they stay the caller's.</param>
    /// <param name="slab">Where the samples are; stays the caller's.</param>
    /// <param name="plan">How to run; <see cref="ExecutionPlan.Instances"/> is the number of lanes of each device.</param>
    /// <param name="options">Everything else; null for the defaults.</param>
    /// <exception cref="InvalidInputException">The plan can't be run with this model.</exception>
    /// <exception cref="InferenceException">The model fails on its first run.</exception>
    public LaneSystemUnderTest(
        IReadOnlyList<IAsynchronousEngine> engines, SampleSlab slab, ExecutionPlan plan, LaneOptions? options = null)
        : base((options ??= new LaneOptions()).Name ?? NameOf(engines), slab, Checked(engines, slab, plan), options.RunInline, buckets: null)
    {
        _runInline = options.RunInline;
        _testStarting = options.TestStarting;
        var devices = _runInline ? 1 : engines.Count;
        // Every lane can find a batch, however small the queue was asked to be.
        var capacity = Math.Max(options.QueueCapacity, devices * plan.Instances * plan.BatchSize);
        Collector = new BatchCollector(_runInline ? 1 : capacity, plan.BatchDelayUs, batchSize: plan.BatchSize);
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

    /// <summary>
    /// Mean ns that submitting a batch took of a processor since the last <see cref="QueuedSystemUnderTest.StartTest"/>, the
    /// driver's functions and ours; 0 without batches.
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
    protected override void Dispose(bool disposing)
    {
        StopAll();
        if (!JoinAll())
            return; // A thread inside the hanging device's library still uses all this: it is left behind with it.
        foreach (var driver in _drivers)
            driver.Dispose();
        Collector.Dispose();
    }

    private protected override void ResetStatistics()
    {
        foreach (var driver in _drivers)
            driver.ResetStatistics();
        _testStarting?.Invoke();
    }

    private protected override void AddStatistics(Span<long> sizes, ref long zeroCopyBatches)
    {
        foreach (var driver in _drivers)
            driver.Counters.AddTo(sizes, ref zeroCopyBatches);
    }

    private protected override void RunInline(ReadOnlySpan<QuerySample> samples)
    {
        if (Collector.Stopped)
            return;
        try
        {
            _drivers[0].RunInline(samples, Responses);
        }
        catch (Exception error)
        {
            Fail(error, _drivers[0]);
        }
    }

    private static string NameOf(IReadOnlyList<IAsynchronousEngine> engines)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentOutOfRangeException.ThrowIfZero(engines.Count);
        return $"{engines[0].BackendName} {engines[0].Model.Name}";
    }

    private static ExecutionPlan Checked(IReadOnlyList<IAsynchronousEngine> engines, SampleSlab slab, ExecutionPlan plan)
    {
        ArgumentNullException.ThrowIfNull(engines);
        ArgumentNullException.ThrowIfNull(slab);
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentOutOfRangeException.ThrowIfZero(engines.Count);
        plan.Validate(engines[0].Model);
        return plan;
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
            driver.SubmitLoop(Collector, () => Responses);
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
        {
            _hangs = true;
            driver.Abandon();
        }
        StopAll();
        ReportFailure(error);
    }

    /// <summary>Waits for the threads; after a hang only for so long, as one may be inside a driver that never returns.</summary>
    private bool JoinAll()
    {
        foreach (var thread in _threads)
        {
            while (!thread.Join(s_joinTimeout))
            {
                if (_hangs)
                    return false;
            }
        }
        return true;
    }

    private void StopAll()
    {
        Collector.Stop();
        foreach (var driver in _drivers)
            driver.Stop();
    }
}
