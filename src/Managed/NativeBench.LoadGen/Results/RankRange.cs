namespace NativeBench.LoadGen.Results;

/// <summary>Values from low to high, among which elements of wanted ranks are; goes through them and says more exactly where.</summary>
internal sealed class RankRange
{
    /// <summary>So many values are collected and sorted; of more, parts of the range are counted.</summary>
    private const long MostCollected = 1 << 16;

    private const int PartCount = 1024;

    private readonly long _below;
    private readonly long[]? _collected;
    private readonly long[]? _counts;
    private readonly long _partWidth;
    private int _count;

    /// <param name="low">The range's least value.</param>
    /// <param name="high">Its greatest.</param>
    /// <param name="below">Elements of the list that are less than <paramref name="low"/>.</param>
    /// <param name="count">Elements in the range.</param>
    /// <param name="ranks">Wanted ranks of the list that fall into it, ascending.</param>
    public RankRange(long low, long high, long below, long count, long[] ranks)
    {
        (Low, High, Ranks, _below) = (low, high, ranks, below);
        if (low == high)
            return;
        if (count <= MostCollected)
        {
            _collected = new long[count];
        }
        else
        {
            _partWidth = ((high - low) / PartCount) + 1;
            _counts = new long[PartCount];
        }
    }

    public long Low { get; }

    public long High { get; }

    public long[] Ranks { get; }

    /// <summary>Takes in an element of the list, if it's in the range.</summary>
    public void Add(long value)
    {
        if (value < Low || value > High)
            return;
        if (_collected is not null)
        {
            // After a failure a sample may still be noted between two passes, with a time before the cut-off.
            if (_count < _collected.Length)
                _collected[_count++] = value;
        }
        else
            _counts![(value - Low) / _partWidth]++;
    }

    /// <summary>After all elements were added: the narrower ranges that the wanted ranks are in.</summary>
    public IEnumerable<RankRange> Parts()
    {
        if (_collected is not null)
        {
            Array.Sort(_collected);
            return Ranks.Select(rank => Exactly(_collected[rank - _below], [rank]));
        }

        var parts = new List<RankRange>();
        long below = _below;
        for (int i = 0; i < PartCount; i++)
        {
            long[] ranks = [.. Ranks.Where(rank => rank >= below && rank < below + _counts![i])];
            long low = Low + (i * _partWidth);
            if (ranks.Length > 0)
                parts.Add(new RankRange(low, Math.Min(low + _partWidth - 1, High), below, _counts![i], ranks));
            below += _counts![i];
        }

        return parts;
    }

    private static RankRange Exactly(long value, long[] ranks) => new(value, value, 0, 0, ranks);
}
