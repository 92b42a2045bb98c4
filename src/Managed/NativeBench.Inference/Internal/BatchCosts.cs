namespace NativeBench.Inference.Internal;

/// <summary>
/// What a batch of n samples costs, in ns: learned before the first test, followed while it runs. Samples of different shape
/// buckets have costs of their own. Any thread; a lost update costs nothing.
/// </summary>
internal sealed class BatchCosts
{
    /// <summary>A larger batch has to save so much of a sample's time to be worth having: less can't be told from noise.</summary>
    private const double LeastGain = 0.03;

    /// <summary>
    /// By how much a new value moves the estimates, which come to rest at the median: how fast the machine is now, whatever the
    /// size, and how the sizes compare, which changes less and decides more.
    /// </summary>
    private const double FollowSpeed = 1.0 / 64, FollowShape = 1.0 / 1024;

    /// <summary>How much slower than usual the slow tenth of runs is taken to be before any was seen.</summary>
    private const double FirstSlow = 1.1;

    /// <summary>The estimate of slow runs moves by this, up nine times as far as down: it comes to rest where nine in ten are below.</summary>
    private const double SlowStep = 1.0 / 1000;

    private readonly double[][] _typical;
    private readonly int[][] _efficient;
    private readonly double[] _slow;
    private readonly double[] _speeds;
    private long _updates;

    public BatchCosts(int maxBatchSize, int buckets = 1)
    {
        MaxBatchSize = maxBatchSize;
        _typical = new double[buckets][];
        _efficient = new int[buckets][];
        _slow = new double[buckets];
        _speeds = new double[buckets];
        Array.Fill(_speeds, 1);
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            _typical[bucket] = new double[maxBatchSize + 1];
            _efficient[bucket] = [.. Enumerable.Range(0, maxBatchSize + 1)];
        }
    }

    /// <summary>The largest batch.</summary>
    public int MaxBatchSize { get; }

    /// <summary>Whether anything is known of a bucket.</summary>
    public bool IsKnown(int bucket) => _typical[bucket][1] > 0;

    /// <summary>What a batch usually takes.</summary>
    public double TypicalNs(int bucket, int samples) => _typical[bucket][samples] * _speeds[bucket];

    /// <summary>One in ten single runs is slower.</summary>
    public double SlowNs(int bucket) => _slow[bucket];

    /// <summary>The size, among 1 to <paramref name="samples"/>, of the most samples per time.</summary>
    public int EfficientSize(int bucket, int samples) => _efficient[bucket][Math.Min(samples, MaxBatchSize)];

    /// <summary>Takes the measured costs of some sizes, 1 among them; those between are interpolated, larger ones are not used.</summary>
    /// <param name="bucket">The shape bucket.</param>
    /// <param name="measured">Size and ns, by ascending size.</param>
    public void Set(int bucket, ReadOnlySpan<(int Size, double Ns)> measured)
    {
        var costs = _typical[bucket];
        Array.Fill(costs, double.PositiveInfinity);
        costs[0] = 0;
        var (lastSize, lastNs) = (0, 0.0);
        foreach (var (size, ns) in measured)
        {
            for (var n = lastSize + 1; n <= size; n++)
                costs[n] = lastSize == 0 ? ns : lastNs + ((ns - lastNs) * (n - lastSize) / (size - lastSize));
            (lastSize, lastNs) = (size, ns);
        }
        _slow[bucket] = costs[1] * FirstSlow;
        FindEfficientSizes(bucket);
    }

    /// <summary>Takes what a batch cost just now.</summary>
    public void Learn(int bucket, int samples, double ns)
    {
        var costs = _typical[bucket];
        if (!double.IsFinite(costs[samples]) || costs[samples] == 0)
            return;
        // By steps and not by amounts: a run during which the thread was off its core says nothing about the others.
        _speeds[bucket] += _speeds[bucket] * (ns > costs[samples] * _speeds[bucket] ? FollowSpeed : -FollowSpeed);
        costs[samples] += costs[samples] * (ns > costs[samples] * _speeds[bucket] ? FollowShape : -FollowShape);
        if (samples == 1)
            _slow[bucket] += _slow[bucket] * (ns > _slow[bucket] ? 9 : -1) * SlowStep;
        if ((++_updates & 63) == 0)
            FindEfficientSizes(bucket);
    }

    private void FindEfficientSizes(int bucket)
    {
        var costs = _typical[bucket];
        var best = 1;
        for (var n = 1; n <= MaxBatchSize; n++)
        {
            if (costs[n] / n < costs[best] / best * (1 - LeastGain))
                best = n;
            _efficient[bucket][n] = best;
        }
    }
}
