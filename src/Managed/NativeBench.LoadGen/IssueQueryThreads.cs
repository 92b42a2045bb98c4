namespace NativeBench.LoadGen;

/// <summary>
/// Threads of the system under test that issue Server queries, when one isn't enough
/// (<see cref="TestSettings.ServerNumIssueQueryThreads"/>; the official RegisterIssueQueryThread). Each thread calls
/// <see cref="Register"/>, which returns when the test is over. One instance serves one test.
/// </summary>
public sealed class IssueQueryThreads
{
    private readonly object _lock = new();
    private readonly List<int> _threadIds = [];
    private Action<int>? _work;
    private long _round;
    private int _working;
    private bool _ended;
    private Action<int, int>? _registered;

    /// <summary>Offers the calling thread to the test; returns when the test has ended.</summary>
    public void Register()
    {
        int index;
        long seen;
        lock (_lock)
        {
            index = _threadIds.Count;
            _threadIds.Add(Environment.CurrentManagedThreadId);
            _registered?.Invoke(index, Environment.CurrentManagedThreadId);
            seen = _round;
            Monitor.PulseAll(_lock);
        }

        while (true)
        {
            Action<int>? work;
            lock (_lock)
            {
                while (_round == seen && !_ended)
                    Monitor.Wait(_lock);
                if (_ended)
                    return;
                seen = _round;
                work = _work;
            }

            try
            {
                work?.Invoke(index);
            }
            finally
            {
                lock (_lock)
                {
                    _working--;
                    Monitor.PulseAll(_lock);
                }
            }
        }
    }

    /// <summary>Tells of every thread that has registered and that will, by its number and thread id.</summary>
    internal void OnRegistered(Action<int, int> registered)
    {
        lock (_lock)
        {
            _registered = registered;
            for (int i = 0; i < _threadIds.Count; i++)
                registered(i, _threadIds[i]);
        }
    }

    /// <summary>Waits until <paramref name="count"/> threads have registered or the time is over; how many have.</summary>
    internal int WaitFor(int count, TimeSpan limit)
    {
        long end = Environment.TickCount64 + (long)limit.TotalMilliseconds;
        lock (_lock)
        {
            while (_threadIds.Count < count && Environment.TickCount64 < end)
                Monitor.Wait(_lock, (int)Math.Max(1, end - Environment.TickCount64));
            return _threadIds.Count;
        }
    }

    /// <summary>Runs <paramref name="work"/> on all registered threads, with their numbers, and waits for them.</summary>
    internal void Run(Action<int> work)
    {
        lock (_lock)
        {
            _work = work;
            _working = _threadIds.Count;
            _round++;
            Monitor.PulseAll(_lock);
            while (_working > 0)
                Monitor.Wait(_lock);
            _work = null;
        }
    }

    /// <summary>Lets all threads go.</summary>
    internal void End()
    {
        lock (_lock)
        {
            _ended = true;
            Monitor.PulseAll(_lock);
        }
    }
}
