using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// Samples that wait for a worker, in lists by arrival: one for each shape bucket and one for those that came too late to be
/// done in time. All memory is made in advance and shared by the lists. One thread at a time.
/// </summary>
internal sealed class WaitingSamples
{
    private const int None = -1;

    private readonly QuerySample[] _samples;
    private readonly long[] _arrivedNs;
    private readonly int[] _next;
    private readonly List[] _lists;
    private int _free;

    public WaitingSamples(int capacity, int lists)
    {
        _samples = new QuerySample[capacity];
        _arrivedNs = new long[capacity];
        _next = new int[capacity];
        _lists = new List[lists];
        Clear();
    }

    /// <summary>Samples in all lists.</summary>
    public int Total { get; private set; }

    /// <summary>Samples that there is still room for.</summary>
    public int Room => _samples.Length - Total;

    public int Count(int list) => _lists[list].Count;

    /// <summary>When a list's first sample arrived.</summary>
    public long OldestNs(int list) => _arrivedNs[_lists[list].Head];

    /// <summary>When a list's last sample arrived.</summary>
    public long NewestNs(int list) => _arrivedNs[_lists[list].Tail];

    public void Add(int list, QuerySample sample, long arrivedNs)
    {
        var node = _free;
        _free = _next[node];
        _samples[node] = sample;
        _arrivedNs[node] = arrivedNs;
        Append(list, node);
        Total++;
    }

    /// <summary>Takes the first sample of one list and puts it at the end of another.</summary>
    public void Move(int from, int to) => Append(to, Unlink(from));

    /// <summary>Takes the first samples of a list.</summary>
    public void Take(int list, Span<QuerySample> target)
    {
        for (var i = 0; i < target.Length; i++)
        {
            var node = Unlink(list);
            target[i] = _samples[node];
            _next[node] = _free;
            _free = node;
        }
        Total -= target.Length;
    }

    public void Clear()
    {
        for (var i = 0; i < _next.Length; i++)
            _next[i] = i + 1;
        _free = 0;
        Total = 0;
        Array.Fill(_lists, new List { Head = None, Tail = None });
    }

    private void Append(int list, int node)
    {
        ref var target = ref _lists[list];
        _next[node] = None;
        if (target.Count++ == 0)
            target.Head = node;
        else
            _next[target.Tail] = node;
        target.Tail = node;
    }

    private int Unlink(int list)
    {
        ref var source = ref _lists[list];
        var node = source.Head;
        source.Head = _next[node];
        source.Count--;
        return node;
    }

    private struct List
    {
        public int Head;
        public int Tail;
        public int Count;
    }
}
