using System.Diagnostics;
using NativeBench.Cli.Machine;
using NativeBench.LoadGen;
using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Overhead;

/// <summary>
/// A system under test that does nothing but answer (or some work that means nothing), before IssueQuery returns or from a
/// worker thread; notes when its first query came and when the last was over.
/// </summary>
internal sealed class NullSystem : ISystemUnderTest, IDisposable
{
    private const int PartLength = 4096;
    private const int SpinsBeforeSleep = 300;
    private const int VainSpins = 4;
    private const int SpinAgainEvery = 64;
    private const int LongestWaitMs = 1000;

    private readonly Thread? _worker;
    private readonly QuerySampleResponse[] _responses = new QuerySampleResponse[PartLength];
    private readonly QuerySample[] _mail = new QuerySample[PartLength];
    private readonly QuerySample[] _taken = new QuerySample[PartLength];
    private readonly EventCount _mailChanges = new();
    private IResponseSink _sink = null!;
    private TimeSpan? _processorBefore;
    private int _mailCount;
    private int _waiting;
    private int _vainSpins;
    private int _waits;
    private volatile bool _ended;

    public NullSystem(bool completesOnWorker = false)
    {
        if (!completesOnWorker)
            return;
        _worker = new Thread(Serve) { IsBackground = true, Name = "null system" };
        _worker.Start();
    }

    public string Name => _worker is null ? "null" : "null (worker)";

    /// <summary>What is computed for a query before it's answered inline; nothing where it's null.</summary>
    public BusyWork? Work { get; init; }

    /// <summary>Called when the first query of a series has come.</summary>
    public Action? OnFirstQuery { get; init; }

    /// <summary>Time stamp of the first query of the last series.</summary>
    public long FirstIssued { get; private set; }

    /// <summary>Time stamp at which the last series was flushed; with a worker, its last query may still be on the way.</summary>
    public long Flushed { get; private set; }

    public long Queries { get; private set; }

    public long Samples { get; private set; }

    /// <summary>
    /// Processor time that the issuing thread used from the first query to the flush, which LoadGen asks for on the same thread;
    /// null where the system doesn't tell.
    /// </summary>
    public double? ProcessorS { get; private set; }

    public double ActiveS => Stopwatch.GetElapsedTime(FirstIssued, Flushed).TotalSeconds;

    public void StartTest(IResponseSink responses)
    {
        _sink = responses;
        Queries = 0;
        Samples = 0;
    }

    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        if (Queries++ == 0)
        {
            _processorBefore = ThreadTime.Used();
            FirstIssued = Stopwatch.GetTimestamp();
            OnFirstQuery?.Invoke();
        }

        Samples += samples.Length;
        Work?.Do();
        if (_worker is null)
            Complete(samples);
        else
            Post(samples);
    }

    public void FlushQueries()
    {
        Flushed = Stopwatch.GetTimestamp();
        ProcessorS = (ThreadTime.Used() - _processorBefore)?.TotalSeconds;
    }

    public void Dispose()
    {
        _ended = true;
        _mailChanges.Signal();
        _worker?.Join();
    }

    private void Complete(ReadOnlySpan<QuerySample> samples)
    {
        while (!samples.IsEmpty)
        {
            var part = samples[..Math.Min(samples.Length, PartLength)];
            var responses = _responses.AsSpan(0, part.Length);
            for (int i = 0; i < part.Length; i++)
                responses[i] = new QuerySampleResponse(part[i].Id, 0, 0);
            _sink.QuerySamplesComplete(responses);
            samples = samples[part.Length..];
        }
    }

    /// <summary>Hands a query over to the worker, part by part: the mail box takes one at a time.</summary>
    private void Post(ReadOnlySpan<QuerySample> samples)
    {
        while (!samples.IsEmpty)
        {
            var part = samples[..Math.Min(samples.Length, PartLength)];
            AwaitMail(full: false);
            part.CopyTo(_mail);
            SetMailCount(part.Length);
            samples = samples[part.Length..];
        }
    }

    private void Serve()
    {
        while (AwaitMail(full: true))
        {
            // Out of the box first: the next query comes as soon as this one is complete.
            int count = _mailCount;
            _mail.AsSpan(0, count).CopyTo(_taken);
            SetMailCount(0);
            Complete(_taken.AsSpan(0, count));
        }
    }

    private void SetMailCount(int count)
    {
        // A full fence: either the waiter sees the new count, or this thread sees that it waits.
        Interlocked.Exchange(ref _mailCount, count);
        if (Volatile.Read(ref _waiting) != 0)
            _mailChanges.Signal();
    }

    /// <summary>Spins for as long as a hand-over between two running threads takes, then sleeps; false at the end.</summary>
    private bool AwaitMail(bool full)
    {
        // As LoadGen itself: not where spinning only keeps the other thread from the core.
        if (_vainSpins < VainSpins || ++_waits % SpinAgainEvery == 0)
        {
            for (int i = 0; i < SpinsBeforeSleep; i++)
            {
                if (Volatile.Read(ref _mailCount) > 0 == full)
                {
                    _vainSpins = 0;
                    return true;
                }

                Thread.SpinWait(4);
            }

            _vainSpins++;
        }

        Interlocked.Increment(ref _waiting);
        while (true)
        {
            int seen = _mailChanges.Current;
            bool there = Volatile.Read(ref _mailCount) > 0 == full;
            if (there || _ended)
            {
                Interlocked.Decrement(ref _waiting);
                return there;
            }

            _mailChanges.Wait(seen, LongestWaitMs);
        }
    }
}
