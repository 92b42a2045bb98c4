namespace NativeBench.Catalog.Fetching;

/// <summary>Bytes per second over the last seconds.</summary>
internal sealed class RateMeter(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromSeconds(5);

    private readonly Queue<(long At, long Bytes)> _marks = new();

    /// <summary>Notes how much there is now and returns the rate; 0 until a moment has passed.</summary>
    public double Add(long bytes)
    {
        var now = time.GetTimestamp();
        _marks.Enqueue((now, bytes));
        while (_marks.Count > 2 && time.GetElapsedTime(_marks.Peek().At, now) > s_window)
            _marks.Dequeue();
        var (at, before) = _marks.Peek();
        var seconds = time.GetElapsedTime(at, now).TotalSeconds;
        return seconds > 0.05 ? (bytes - before) / seconds : 0;
    }
}
