using NativeBench.LoadGen;

namespace NativeBench.Inference.Internal;

/// <summary>
/// Puts the samples of a large query into an order in which batches are mostly neighbours in the slab. An Offline query draws
/// every slot many times; sorting by slot alone would put the repeats of one slot side by side, which no batch can read in
/// place. So the slots are walked in passes: the first occurrence of each, then the second of each, and so on. With shape
/// buckets, one bucket is walked after the other, the longest first, so that batches have one shape and the last ones are short.
/// </summary>
internal sealed class NeighbourOrder(SampleSlab slab, int maxSamples, BucketMap? buckets = null)
{
    private readonly QuerySample[] _bySlot = new QuerySample[maxSamples];
    private readonly QuerySample[] _ordered = new QuerySample[maxSamples];
    private int[] _ends = [];
    private int[] _next = [];
    private int[] _active = [];

    /// <summary>The most samples of one call.</summary>
    public int MaxSamples => maxSamples;

    /// <summary>The same samples in the better order; valid until the next call. Samples that aren't loaded come last.</summary>
    public ReadOnlySpan<QuerySample> Apply(ReadOnlySpan<QuerySample> samples)
    {
        var slots = slab.Count;
        if (_ends.Length <= slots)
        {
            _ends = new int[slots + 1];
            _next = new int[slots + 1];
            _active = new int[slots + 1];
        }
        GroupBySlot(samples, slots);
        var written = 0;
        for (var bucket = (buckets?.Count ?? 1) - 1; bucket >= 0; bucket--)
            written = WalkInPasses(slots, bucket, written);
        _bySlot.AsSpan(_next[slots], samples.Length - _next[slots]).CopyTo(_ordered.AsSpan(written));
        return _ordered.AsSpan(0, samples.Length);
    }

    /// <summary>Counting sort. Afterwards slot s has _bySlot[_next[s].._ends[s]]; s = slots is for samples that aren't loaded.</summary>
    private void GroupBySlot(ReadOnlySpan<QuerySample> samples, int slots)
    {
        var counts = _ends.AsSpan(0, slots + 1);
        counts.Clear();
        foreach (var sample in samples)
            counts[Key(sample, slots)]++;
        var start = 0;
        for (var s = 0; s <= slots; s++)
        {
            _next[s] = start;
            start += counts[s];
            _ends[s] = _next[s];
        }
        foreach (var sample in samples)
            _bySlot[_ends[Key(sample, slots)]++] = sample;
    }

    private int WalkInPasses(int slots, int bucket, int written)
    {
        var active = 0;
        for (var s = 0; s < slots; s++)
            if (_next[s] < _ends[s] && (buckets is null || buckets.Of(s) == bucket))
                _active[active++] = s;
        while (active > 0)
        {
            var kept = 0;
            for (var a = 0; a < active; a++)
            {
                var slot = _active[a];
                _ordered[written++] = _bySlot[_next[slot]++];
                if (_next[slot] < _ends[slot])
                    _active[kept++] = slot;
            }
            active = kept;
        }
        return written;
    }

    private int Key(QuerySample sample, int slots)
    {
        var slot = slab.SlotOf(sample.Index);
        return slot < 0 ? slots : slot;
    }
}
