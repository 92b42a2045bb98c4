using System.Diagnostics;
using System.Numerics;

namespace NativeBench.Cli.Overhead;

/// <summary>
/// A fixed amount of arithmetic, of the kind that models are made of: multiplications and additions of vectors in the nearest
/// cache. What takes the processor from it makes it take longer, as a wait for a time would not.
/// </summary>
internal sealed class BusyWork
{
    private const int Length = 2048;
    private const int Tries = 9;

    private readonly float[] _weights = [.. Enumerable.Range(0, Length).Select(static i => 1f / (i + 1))];
    private readonly float[] _inputs = [.. Enumerable.Range(0, Length).Select(static i => (float)(i % 7))];
    private readonly long _steps;
    private float _sum;

    private BusyWork(long steps) => _steps = steps;

    /// <summary>Work for about so many ns on this machine; null for none.</summary>
    public static BusyWork? For(double ns)
    {
        if (ns <= 0)
            return null;

        // The quickest of some tries: compiled to the end, and with nobody in the way.
        const long Steps = 1 << 20;
        var trial = new BusyWork(Steps);
        var best = double.MaxValue;
        for (var i = 0; i < Tries; i++)
        {
            var start = Stopwatch.GetTimestamp();
            trial.Do();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds);
        }

        return new BusyWork(Math.Max(1, (long)(Steps * ns / best)));
    }

    /// <summary>Does it once.</summary>
    public void Do()
    {
        var weights = _weights.AsSpan();
        var inputs = _inputs.AsSpan();
        var a = Vector<float>.Zero;
        var b = Vector<float>.Zero;
        var width = Vector<float>.Count;
        var at = 0;
        for (long i = 0; i < _steps; i++)
        {
            a += new Vector<float>(weights[at..]) * new Vector<float>(inputs[at..]);
            b += new Vector<float>(weights[(at + width)..]) * new Vector<float>(inputs[(at + width)..]);
            at += 2 * width;
            if (at + (2 * width) > Length)
                at = 0;
        }

        // Kept, so that nobody may leave the work out.
        _sum = Vector.Sum(a + b);
    }

    /// <summary>What came of it last; it means nothing.</summary>
    public float Sum => _sum;
}
