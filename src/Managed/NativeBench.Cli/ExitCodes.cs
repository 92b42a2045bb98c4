namespace NativeBench.Cli;

/// <summary>What the process returns. Scripts read these: they don't change.</summary>
internal static class ExitCodes
{
    /// <summary>Done, and every result is VALID (accuracy: target met).</summary>
    public const int Ok = 0;

    /// <summary>Done, but a result is INVALID or a quality target was missed; the reason is printed.</summary>
    public const int NotMet = 1;

    /// <summary>Wrong usage or configuration; the message names the option, or the file and line.</summary>
    public const int Usage = 2;

    /// <summary>Couldn't run, or failed while running; what was measured up to then is kept and marked.</summary>
    public const int Failed = 3;

    /// <summary>Interrupted; what was measured up to then is kept and marked.</summary>
    public const int Interrupted = 130;
}
