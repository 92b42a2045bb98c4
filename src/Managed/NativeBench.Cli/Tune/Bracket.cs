namespace NativeBench.Cli.Tune;

/// <summary>Between which rates the highest that is kept lies, and which to try next.</summary>
/// <param name="capacity">Samples per second of a plan that always has work.</param>
internal sealed class Bracket(double capacity)
{
    private const double Fine = 1.03;

    /// <summary>The highest rate that was kept; 0 if none was.</summary>
    public double Kept { get; private set; }

    /// <summary>The lowest that wasn't, or what no system keeps.</summary>
    public double Missed { get; private set; } = capacity * 1.02;

    /// <summary>The rate to try next.</summary>
    public double Next { get; private set; } = capacity * 0.75;

    public void Add(double rate, bool isKept)
    {
        if (isKept)
        {
            Kept = Math.Max(Kept, rate);

            // Short runs may have been unlucky: a rate that was missed once may be kept by a longer one.
            Missed = Math.Max(Missed, Kept * Fine);
        }
        else
        {
            Missed = Math.Min(Missed, rate);
            if (rate <= Kept)
                Kept = Missed * 0.9;
        }

        Next = Kept == 0 ? Missed * 0.7 : Missed / Kept > Fine ? (Kept + Missed) / 2 : Kept;
    }
}
