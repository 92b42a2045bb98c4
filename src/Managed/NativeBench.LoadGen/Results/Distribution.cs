using NativeBench.LoadGen.Recording;

namespace NativeBench.LoadGen.Results;

/// <summary>Times of one kind, with the order statistics that are asked for put into place.</summary>
internal sealed class Distribution : IDisposable
{
    private static readonly double[] s_reported = [0.50, 0.90, 0.95, 0.97, 0.99, 0.999];

    private readonly NativeArray<long>? _values;
    private readonly int _count;

    /// <summary>Takes over the first <paramref name="count"/> of <paramref name="values"/> and rearranges them.</summary>
    /// <param name="values">Times in ns.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="ranks">Ranks that will be asked for besides the reported percentiles'.</param>
    public Distribution(NativeArray<long> values, int count, params ReadOnlySpan<long> ranks)
    {
        _values = values;
        _count = count;
        if (count == 0)
            return;

        var span = values.Span[..count];
        long sum = 0;
        foreach (long value in span)
            sum += value;

        var wanted = new List<int>();
        foreach (double fraction in s_reported)
            wanted.Add((int)Quantiles.Rank(count, fraction));
        foreach (long rank in ranks)
            wanted.Add((int)Math.Clamp(rank, 0, count - 1));
        wanted.Add(0);
        wanted.Add(count - 1);
        wanted.Sort();
        Quantiles.PlaceRanks(span, wanted.ToArray());
        Figures = new LatencyFigures(
            count, span[0], span[^1], sum / count, At(0.50), At(0.90), At(0.95), At(0.97), At(0.99), At(0.999));
    }

    public static Distribution Empty { get; } = new(new NativeArray<long>(1), 0);

    public LatencyFigures Figures { get; } = LatencyFigures.Empty;

    public long MaxNs => Figures.MaxNs;

    /// <summary>The element at <paramref name="rank"/> of the sorted list; one of the ranks asked for.</summary>
    public long At(long rank) => _count == 0 ? 0 : _values!.Span[(int)Math.Clamp(rank, 0, _count - 1)];

    /// <summary>The element at percentile <paramref name="fraction"/>.</summary>
    public long At(double fraction) => At(Quantiles.Rank(_count, fraction));

    /// <summary>Gives back the values; the figures stay.</summary>
    public void Dispose()
    {
        if (!ReferenceEquals(this, Empty))
            _values?.Dispose();
    }

    /// <summary>How many values are greater than <paramref name="limit"/>.</summary>
    public long CountOver(long limit)
    {
        long over = 0;
        if (_count > 0)
        {
            foreach (long value in _values!.Span[.._count])
                over += value > limit ? 1 : 0;
        }

        return over;
    }
}
