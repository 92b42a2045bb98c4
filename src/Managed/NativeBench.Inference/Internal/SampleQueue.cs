using System.Numerics;
using System.Runtime.InteropServices;
using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// A bounded ring from any number of issuing threads to one collecting thread at a time. Positions count samples from the
/// beginning and never wrap. A producer reserves a run of positions with one compare-and-swap; samples of one call stay together,
/// and become readable together up to <c>together</c> of them.
/// </summary>
internal sealed unsafe class SampleQueue : IDisposable
{
    private readonly NativeBuffer _memory;
    private readonly Cell* _cells;
    private readonly long _mask;
    private readonly int _together;
    private Positions _positions;

    /// <summary>Makes an empty queue for <paramref name="capacity"/> samples, rounded up to a power of two.</summary>
    /// <param name="capacity">Samples that fit.</param>
    /// <param name="together">Samples of one call that become readable at once; so many of a longer one, then the next.</param>
    public SampleQueue(int capacity, int together = int.MaxValue)
    {
        _together = together;
        Capacity = checked((int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 2)));
        _mask = Capacity - 1;
        _memory = NativeBuffer.Allocate((long)Capacity * sizeof(Cell));
        _cells = (Cell*)_memory.Address;
    }

    public int Capacity { get; }

    /// <summary>Where the next sample will be put. Any thread.</summary>
    public long Tail => Volatile.Read(ref _positions.Tail);

    /// <summary>Where the next sample will be taken. Any thread.</summary>
    public long Head => Volatile.Read(ref _positions.Head);

    /// <summary>Whether a sample can be taken now. Any thread; exact on the collecting one.</summary>
    public bool HasSample
    {
        get
        {
            var head = Head;
            return Volatile.Read(ref _cells[head & _mask].Published) == head + 1;
        }
    }

    /// <summary>Puts as many samples as there is room for, from the start of the span. Any thread; takes no lock.</summary>
    /// <param name="samples">What to put.</param>
    /// <param name="arrived">When they came, if the taker wants to know.</param>
    /// <returns>How many were put; 0 if the queue is full.</returns>
    public int Enqueue(ReadOnlySpan<QuerySample> samples, long arrived = 0)
    {
        long start;
        int count;
        do
        {
            start = Volatile.Read(ref _positions.Tail);
            count = (int)Math.Min(samples.Length, Capacity - (start - Volatile.Read(ref _positions.Head)));
            if (count <= 0)
                return 0;
        }
        while (Interlocked.CompareExchange(ref _positions.Tail, start + count, start) != start);

        for (var done = 0; done < count; done = _together > count - done ? count : done + _together)
            Publish(samples[done..count][..Math.Min(_together, count - done)], start + done, arrived);
        return count;
    }

    /// <summary>Takes samples in order, as many as are there and fit. One thread at a time.</summary>
    public int Dequeue(Span<QuerySample> target)
    {
        var head = _positions.Head;
        var count = 0;
        for (; count < target.Length; count++)
        {
            var cell = _cells + ((head + count) & _mask);
            if (Volatile.Read(ref cell->Published) != head + count + 1)
                break;
            target[count] = cell->Sample;
        }
        if (count > 0)
            Volatile.Write(ref _positions.Head, head + count);
        return count;
    }

    /// <summary>Takes the next sample, if there is one. One thread at a time.</summary>
    public bool TryDequeue(out QuerySample sample, out long arrived)
    {
        var head = _positions.Head;
        var cell = _cells + (head & _mask);
        if (Volatile.Read(ref cell->Published) != head + 1)
        {
            sample = default;
            arrived = 0;
            return false;
        }
        sample = cell->Sample;
        arrived = cell->Arrived;
        Volatile.Write(ref _positions.Head, head + 1);
        return true;
    }

    public void Dispose() => _memory.Dispose();

    private void Publish(ReadOnlySpan<QuerySample> samples, long start, long arrived)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            var cell = _cells + ((start + i) & _mask);
            cell->Sample = samples[i];
            cell->Arrived = arrived;
        }
        // Last to first: the collector sees nothing until all are there, so it can't cut a query's samples apart.
        for (var i = samples.Length - 1; i >= 0; i--)
            Volatile.Write(ref _cells[(start + i) & _mask].Published, start + i + 1);
    }

    private struct Cell
    {
        /// <summary>Position + 1 once the sample is readable; what an earlier lap left otherwise.</summary>
        public long Published;
        public QuerySample Sample;
        public long Arrived;
    }

    /// <summary>Producers and the collector each write their own pair of cache lines.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 384)]
    private struct Positions
    {
        [FieldOffset(128)]
        public long Tail;

        [FieldOffset(256)]
        public long Head;
    }
}
