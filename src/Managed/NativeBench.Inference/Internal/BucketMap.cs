namespace NativeBench.Inference.Internal;

/// <summary>
/// The bucket of every loaded sample, found when it's first asked for: the length of a sample is where the padding at its end
/// begins, in the input that tells (the mask if there is one, else the first). One thread at a time; each user has its own.
/// </summary>
internal sealed class BucketMap
{
    private const byte Unknown = byte.MaxValue;

    private readonly SampleSlab _slab;
    private readonly ShapeBuckets _buckets;
    private readonly int _input;
    private byte[] _bucketOfSlot = [];
    private long _version = -1;

    /// <summary>Makes an empty map.</summary>
    public BucketMap(SampleSlab slab, ShapeBuckets buckets)
    {
        _slab = slab;
        _buckets = buckets;
        for (var i = slab.Inputs.Length - 1; i >= 0; i--)
            if (slab.Inputs[i].Name.Contains("mask", StringComparison.OrdinalIgnoreCase))
                _input = i;
    }

    /// <summary>How many buckets there are.</summary>
    public int Count => _buckets.Lengths.Length;

    /// <summary>The bucket of a slot that holds a sample; the last one for another.</summary>
    public int Of(int slot)
    {
        if (_version != _slab.Version)
        {
            if (_bucketOfSlot.Length < _slab.Capacity)
                _bucketOfSlot = new byte[_slab.Capacity];
            Array.Fill(_bucketOfSlot, Unknown);
            _version = _slab.Version;
        }
        if ((uint)slot >= (uint)_bucketOfSlot.Length)
            return Count - 1;
        var bucket = _bucketOfSlot[slot];
        if (bucket == Unknown)
            _bucketOfSlot[slot] = bucket = (byte)_buckets.BucketOf(LengthOf(slot));
        return bucket;
    }

    /// <summary>The bucket that a batch runs at: that of its longest sample.</summary>
    public int Of(ReadOnlySpan<int> slots)
    {
        var bucket = 0;
        foreach (var slot in slots)
            bucket = Math.Max(bucket, Of(slot));
        return bucket;
    }

    private int LengthOf(int slot)
    {
        var row = _slab.Rows(_input, slot);
        var last = row.LastIndexOfAnyExcept((byte)0);
        var bytesPerPosition = Math.Max(1, row.Length / _buckets.Largest);
        return last < 0 ? 0 : (last / bytesPerPosition) + 1;
    }
}
