using NativeBench.LoadGen.Recording;
using NativeBench.LoadGen.Running;
using NativeBench.LoadGen.Scheduling;

namespace NativeBench.LoadGen.Issuing;

/// <summary>
/// Generates queries ahead of the issuer: a head start before the series begins, the rest in the background. Most runs
/// are generated whole by the head start; long ones start at once instead of after seconds of silence.
/// </summary>
internal sealed class ScheduleFeeder : IDisposable
{
    private const long HeadStart = 1 << 17;
    private const long Block = 1 << 14;

    /// <summary>Of records that can leave memory, so many queries are made ahead of the issuer, and so many stay behind it.</summary>
    private const long Ahead = 1 << 20;
    private const long Behind = 1 << 18;

    private readonly TestContext _test;
    private readonly QuerySchedule _schedule;
    private readonly Series _series;
    private readonly Action<long>? _generated;
    private readonly ManualResetEventSlim _more = new();
    private Thread? _thread;
    private volatile bool _cancelled;
    private volatile bool _issuingIsOver;
    private volatile bool _failed;

    /// <param name="test">Where a failure is told.</param>
    /// <param name="series">The series to make queries and room for.</param>
    /// <param name="generated">Called on the generating thread with the number of queries there are now, before they can be issued.</param>
    public ScheduleFeeder(TestContext test, Series series, Action<long>? generated)
    {
        _test = test;
        _series = series;
        _schedule = series.Schedule;
        _generated = generated;
    }

    /// <summary>Generates the head start.</summary>
    public void Begin() => Generate(HeadStart);

    /// <summary>Generates the rest in the background.</summary>
    public void Continue()
    {
        if (_schedule.Finished)
            return;
        _thread = new Thread(GenerateRest) { IsBackground = true, Name = "LoadGen schedule", Priority = ThreadPriority.BelowNormal };
        _thread.Start();
    }

    /// <summary>Waits until query <paramref name="q"/> can be issued; false if there's no such query.</summary>
    public bool WaitFor(long q)
    {
        while (true)
        {
            if (q < _schedule.Available)
                return true;
            if (_schedule.Finished)
                return q < _schedule.Available;
            if (_failed)
                return false;

            // The issuer has caught up with the generator: rare, and better late than wrong.
            _more.Reset();
            if (q >= _schedule.Available && !_schedule.Finished && !_failed)
                _more.Wait(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Waits until all queries are generated, since the log states how many there were.</summary>
    public void Finish(bool abandon)
    {
        _issuingIsOver = true;
        _cancelled = abandon;
        _thread?.Join();
        _thread = null;
    }

    public void Dispose()
    {
        Finish(abandon: true);
        _more.Dispose();
    }

    private void GenerateRest()
    {
        try
        {
            while (!_schedule.Finished && !_cancelled)
            {
                if (_series.Retires)
                    KeepPace();
                Generate(Block);
                _more.Set();
            }
        }
        catch (Exception e)
        {
            // What was issued up to here is measured and stays.
            _test.Fail($"Generating queries failed: {e.Message}", e);
            _failed = true;
            _more.Set();
        }
    }

    /// <summary>Lets records leave memory behind the issuer, and waits while enough are there before it.</summary>
    private void KeepPace()
    {
        _series.RetireBefore(_series.IssuedQueries - Behind);
        while (!_issuingIsOver && !_cancelled && _schedule.Available - _series.IssuedQueries > Ahead)
            Thread.Sleep(1);
    }

    private void Generate(long count)
    {
        // Room first: a query that can be seen can be recorded.
        _schedule.Generate(count, available =>
        {
            if (!_issuingIsOver)
                _series.Reserve(available, checked(available * _schedule.SamplesPerQuery));
            _generated?.Invoke(available);
        });
    }
}
