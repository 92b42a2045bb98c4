using System.Runtime.InteropServices;
using NativeBench.LoadGen;

namespace NativeBench.Tests.LoadGen.Simulation;

/// <summary>How a <see cref="SimulatedSystem"/> behaves; times in ns. See tests/golden/loadgen/README.md.</summary>
internal sealed record SimulatedBehaviour
{
    public long Base { get; init; }

    public long Jitter { get; init; }

    public long Tail { get; init; }

    public long TailEvery { get; init; }

    public bool Async { get; init; }

    public int Lanes { get; init; }

    public int Payload { get; init; }

    public bool Tokens { get; init; }

    public long TokenBase { get; init; } = 2;

    public string Fault { get; init; } = "none";
}

/// <summary>The golden data's system under test: a queue of events on virtual time.</summary>
internal sealed class SimulatedSystem : ISystemUnderTest, IDisposable
{
    private readonly SimulatedBehaviour _behaviour;
    private readonly VirtualTime _time;
    private readonly PriorityQueue<Event, (long Time, long Order)> _events = new();
    private readonly Dictionary<long, nint> _payloads = [];
    private readonly long[] _laneFree;
    private IResponseSink? _sink;
    private long _order;
    private long _queries;

    public SimulatedSystem(SimulatedBehaviour behaviour, VirtualTime time)
    {
        _behaviour = behaviour;
        _time = time;
        _laneFree = new long[Math.Max(1, behaviour.Lanes)];
        time.AdvanceTo = Deliver;
    }

    public string Name => "NullSUT";

    /// <summary>Sizes of the queries since the last <see cref="TakeCalls"/>.</summary>
    private List<int> Sizes { get; set; } = [];

    /// <summary>Samples since the last <see cref="TakeCalls"/>, in order of issue.</summary>
    private List<QuerySample> Samples { get; set; } = [];

    public void StartTest(IResponseSink responses) => _sink = responses;

    public (List<int> Sizes, List<QuerySample> Samples) TakeCalls()
    {
        var calls = (Sizes, Samples);
        (Sizes, Samples) = ([], []);
        return calls;
    }

    public void IssueQuery(ReadOnlySpan<QuerySample> samples)
    {
        _queries++;
        Sizes.Add(samples.Length);
        Samples.AddRange(samples);
        long now = _time.NowNs;
        if (_behaviour.Fault == "throw" && _queries == 3)
            throw new InvalidOperationException("SUT broke");
        if (_behaviour.Async)
            Enqueue(samples, now);
        else
            RunInline(samples, now);
    }

    public void FlushQueries() => Deliver(long.MaxValue);

    public void Dispose()
    {
        foreach (nint payload in _payloads.Values)
            Marshal.FreeHGlobal(payload);
    }

    private static long Sequence(QuerySample sample) => (long)sample.Id - 1;

    private void Enqueue(ReadOnlySpan<QuerySample> samples, long now)
    {
        foreach (var sample in samples)
        {
            int lane = Array.IndexOf(_laneFree, _laneFree.Min());
            long begin = _behaviour.Lanes > 0 ? Math.Max(now, _laneFree[lane]) : now;
            long service = ServiceNs(Sequence(sample));
            _laneFree[lane] = begin + service;
            if (_behaviour.Tokens)
                Add(new Event(true, sample), begin + (service / 4));
            Add(new Event(false, sample), begin + service);
        }
    }

    private void Add(Event e, long at) => _events.Enqueue(e, (at, _order++));

    private void RunInline(ReadOnlySpan<QuerySample> samples, long now)
    {
        long service = ServiceNs(Sequence(samples[0]));
        if (_behaviour.Tokens)
        {
            _time.Set(now + (service / 4));
            foreach (var sample in samples)
            {
                if (_behaviour.Fault != "drop_tokens" || Sequence(sample) != 3)
                    _sink!.FirstTokenComplete([Respond(sample, 0)]);
            }
        }

        _time.Set(now + service);
        var responses = new QuerySampleResponse[samples.Length];
        for (int i = 0; i < samples.Length; i++)
            responses[i] = Respond(samples[i], Tokens(Sequence(samples[i])));
        if (_behaviour.Fault == "twice" && _queries == 2)
            _sink!.QuerySamplesComplete(responses.AsSpan(0, 1));
        _sink!.QuerySamplesComplete(responses);
    }

    private void Deliver(long until)
    {
        while (_events.TryPeek(out var e, out var due) && due.Time <= until)
        {
            _events.Dequeue();
            _time.Set(due.Time);
            if (e.FirstToken)
                _sink!.FirstTokenComplete([Respond(e.Sample, 0)]);
            else
                _sink!.QuerySamplesComplete([Respond(e.Sample, Tokens(Sequence(e.Sample)))]);
        }
    }

    private long ServiceNs(long sequence)
    {
        var b = _behaviour;
        long service = b.Base;
        if (b.Jitter > 0)
            service += (long)(unchecked((ulong)sequence * 2654435761UL) & 0xffffffffUL) % b.Jitter;
        if (b.TailEvery > 0 && sequence % b.TailEvery == b.TailEvery - 1)
            service += b.Tail;
        return service;
    }

    private long Tokens(long sequence)
    {
        if (!_behaviour.Tokens)
            return 0;
        return (_behaviour.Fault, sequence) switch
        {
            ("neg_tokens", 3) => -5,
            ("zero_tokens", 3) => 0,
            _ => _behaviour.TokenBase + (sequence % 64),
        };
    }

    private QuerySampleResponse Respond(QuerySample sample, long tokens)
    {
        if (_behaviour.Payload == 0)
            return new QuerySampleResponse(sample.Id, 0, 0, tokens);
        if (!_payloads.TryGetValue(sample.Index, out nint payload))
        {
            payload = Marshal.AllocHGlobal(_behaviour.Payload);
            for (int j = 0; j < _behaviour.Payload; j++)
                Marshal.WriteByte(payload, j, unchecked((byte)((sample.Index * 31) + (j * 7))));
            _payloads[sample.Index] = payload;
        }

        return new QuerySampleResponse(sample.Id, payload, _behaviour.Payload, tokens);
    }

    private readonly record struct Event(bool FirstToken, QuerySample Sample);
}
