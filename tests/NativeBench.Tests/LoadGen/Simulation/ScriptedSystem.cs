using NativeBench.LoadGen;

namespace NativeBench.Tests.LoadGen.Simulation;

/// <summary>
/// A system whose queries take as long as a function says, on virtual time: computing on the issuing thread, or completing
/// while somebody sleeps. Queries are numbered from 0 in each series.
/// </summary>
internal sealed class ScriptedSystem : ISystemUnderTest
{
    private readonly VirtualTime _time;
    private readonly Func<int, int, long> _serviceNs;
    private readonly bool _async;
    private readonly PriorityQueue<ulong, (long Due, ulong Id)> _running = new();
    private IResponseSink? _sink;
    private int _query;

    /// <param name="time">The test's clock.</param>
    /// <param name="serviceNs">From the query's number and its samples to the time until all of them are done.</param>
    /// <param name="async">Whether IssueQuery returns at once; samples then complete one by one, the last one in time.</param>
    public ScriptedSystem(VirtualTime time, Func<int, int, long> serviceNs, bool async)
    {
        _time = time;
        _serviceNs = serviceNs;
        _async = async;
        time.AdvanceTo = Deliver;
    }

    public string Name => "ScriptedSUT";

    /// <summary>When each query came, in ns since the clock's origin, and what it asked for.</summary>
    public List<(long AtNs, QuerySample[] Samples)> Issued { get; } = [];

    public void StartTest(IResponseSink responses) => _sink = responses;

    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        long now = _time.NowNs;
        Issued.Add((now - 1, samples.ToArray()));
        long service = _serviceNs(_query++, samples.Length);
        if (_async)
        {
            for (int i = 0; i < samples.Length; i++)
                _running.Enqueue(samples[i].Id, (now + (service * (i + 1) / samples.Length), samples[i].Id));
            return;
        }

        _time.Set(now + service);
        foreach (var sample in samples)
            _sink!.QuerySamplesComplete([new QuerySampleResponse(sample.Id, 0, 0)]);
    }

    public void FlushQueries()
    {
        Deliver(long.MaxValue);
        _query = 0;
    }

    private void Deliver(long untilNs)
    {
        while (_running.TryPeek(out ulong id, out var due) && due.Due <= untilNs)
        {
            _running.Dequeue();
            _time.Set(due.Due);
            _sink!.QuerySamplesComplete([new QuerySampleResponse(id, 0, 0)]);
        }
    }
}
