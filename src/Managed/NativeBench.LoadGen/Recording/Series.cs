using System.Runtime.CompilerServices;
using NativeBench.LoadGen.Logging;
using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Scheduling;
using NativeBench.LoadGen.Time;

namespace NativeBench.LoadGen.Recording;

/// <summary>
/// The records of one series of queries: a time of issue per query, a time of completion per sample. The issuer and the
/// completing threads write raw clock readings here and nothing else; figures are computed from them afterwards.
/// </summary>
/// <remarks>
/// Counts are published before the query they belong to is issued, so a completing thread always sees the memory that it
/// writes to. A completion costs one store a sample and one atomic addition a call.
/// </remarks>
internal sealed unsafe class Series : IDisposable, TestProgress.ISeriesView
{
    /// <summary>In place of a time of completion: the series ended before there was one.</summary>
    internal const long NeverDone = long.MaxValue;

    private readonly NativeColumn<long> _issuedAt;
    private readonly NativeColumn<long> _completedAt;
    private readonly TimeSource _time;
    private readonly DetailLog _log;
    private readonly CompletionGate _gate;
    private readonly AccuracyCapture? _capture;
    private readonly TraceRecorder? _trace;
    private readonly object _viewLock = new();
    private LiveFigures? _live;
    private readonly double _minDurationS;
    private long _issuedQueries;
    private long _slotEnd;
    private bool _shared;
    private long _cutOffNs = long.MaxValue;
    private long _completedInTime = -1;
    private bool _disposed;

    public Series(TestContext test, QuerySchedule schedule, TestMode mode, long firstQueryId, long firstSampleId, AccuracyCapture? capture, RecordMemory? memory = null)
    {
        memory ??= RecordMemory.Ordinary;
        Retires = memory.CanRetire;
        _issuedAt = new NativeColumn<long>(memory);
        _completedAt = new NativeColumn<long>(memory);
        _time = test.Time;
        _log = test.Detail;
        _gate = test.Gate;
        _capture = capture;
        _trace = test.Trace;
        Settings = test.Effective;
        Schedule = schedule;
        Mode = mode;
        FirstQueryId = firstQueryId;
        FirstSampleId = firstSampleId;
        _minDurationS = mode == TestMode.PerformanceOnly ? test.Effective.MinDurationMs / 1000.0 : 0;
        Tokens = test.RecordsTokens ? new TokenColumns(memory) : null;
        Ticks = Settings.Scenario == TestScenario.MultiStreamFixedInterval ? new NativeColumn<long>(memory) : null;
    }

    public EffectiveSettings Settings { get; }

    public QuerySchedule Schedule { get; }

    public TestMode Mode { get; }

    public long FirstQueryId { get; }

    public long FirstSampleId { get; }

    public TokenColumns? Tokens { get; }

    /// <summary>MultiStreamFixedInterval: the tick that each query was issued for, counted from 1. Written before the query is issued.</summary>
    public NativeColumn<long>? Ticks { get; }

    /// <summary>Times of issue by query, for a display that follows them.</summary>
    public NativeColumn<long> IssuedColumn => _issuedAt;

    /// <summary>Times of completion by slot; 0 where there's none yet.</summary>
    public NativeColumn<long> CompletedColumn => _completedAt;

    public CompletionGate Gate => _gate;

    /// <summary>Whether the records may leave memory while they aren't used.</summary>
    public bool Retires { get; }

    /// <summary>Garbage collections while the series ran.</summary>
    public int GarbageCollections { get; set; }

    /// <summary>Start of the series on the test's clock.</summary>
    public long StartNs { get; private set; }

    /// <summary>Start of the series on the wall clock.</summary>
    public DateTimeOffset StartUtc { get; private set; }

    public long IssuedQueries => Volatile.Read(ref _issuedQueries);

    public long IssuedSamples => _shared ? IssuedQueries : SlotEnd;

    /// <summary>One past the last slot that was issued. Several issue threads that end early leave slots below it unissued.</summary>
    public long SlotEnd => Volatile.Read(ref _slotEnd);

    public long CompletedSamples => _completedInTime >= 0 ? _completedInTime : _gate.Completed;

    public void Start()
    {
        StartUtc = _time.UtcNow;
        StartNs = _time.NowNs;
    }

    /// <summary>Time of issue of query <paramref name="q"/>.</summary>
    public long IssuedAt(long q) => _issuedAt[q];

