using NativeBench.LoadGen.RandomNumbers;
using NativeBench.LoadGen.Recording;

namespace NativeBench.LoadGen.Scheduling;

/// <summary>
/// The queries of one series: which samples, and when they are due. The sequence is the official one
/// (mlcommons/inference <c>loadgen/loadgen.cc</c>, GenerateQueries); but where the official LoadGen makes all of it before
/// the first query is issued, this one makes it in blocks ahead of the issuer.
/// </summary>
/// <remarks>
/// <see cref="Generate"/> is called by one thread at a time; everything below <see cref="Available"/> may be read by any
/// thread. Offline has a single query, whose samples are made when they're asked for.
/// </remarks>
internal sealed class QuerySchedule : IDisposable
{
    private readonly EffectiveSettings _settings;
    private readonly SampleSet _set;
    private readonly bool _accuracyMode;
    private readonly bool _permute;
    private readonly Mt19937 _sampleEngine;
    private readonly Mt19937 _scheduleEngine;
    private readonly RecordMemory _memory;
    private readonly NativeColumn<uint> _positions;
    private readonly NativeColumn<long>? _offsets;
    private readonly uint[] _accuracyOrder;
    private readonly uint[] _uniqueOrder;
    private readonly uint[] _permutations;
    private readonly long _generateForNs;
    private readonly long _stepNs;
    private long _minimumQueries;
    private long _previousNs;
    private long _nextNs;
    private long _available;
    private bool _finished;
    private NativeArray<QuerySample>? _offlineQuery;

    public QuerySchedule(EffectiveSettings settings, SampleSet set, TestMode mode, RecordMemory? memory = null)
    {
        _memory = memory ?? RecordMemory.Ordinary;
        _positions = new NativeColumn<uint>(_memory);
        _settings = settings;
        _set = set;
        _accuracyMode = mode == TestMode.AccuracyOnly;
        _permute = settings.SampleConcatenatePermutation && !_accuracyMode;
        _sampleEngine = new Mt19937(settings.SampleIndexRngSeed);
        _scheduleEngine = new Mt19937(settings.ScheduleRngSeed);

        bool multiStream = settings.TakesNeighbours;
        bool offline = Scenario == TestScenario.Offline;
        int loaded = set.Samples.Length;
        if (settings.PerformanceIssueSame && settings.PerformanceIssueSameIndex >= loaded)
        {
            throw new LoadGenException(
                $"performance_issue_same_index is {settings.PerformanceIssueSameIndex}, and the loaded set has {loaded} samples: expected a position from 0 to {loaded - 1}.");
        }

        long samplesPerQuery = _accuracyMode && offline ? set.End : settings.SamplesPerQuery;
        long targetNs = checked(settings.TargetDurationMs * 1_000_000);
        _generateForNs = Scenario == TestScenario.Server ? targetNs : 2 * targetNs;
        _minimumQueries = settings.MinQueryCount;
        if (_accuracyMode || settings.PerformanceIssueUnique)
        {
            _generateForNs = 0;
            _minimumQueries = loaded / Math.Max(samplesPerQuery, 1);
        }

        // These orders are drawn whether they are used or not: what comes after depends on the draws.
        int stride = multiStream ? (int)samplesPerQuery : 1;
        var order = new uint[(set.End + stride - 1) / stride];
        for (int i = 0; i < order.Length; i++)
            order[i] = (uint)(i * stride);
        _accuracyOrder = _accuracyMode ? (uint[])order.Clone() : [];
        _sampleEngine.Shuffle<uint>(_accuracyOrder);
        _uniqueOrder = order;
        _sampleEngine.Shuffle<uint>(_uniqueOrder);
        _permutations = DrawPermutations(loaded, settings.SampleConcatenatePermutation && !multiStream && !offline);

        if (_permute && offline)
            samplesPerQuery = RoundUp(samplesPerQuery, loaded);
        else if (_permute)
            _minimumQueries = RoundUp(_minimumQueries, loaded);
        SamplesPerQuery = samplesPerQuery;

        _offsets = Scenario == TestScenario.Server ? new NativeColumn<long>(_memory) : null;
        _stepNs = _offsets is not null ? 0
            : Scenario == TestScenario.MultiStreamFixedInterval ? (long)settings.IntervalNs
            : (long)(1.0 / settings.TargetQps * 1e9);
    }

