namespace NativeBench.LoadGen.Results;

/// <summary>Times of one kind: figures, and the elements of the sorted list that were asked for.</summary>
internal sealed class Distribution
{
    private static readonly double[] s_reported = [0.50, 0.90, 0.95, 0.97, 0.99, 0.999];

    private readonly OrderStatistics _times;

    /// <summary>Reads the times, two times or some more.</summary>
    /// <param name="read">Where they come from, in ns; it is read again by <see cref="CountOver"/>.</param>
    /// <param name="fraction">A percentile that will be asked for besides the reported ones.</param>
    /// <param name="ranks">Ranks that will be asked for besides.</param>
    public Distribution(TimeReader read, double fraction = 0.5, params ReadOnlySpan<long> ranks)
    {
        _times = new OrderStatistics(read);
        long count = _times.Count;
        if (count == 0)
            return;
        _times.Find([
            .. s_reported.Select(reported => Quantiles.Rank(count, reported)),
            Quantiles.Rank(count, fraction),
            .. ranks.ToArray().Select(rank => Math.Clamp(rank, 0, count - 1))]);
        Figures = new LatencyFigures(
            count, _times.Min, _times.Max, _times.Sum / count, At(0.50), At(0.90), At(0.95), At(0.97), At(0.99), At(0.999));
    }

    public static Distribution Empty { get; } = new(static (ref _, _) => 0);

    public LatencyFigures Figures { get; } = LatencyFigures.Empty;

    public long MaxNs => Figures.MaxNs;

    /// <summary>The element at <paramref name="rank"/> of the sorted list; one of the ranks asked for.</summary>
    public long At(long rank) => _times.Count == 0 ? 0 : _times[Math.Clamp(rank, 0, _times.Count - 1)];

    /// <summary>The element at percentile <paramref name="fraction"/>; one of those asked for.</summary>
    public long At(double fraction) => At(Quantiles.Rank(_times.Count, fraction));

    /// <summary>How many values are greater than <paramref name="limit"/>.</summary>
    public long CountOver(long limit) => _times.CountOver(limit);
}
