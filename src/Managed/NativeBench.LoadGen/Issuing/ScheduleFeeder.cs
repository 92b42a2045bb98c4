using NativeBench.LoadGen.Recording;
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

    private readonly QuerySchedule _schedule;
    private readonly Series _series;
    private readonly Action<long>? _generated;
    private readonly ManualResetEventSlim _more = new();
    private Thread? _thread;
    private volatile bool _cancelled;
    private volatile Exception? _error;

    /// <param name="series">The series to make queries and room for.</param>
    /// <param name="generated">Called on the generating thread with the number of queries there are now, before they can be issued.</param>
    public ScheduleFeeder(Series series, Action<long>? generated)
    {
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
            if (_error is { } error)
                throw new LoadGenException($"Generating queries failed: {error.Message}", error);
            if (_schedule.Finished)
                return q < _schedule.Available;

            // The issuer has caught up with the generator: rare, and better late than wrong.
            _more.Reset();
            if (q >= _schedule.Available && !_schedule.Finished && _error is null)
                _more.Wait(TimeSpan.FromMilliseconds(10));
        }
    }

    /// <summary>Waits until all queries are generated, since the log states how many there were.</summary>
    public void Finish(bool abandon)
    {
        _cancelled = abandon;
        _thread?.Join();
        _thread = null;
        if (_error is { } error)
            throw new LoadGenException($"Generating queries failed: {error.Message}", error);
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
                Generate(Block);
                _more.Set();
            }
        }
        catch (Exception e)
        {
            // Told to the issuing thread by WaitFor and Finish.
            _error = e;
            _more.Set();
        }
    }

    private void Generate(long count)
    {
        // Room first: a query that can be seen can be recorded.
        _schedule.Generate(count, available =>
        {
            _series.Reserve(available, checked(available * _schedule.SamplesPerQuery));
            _generated?.Invoke(available);
        });
    }
}
