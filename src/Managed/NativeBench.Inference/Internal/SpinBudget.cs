using System.Diagnostics;

namespace NativeBench.Inference.Internal;

/// <summary>
/// How long it pays to look at memory before sleeping: somewhat longer than completions were waited for lately, unless that
/// was so long that the core is better left to others.
/// </summary>
internal sealed class SpinBudget
{
    private const int SmoothingShift = 3;

    private static readonly long s_least = Stopwatch.Frequency / 50_000;
    private static readonly long s_most = Stopwatch.Frequency / 5_000;

    private readonly bool _canSpin;
    private long _meanWait;

    /// <summary>Starts with the largest budget.</summary>
    /// <param name="coreCount">Cores there are: on a single one the thread that is waited for couldn't run.</param>
    public SpinBudget(int coreCount)
    {
        _canSpin = coreCount > 1;
        _meanWait = s_most / 2;
    }

    /// <summary>Ticks to spin for: 20 to 200 µs, or 0.</summary>
    public long Ticks => !_canSpin ? 0 : _meanWait > s_most ? s_least : Math.Clamp(_meanWait * 2, s_least, s_most);

    /// <summary>A completion was waited for so long.</summary>
    public void Waited(long ticks)
    {
        // One very long wait, such as a pause of the load, must not end the spinning for long.
        _meanWait += (Math.Min(ticks, 4 * s_most) - _meanWait) >> SmoothingShift;
    }
}
