using System.Diagnostics;
using System.Runtime.CompilerServices;
using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// One device's lanes with everything a batch needs, made before the run. A submitting thread takes free batches, fills and
/// submits them; a reaping thread completes what is done and gives the batches back. There are as many batches as lanes, so
/// a free batch is a free lane.
/// </summary>
internal sealed class LaneDriver : IDisposable
{
    private const long NothingInFlight = 0;

    /// <summary>How often the reaping thread looks for batches that take too long.</summary>
    private static readonly TimeSpan s_watchInterval = TimeSpan.FromMilliseconds(500);

    private readonly SampleSlab _slab;
    private readonly string _deviceName;
    private readonly IInferenceLanes _lanes;
    private readonly IResponseWriter[] _writers;
    private readonly LaneBatch[] _batches;
    private readonly FreeBatches _free;
    private readonly WorkSignal _work = new();
    private readonly Func<bool> _hasWork;
    private readonly SpinBudget _spin = new(Environment.ProcessorCount);
    private readonly HangWatch _hangs;
    private readonly int[] _slots;
    private readonly CompletedBatch[] _done;
    private readonly QuerySampleResponse[] _responses;
    private readonly LaneCounters _counters;
    private long _submitted;
    private long _reaped;
    private long _nextWatch;
    private volatile bool _stopped;

    public LaneDriver(IAsynchronousEngine engine, SampleSlab slab, ExecutionPlan plan, LaneOptions options)
    {
        _slab = slab;
        _deviceName = engine.DeviceName;
        _lanes = engine.CreateLanes(slab, plan.BatchSize, plan.Instances);
        _writers = new IResponseWriter[plan.Instances];
        _batches = new LaneBatch[plan.Instances];
        try
        {
            for (var i = 0; i < _batches.Length; i++)
            {
                _writers[i] = options.Responses.CreateWriter(engine.Model, plan.BatchSize);
                _batches[i] = new LaneBatch(plan.BatchSize);
            }
        }
        catch
        {
            Dispose();
            throw;
        }
        _free = new FreeBatches(plan.Instances);
        _hasWork = () => _stopped || InFlight > NothingInFlight;
        _hangs = new HangWatch(options.HangTimeout);
        _slots = new int[plan.BatchSize];
        _done = new CompletedBatch[plan.Instances];
        _responses = new QuerySampleResponse[plan.Instances * plan.BatchSize];
        _counters = new LaneCounters(plan.BatchSize);
    }

    /// <summary>What was done since <see cref="ResetStatistics"/>.</summary>
    public LaneCounters Counters => _counters;

    /// <summary>Batches submitted and not yet reaped; may be off by one while the other thread is at work.</summary>
    private long InFlight => Volatile.Read(ref _submitted) - Volatile.Read(ref _reaped);

    /// <summary>Runs with zeros, sizes from large to small.</summary>
    public void WarmUp(int largest, bool everySize)
    {
        for (var size = largest; size >= 1; size = everySize || size == 1 ? size - 1 : 1)
        {
            var begin = Stopwatch.GetTimestamp();
            _lanes.WarmUp(size);
            _hangs.WarmedUp(Stopwatch.GetTimestamp() - begin);
        }
    }

    public void ResetStatistics() => _counters.Reset();

    /// <summary>The submitting thread: until the collector is stopped.</summary>
    /// <param name="collector">Where samples come from.</param>
    /// <param name="sink">Asked for each batch.</param>
    public void SubmitLoop(BatchCollector collector, Func<IResponseSink> sink)
    {
        int token;
        _lanes.EnterThread();
        while ((token = _free.Take()) >= 0)
        {
            var batch = _batches[token];
            var count = collector.Take(batch.Samples);
            if (count == 0)
                return;
            batch.Count = count;
            Submit(token, sink());
        }
    }

    /// <summary>The reaping thread: until <see cref="Stop"/>, and then until nothing is in flight.</summary>
    /// <exception cref="InferenceException">The device failed, or a batch hangs.</exception>
    public void ReapLoop()
    {
        _lanes.EnterThread();
        while (true)
        {
            if (InFlight <= NothingInFlight)
            {
                if (_stopped)
                    return;
                if (!SpinUntilWork())
                    _work.Sleep(_hasWork, Timeout.InfiniteTimeSpan);
                continue;
            }
            ReapOrWait();
        }
    }

    /// <summary>Runs a query on the calling thread, which is the only one that uses this driver.</summary>
    public void RunInline(ReadOnlySpan<QuerySample> samples, IResponseSink sink)
    {
        while (!samples.IsEmpty || InFlight > NothingInFlight)
        {
            if (!samples.IsEmpty && _free.TryTake() is >= 0 and var token)
            {
                var batch = _batches[token];
                batch.Count = Math.Min(samples.Length, batch.Samples.Length);
                samples[..batch.Count].CopyTo(batch.Samples);
                samples = samples[batch.Count..];
                Submit(token, sink);
            }
            else
            {
                ReapOrWait();
            }
        }
    }