    /// <summary>Time of completion of the sample at <paramref name="slot"/>, 0 if it didn't complete (in time, see <see cref="CutOff"/>).</summary>
    public long CompletedAt(long slot)
    {
        long at = _completedAt[slot];
        return at > _cutOffNs ? 0 : at;
    }

    /// <summary>When the query's samples were due. A closed loop's queries are due when they are issued.</summary>
    public long ScheduledAt(long q) => Settings.Scenario switch
    {
        TestScenario.Server => StartNs + Schedule.OffsetNs(q),
        TestScenario.Offline => StartNs,
        TestScenario.MultiStreamFixedInterval => StartNs + new IntervalClock(Settings.IntervalNs).OffsetNs(Ticks![q]),
        _ => _issuedAt[q],
    };

    /// <summary>The query that the sample at <paramref name="slot"/> belongs to.</summary>
    public long QueryOf(long slot) => Schedule.SamplesPerQuery == 1 ? slot : slot / Schedule.SamplesPerQuery;

    /// <summary>Opens the record of the next query, before it is handed to the system under test.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RecordIssue(long q, long nowNs, long samples)
    {
        long slots = _slotEnd + samples;
        if (q >= _issuedAt.Capacity || slots > _completedAt.Capacity)
            Grow(q, slots);
        _issuedAt[q] = nowNs;
        Volatile.Write(ref _slotEnd, slots);
        Volatile.Write(ref _issuedQueries, q + 1);
    }

    /// <summary>The same for Server queries of several issue threads, which open out of order.</summary>
    public void RecordSharedIssue(long q, long nowNs)
    {
        _shared = true;
        _issuedAt[q] = nowNs;
        long end = q + 1;
        for (long seen = Volatile.Read(ref _slotEnd); seen < end;)
        {
            long found = Interlocked.CompareExchange(ref _slotEnd, end, seen);
            if (found == seen)
                break;
            seen = found;
        }

        Interlocked.Increment(ref _issuedQueries);
    }

    /// <summary>Samples whose completion is recorded. The gate's count may be higher, when two threads completed one sample at once.</summary>
    public long CountCompleted()
    {
        long count = 0;
        for (long slot = 0; slot < SlotEnd; slot++)
            count += CompletedAt(slot) != 0 ? 1 : 0;
        return count;
    }

    /// <summary>
    /// What completes from now on doesn't count any more: figures are made in several passes, and a system that goes on after a failure
    /// must not change the records between them. Nor must a thread that has read the clock before and hasn't written yet: what isn't
    /// written by now is taken.
    /// </summary>
    public void CutOff()
    {
        _cutOffNs = _time.NowNs;
        long count = 0;
        for (long slot = 0; slot < SlotEnd; slot++)
        {
            long at = Interlocked.CompareExchange(ref _completedAt[slot], NeverDone, 0);
            count += at != 0 && at <= _cutOffNs ? 1 : 0;
        }

        _completedInTime = count;
    }

    /// <summary>Makes room ahead of the issuer.</summary>
    public void Reserve(long queries, long samples)
    {
        _issuedAt.EnsureCapacity(queries);
        _completedAt.EnsureCapacity(samples);
        Tokens?.EnsureCapacity(samples);
        Ticks?.EnsureCapacity(queries);
    }

    /// <summary>Lets records before a query leave memory, if they can; whoever needs them later brings them back. One thread at a time.</summary>
    /// <param name="q">Records of queries from this one on stay.</param>
    /// <param name="again">A new pass over all records begins.</param>
    public void RetireBefore(long q, bool again = false)
    {
        if (!Retires)
            return;
        long slot = q * Schedule.SamplesPerQuery;
        _issuedAt.RetireBefore(q, again);
        Ticks?.RetireBefore(q, again);
        _completedAt.RetireBefore(slot, again);
        Tokens?.RetireBefore(slot, again);
        Schedule.RetireBefore(q, again);
    }

    /// <summary>Records completions that were seen at <paramref name="nowNs"/>.</summary>
    public void Complete(ReadOnlySpan<QuerySampleResponse> responses, long nowNs)
    {
        ulong firstId = (ulong)FirstSampleId + 1;
        ulong end = (ulong)Volatile.Read(ref _slotEnd);
        long** chunks = _completedAt.Chunks;
        int counted = 0;
        for (int i = 0; i < responses.Length; i++)
        {
            ulong slot = unchecked(responses[i].Id - firstId);
            if (slot >= end)
            {
                LogUnknownId(responses[i].Id);
                continue;
            }

            ref long cell = ref chunks[slot >> NativeColumn<long>.ChunkBits][slot & NativeColumn<long>.ChunkMask];
            if (cell != 0)
            {
                if (cell != NeverDone)
                    LogCompletedTwice(responses[i], (long)slot, nowNs);
                continue;
            }

            cell = nowNs;
            counted++;
            if (_capture is not null || Tokens is not null || _trace is not null)
                RecordMore(responses[i], (long)slot, nowNs);
        }

        _gate.Add(counted);

        // After a failure the records are left to the collector, since late completions may still be on their way.
        GC.KeepAlive(this);
    }