    /// <summary>Samples in each query, permutation's padding included.</summary>
    public long SamplesPerQuery { get; }

    /// <summary>Queries that can be issued now.</summary>
    public long Available => Volatile.Read(ref _available);

    /// <summary>No query comes after <see cref="Available"/>.</summary>
    public bool Finished => Volatile.Read(ref _finished);

    /// <summary>Offset at which the query after the last generated one would have been due, in ns.</summary>
    public long GeneratedDurationNs => _nextNs;

    private TestScenario Scenario => _settings.Scenario;

    /// <summary>When query <paramref name="q"/> is due, in ns after the start of the series.</summary>
    public long OffsetNs(long q) => _offsets is { } offsets ? offsets[q] : q * _stepNs;

    /// <summary>Server's due times.</summary>
    public NativeColumn<long> Offsets => _offsets ?? throw new InvalidOperationException("Only Server queries have due times of their own.");

    /// <summary>Library index of the only sample of query <paramref name="q"/> (SingleStream, Server).</summary>
    public long SampleIndex(long q) => _set.Samples[_positions[q]];

    /// <summary>Generates up to <paramref name="count"/> more queries.</summary>
    /// <param name="count">At most so many.</param>
    /// <param name="beforePublishing">Called with the new <see cref="Available"/> before other threads can see it.</param>
    public void Generate(long count, Action<long>? beforePublishing = null)
    {
        long generated = _available;
        long end = checked(generated + count);
        while (generated < end && NeedsMore(generated))
        {
            if (generated >= _positions.Capacity)
            {
                _positions.EnsureCapacity(generated + 1);
                _offsets?.EnsureCapacity(generated + 1);
            }

            // Offline's samples are made by OfflineQuery; its one query has no position.
            if (Scenario != TestScenario.Offline)
                _positions[generated] = NextPosition(generated);
            if (_offsets is { } offsets)
                offsets[generated] = _nextNs;
            _previousNs = _nextNs;
            _nextNs += _offsets is null ? _stepNs : (long)(_scheduleEngine.Exponential(_settings.TargetQps) * 1e9);
            generated++;
            if (_permute && Scenario != TestScenario.Offline && generated >= _minimumQueries && _previousNs < _generateForNs)
                _minimumQueries += _set.Samples.Length;
        }

        beforePublishing?.Invoke(generated);
        Volatile.Write(ref _available, generated);
        if (!NeedsMore(generated))
            Volatile.Write(ref _finished, true);
    }

    /// <summary>Library index of sample <paramref name="i"/> of query <paramref name="q"/>, in any scenario.</summary>
    public long SampleIndex(long q, long i)
        => Scenario == TestScenario.Offline ? _offlineQuery!.Span[(int)i].Index : _set.Samples[_positions[q] + i];

    /// <summary>The samples of query <paramref name="q"/> of a scenario that takes neighbours, with ids from <paramref name="firstId"/> on.</summary>
    /// <param name="q">A query below <see cref="Available"/>.</param>
    /// <param name="firstId">Id of its first sample.</param>
    /// <param name="samples"><see cref="SamplesPerQuery"/> elements.</param>
    public void FillSamples(long q, ulong firstId, Span<QuerySample> samples)
    {
        var neighbours = _set.Samples.AsSpan((int)_positions[q], samples.Length);
        for (int i = 0; i < samples.Length; i++)
            samples[i] = new QuerySample(firstId + (ulong)i, neighbours[i]);
    }

    /// <summary>The samples of Offline's one query, made by <see cref="MakeOfflineSamples"/>; valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<QuerySample> OfflineSamples => _offlineQuery!.Span;