    /// <summary>Ends both loops. Any thread.</summary>
    public void Stop()
    {
        _stopped = true;
        _free.Stop();
        _work.Check();
    }

    /// <summary>The device won't answer any more.</summary>
    public void Abandon() => _lanes.Abandon();

    public void Dispose()
    {
        foreach (var writer in _writers)
            writer?.Dispose();
        _lanes.Dispose();
    }

    private void Submit(int token, IResponseSink sink)
    {
        var batch = _batches[token];
        var slots = _slots.AsSpan(0, batch.Count);
        var missing = _slab.Locate(batch.Samples.AsSpan(0, batch.Count), slots);
        if (missing >= 0)
            ThrowNotLoaded(batch.Samples[missing]);
        batch.Sink = sink;
        var begin = Stopwatch.GetTimestamp();
        batch.SubmittedAt = begin;
        if (_lanes.Submit(slots, token))
            _counters.AddZeroCopy();
        _counters.AddSubmit(Stopwatch.GetTimestamp() - begin);
        Volatile.Write(ref _submitted, _submitted + 1);
        _work.Check();
    }

    /// <summary>Completes what is done; if nothing is, spins for a while and then sleeps for a while.</summary>
    private void ReapOrWait()
    {
        if (ReapOnce())
            return;
        var start = Stopwatch.GetTimestamp();
        var until = start + _spin.Ticks;
        long now;
        do
        {
            Thread.SpinWait(8);
            now = Stopwatch.GetTimestamp();
            if (ReapOnce())
            {
                _spin.Waited(now - start);
                return;
            }
        }
        while (now < until);
        var woken = _lanes.Wait(s_watchInterval);
        now = Stopwatch.GetTimestamp();
        _spin.Waited(now - start);
        if (!woken)
            Watch(now);
    }

    private bool ReapOnce()
    {
        var count = _lanes.Reap(_done);
        if (count == 0)
            return false;
        Complete(_done.AsSpan(0, count));
        return true;
    }

    private void Complete(Span<CompletedBatch> done)
    {
        var now = Stopwatch.GetTimestamp();
        var filled = 0;
        var sink = _batches[done[0].Token].Sink!;
        foreach (ref readonly var completed in done)
        {
            if (completed.Failed)
            {
                CompleteBefore(sink, filled);
                ThrowFailed(completed);
            }
            var batch = _batches[completed.Token];
            if (!ReferenceEquals(batch.Sink, sink))
            {
                // What is left of a test that was given up isn't the next one's.
                CompleteBefore(sink, filled);
                filled = 0;
                sink = batch.Sink!;
            }
            var part = _responses.AsSpan(filled, batch.Count);
            for (var i = 0; i < part.Length; i++)
                part[i] = new QuerySampleResponse(batch.Samples[i].Id, 0, 0);
            _writers[completed.Lane].Write(batch.Samples.AsSpan(0, batch.Count), _lanes.Outputs(completed.Lane), part);
            filled += part.Length;
            // Counted before completing: who waits for the last completion reads exact figures.
            _counters.AddBatch(batch.Count);
            _hangs.Took(now - batch.SubmittedAt);
        }
        CompleteBefore(sink, filled);
        foreach (ref readonly var completed in done)
        {
            _batches[completed.Token].SubmittedAt = 0;
            _lanes.Release(completed.Lane);
            Volatile.Write(ref _reaped, _reaped + 1);
            _free.Give(completed.Token);
        }
        // A device that keeps completing may still have a lane that doesn't.
        if (now > _nextWatch)
            Watch(now);
    }

    private void CompleteBefore(IResponseSink sink, int count)
    {
        if (count > 0)
            sink.QuerySamplesComplete(_responses.AsSpan(0, count));
    }

    private bool SpinUntilWork()
    {
        var until = Stopwatch.GetTimestamp() + _spin.Ticks;
        do
        {
            if (_hasWork())
                return true;
            Thread.SpinWait(8);
        }
        while (Stopwatch.GetTimestamp() < until);
        return false;
    }

    private void Watch(long now)
    {
        _nextWatch = now + (long)(s_watchInterval.TotalSeconds * Stopwatch.Frequency);
        _hangs.Check(_deviceName, _batches, now);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNotLoaded(QuerySample sample)
        => throw new InferenceException($"Sample {sample.Index} was issued but isn't loaded.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowFailed(CompletedBatch completed)
    {
        // The device's own words, if it has any.
        _lanes.Wait(TimeSpan.Zero);
        throw new InferenceException(
            $"{_deviceName} failed on a batch of {HangWatch.Describe(_batches[completed.Token])}.");
    }
}
