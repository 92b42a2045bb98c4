namespace NativeBench.LoadGen.RandomNumbers;

/// <summary>
/// The random value that every generated sample gets, and by which a performance run decides what to log. One engine
/// with a fixed seed lives through all series of a test (mlcommons/inference <c>loadgen/loadgen.cc</c>), so series
/// that don't look at their values have to be skipped over.
/// </summary>
internal sealed class AccuracyValues
{
    private readonly Mt19937 _engine = new(Mt19937.DefaultSeed);
    private long _skipped;

    public double Next()
    {
        if (_skipped > 0)
        {
            _engine.Discard(2 * _skipped);
            _skipped = 0;
        }

        return _engine.Real();
    }

    /// <summary>Passes over <paramref name="samples"/> values; costs nothing until one is asked for.</summary>
    public void Skip(long samples) => _skipped += samples;
}