    /// <summary>Makes the samples of Offline's one query, with ids from <paramref name="firstId"/> on.</summary>
    public void MakeOfflineSamples(ulong firstId)
    {
        if (SamplesPerQuery > int.MaxValue)
        {
            throw new LoadGenException(
                $"The Offline query would have {SamplesPerQuery} samples; at most {int.MaxValue} are possible. Lower target_qps, min_duration or min_query_count.");
        }

        _offlineQuery = new NativeArray<QuerySample>((int)SamplesPerQuery, _memory);
        FillOffline(firstId, _offlineQuery.Span);
        _offlineQuery.Retire();
    }

    /// <summary>As <see cref="Series.RetireBefore"/>.</summary>
    public void RetireBefore(long q, bool again)
    {
        _positions.RetireBefore(q, again);
        _offsets?.RetireBefore(q, again);
    }

    public void Dispose()
    {
        _positions.Dispose();
        _offsets?.Dispose();
        _offlineQuery?.Dispose();
    }

    private static long RoundUp(long value, long multiple) => (value + multiple - 1) / multiple * multiple;

    private bool NeedsMore(long generated) => _previousNs < _generateForNs || generated < _minimumQueries;

    private uint NextPosition(long q)
    {
        if (_settings.PerformanceIssueUnique)
            return InOrder(_uniqueOrder, q);
        if (_settings.PerformanceIssueSame)
            return (uint)_settings.PerformanceIssueSameIndex;
        if (_permutations.Length > 0)
            return _permutations[q % _permutations.Length];
        return _accuracyMode ? InOrder(_accuracyOrder, q) : _sampleEngine.Below((uint)_set.End);
    }

    private static uint InOrder(uint[] order, long q) => q < order.Length
        ? order[q]
        : throw new LoadGenException(
            $"The settings ask for {q + 1} different queries, and the loaded samples give {order.Length}: "
            + "performance_issue_unique and sample_concatenate_permutation can't be combined in MultiStream.");

    /// <summary>Permutations of all loaded positions up to the minimum query count; P keeps its order from round to round.</summary>
    private uint[] DrawPermutations(int loaded, bool keep)
    {
        long rounds = (_minimumQueries + loaded - 1) / loaded;
        if (!keep)
        {
            for (long i = 0; i < rounds; i++)
                _sampleEngine.SkipShuffle(loaded);
            return [];
        }

        var all = new uint[checked(rounds * loaded)];
        var round = new uint[loaded];
        for (int i = 0; i < loaded; i++)
            round[i] = (uint)i;
        for (long i = 0; i < rounds; i++)
        {
            _sampleEngine.Shuffle<uint>(round);
            round.CopyTo(all.AsSpan(checked((int)(i * loaded))));
        }

        return all;
    }

    /// <summary>The loaded set over and over: no randomness, unless whole permutations are asked for.</summary>
    private void FillOffline(ulong firstId, Span<QuerySample> samples)
    {
        var set = _set.Samples;
        if (_settings.PerformanceIssueSame)
        {
            long same = set[_settings.PerformanceIssueSameIndex];
            for (int i = 0; i < samples.Length; i++)
                samples[i] = new QuerySample(firstId + (ulong)i, same);
            return;
        }

        // Shuffled copies in accuracy mode too, though only a performance query is padded to whole ones.
        bool permute = _settings.SampleConcatenatePermutation;
        var copy = permute ? new long[set.Length] : set;
        for (int begin = 0; begin < samples.Length; begin += set.Length)
        {
            int count = Math.Min(set.Length, samples.Length - begin);
            bool whole = count == set.Length;
            if (permute && whole)
            {
                set.CopyTo(copy, 0);
                _sampleEngine.Shuffle<long>(copy);
            }

            var source = whole ? copy : set;
            for (int i = 0; i < count; i++)
                samples[begin + i] = new QuerySample(firstId + (ulong)(begin + i), source[i]);
        }
    }
}