    /// <summary>Records first tokens that were seen at <paramref name="nowNs"/>.</summary>
    public void CompleteFirstTokens(ReadOnlySpan<QuerySampleResponse> responses, long nowNs)
    {
        foreach (ref readonly var response in responses)
        {
            ulong slot = unchecked(response.Id - (ulong)FirstSampleId - 1);
            if (slot >= (ulong)SlotEnd)
                LogUnknownId(response.Id);
            else if (_completedAt[(long)slot] != 0)
                _log.RuntimeError("Attempted to record token latency after sample was completed");
            else
            {
                if (Tokens is { } tokens)
                {
                    if (tokens.FirstTokenAt[(long)slot] != 0)
                    {
                        _log.RuntimeError("Attempted to complete a sample twice.");
                        continue;
                    }

                    tokens.FirstTokenAt[(long)slot] = nowNs;
                    _capture?.FirstToken(response, (long)slot);
                }

                _trace?.FirstToken(this, (long)slot, nowNs);
            }
        }
    }

    /// <summary>Library index of the sample at <paramref name="slot"/>.</summary>
    public long SampleIndex(long slot) => Schedule.SampleIndex(QueryOf(slot), slot % Schedule.SamplesPerQuery);

    /// <summary>Of the query that was issued last; several issue threads leave no last one.</summary>
    private long LastIssueLagNs()
    {
        long last = IssuedQueries - 1;
        return _disposed || _shared || last < 0 || Settings.Scenario != TestScenario.Server ? 0 : _issuedAt[last] - ScheduledAt(last);
    }

    public SeriesSnapshot Read()
    {
        lock (_viewLock)
        {
            // Completed first: what completes between the two readings was issued before.
            long completed = CompletedSamples;
            long issued = Math.Max(IssuedSamples, completed);
            long now = _time.NowNs;
            var look = new SeriesSnapshot(
                Mode, StartNs == 0 ? 0 : (now - StartNs) / 1e9, issued, completed, Schedule.Available * Schedule.SamplesPerQuery, _minDurationS, 0, 0);
            if (StartNs == 0 || _disposed)
                return look;
            _live ??= new LiveFigures(this);
            _live.Follow(SlotEnd, completed, now);
            var (p50, p99) = _live.RecentAt(now);
            return look with
            {
                RecentP50Ns = p50,
                RecentP99Ns = p99,
                P50Ns = _live.At(0.50),
                P99Ns = _live.At(0.99),
                RecentSamplesPerS = _live.RecentPerS,
                RecentS = _live.RecentS,
                LastIssueLagNs = LastIssueLagNs(),
            };
        }
    }

    public void Dispose()
    {
        lock (_viewLock)
        {
            _disposed = true;
            _live?.Dispose();
            _issuedAt.Dispose();
            _completedAt.Dispose();
            Tokens?.Dispose();
            Ticks?.Dispose();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long q, long slots) => Reserve(q + 1, slots);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordMore(in QuerySampleResponse response, long slot, long nowNs)
    {
        if (Tokens is { } tokens)
            tokens.RecordCount(response.TokenCount, slot, _log, Settings.Scenario != TestScenario.Offline);
        _trace?.SampleDone(this, slot, nowNs);
        _capture?.Response(response, slot, this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LogCompletedTwice(in QuerySampleResponse response, long slot, long nowNs)
    {
        _log.RuntimeError("Attempted to complete a sample twice.");

        // The official trace and accuracy log have such a sample twice; a reader of the logs has to see that.
        _trace?.SampleDone(this, slot, nowNs);
        _capture?.Response(response, slot, this);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LogUnknownId(ulong id)
    {
        long sampleId = unchecked((long)(id - 1));
        _log.RuntimeError(id != 0 && sampleId < FirstSampleId
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Received completion for an old sample. Min expected id: {FirstSampleId} Actual id: {sampleId}")
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Received completion for an unknown response id: {id}"));
    }
}
