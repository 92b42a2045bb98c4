using System.Diagnostics;
using System.Runtime.CompilerServices;
using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>One instance of the engine with everything a batch needs, made before the run. Used by one thread at a time.</summary>
internal sealed class Worker : IDisposable
{
    private const int MostBatchesAtOnce = 32;
    private const int MostSamplesAtOnce = 2048;

    /// <summary>Largest batch whose completion is shared with others': of larger ones, copying responses costs more than it saves.</summary>
    private const int LargestGroupedBatch = 8;

    /// <summary>Response data of a group. Fits the first-level cache beside the samples.</summary>
    private const int GroupBytes = 8 << 10;
    private const int LeastCostRuns = 3;
    private const int MostCostRuns = 64;

    /// <summary>Longest time to measure costs for.</summary>
    private static readonly TimeSpan s_costBudget = TimeSpan.FromSeconds(2);

    private readonly SampleSlab _slab;
    private readonly IInferenceInstance _instance;
    private readonly IResponseWriter _writer;
    private readonly BucketMap? _buckets;
    private readonly QuerySample[] _batch;
    private readonly QuerySample[] _room;
    private readonly int[] _slots;
    private readonly QuerySampleResponse[] _responses;
    private readonly ResponseGroup? _group;
    private readonly long[] _batchSizes;
    private long _zeroCopyBatches;

    public Worker(IInferenceEngine engine, SampleSlab slab, IResponseFormat format, int batchSize)
    {
        _slab = slab;
        _instance = engine.CreateInstance(slab, batchSize);
        try
        {
            _writer = format.CreateWriter(engine.Model, batchSize);
        }
        catch
        {
            _instance.Dispose();
            throw;
        }
        _buckets = engine.Model.Buckets is { } buckets ? new BucketMap(slab, buckets) : null;
        _batch = new QuerySample[batchSize];
        _room = new QuerySample[Math.Max(batchSize, Math.Min(batchSize * MostBatchesAtOnce, MostSamplesAtOnce) / batchSize * batchSize)];
        _slots = new int[batchSize];
        _responses = new QuerySampleResponse[batchSize];
        _batchSizes = new long[batchSize + 1];
        _group = batchSize <= LargestGroupedBatch ? new ResponseGroup(_room.Length, GroupBytes) : null;
    }

    /// <summary>Where the collector puts the next batch.</summary>
    public Span<QuerySample> Batch => _batch;

    /// <summary>Where it puts several batches at once.</summary>
    public Span<QuerySample> Room => _room;

    /// <summary>Runs with zeros: the largest batch, and single samples, the two sizes that every run meets.</summary>
    public void WarmUp(int runs)
    {
        for (var i = 0; i < runs; i++)
        {
            _instance.WarmUp(1);
            if (_batch.Length > 1)
                _instance.WarmUp(_batch.Length);
        }
    }

    /// <summary>Measures what batches of 1, 2, 4 … samples cost, up to the largest, or up to where it would take too long.</summary>
    /// <returns>Size and ns, by ascending size; the median of some runs.</returns>
    public List<(int Size, double Ns)> MeasureCosts()
    {
        var costs = new List<(int Size, double Ns)>();
        var begin = Stopwatch.GetTimestamp();
        Span<double> runs = stackalloc double[MostCostRuns];
        for (var size = 1; ; size = Math.Min(size * 2, _batch.Length))
        {
            if (costs.Count > 0 && Stopwatch.GetElapsedTime(begin) + TimeSpan.FromMicroseconds(costs[^1].Ns * 2 * LeastCostRuns / 1e3) > s_costBudget)
                break;
            var done = 0;
            _instance.WarmUp(size);
            var sizeBegin = Stopwatch.GetTimestamp();
            while (done < LeastCostRuns || (done < MostCostRuns && Stopwatch.GetElapsedTime(sizeBegin) < s_costBudget / 20))
            {
                var run = Stopwatch.GetTimestamp();
                _instance.WarmUp(size);
                runs[done++] = (Stopwatch.GetTimestamp() - run) * (1e9 / Stopwatch.Frequency);
            }
            runs[..done].Sort();
            costs.Add((size, runs[done / 2]));
            if (size == _batch.Length)
                break;
        }
        return costs;
    }

    /// <summary>Runs samples, at most a batch of them, and completes them in one call.</summary>
    /// <exception cref="InferenceException">The backend failed, or a sample isn't loaded.</exception>
    public void Run(ReadOnlySpan<QuerySample> samples, IResponseSink sink) => sink.QuerySamplesComplete(RunBatch(samples));

    /// <summary>
    /// Runs several batches one after another. Small ones are completed together, so a sample is told of later than it was ready, by
    /// what the batches after it take: for those who know that it makes no difference.
    /// </summary>
    /// <exception cref="InferenceException">The backend failed, or a sample isn't loaded. What ran before is completed.</exception>
    public void RunSeveral(ReadOnlySpan<QuerySample> samples, IResponseSink sink)
    {
        var batchSize = _batch.Length;
        try
        {
            for (; !samples.IsEmpty; samples = samples[Math.Min(samples.Length, batchSize)..])
            {
                var responses = RunBatch(samples[..Math.Min(samples.Length, batchSize)]);
                if (_group is null)
                {
                    sink.QuerySamplesComplete(responses);
                }
                else if (!_group.TryAdd(responses))
                {
                    _group.Complete(sink);
                    if (!_group.TryAdd(responses))
                        sink.QuerySamplesComplete(responses);
                }
            }
        }
        finally
        {
            _group?.Complete(sink);
        }
    }

    /// <summary>The shape bucket that the last run took place in.</summary>
    public int LastBucket(int count) => _buckets?.Of(_slots.AsSpan(0, count)) ?? 0;

    public void ResetStatistics()
    {
        Array.Clear(_batchSizes);
        _zeroCopyBatches = 0;
    }

    /// <summary>Adds this worker's figures.</summary>
    public void AddTo(Span<long> batchSizes, ref long zeroCopyBatches)
    {
        for (var i = 0; i < _batchSizes.Length; i++)
            batchSizes[i] += Volatile.Read(ref _batchSizes[i]);
        zeroCopyBatches += Volatile.Read(ref _zeroCopyBatches);
    }

    public void Dispose()
    {
        _group?.Dispose();
        _writer.Dispose();
        _instance.Dispose();
    }

    private ReadOnlySpan<QuerySampleResponse> RunBatch(ReadOnlySpan<QuerySample> samples)
    {
        var slots = _slots.AsSpan(0, samples.Length);
        var missing = _slab.Locate(samples, slots);
        if (missing >= 0)
            ThrowNotLoaded(samples[missing]);

        var zeroCopy = _instance.Run(slots);
        var responses = _responses.AsSpan(0, samples.Length);
        for (var i = 0; i < responses.Length; i++)
            responses[i] = new QuerySampleResponse(samples[i].Id, 0, 0);
        _writer.Write(samples, _instance.Outputs, responses);

        // Counted before completing: who waits for the last completion reads exact figures.
        Volatile.Write(ref _batchSizes[samples.Length], _batchSizes[samples.Length] + 1);
        if (zeroCopy)
            Volatile.Write(ref _zeroCopyBatches, _zeroCopyBatches + 1);
        return responses;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNotLoaded(QuerySample sample)
        => throw new InferenceException($"Sample {sample.Index} was issued but isn't loaded.");
}
