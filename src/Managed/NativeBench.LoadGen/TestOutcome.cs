namespace NativeBench.LoadGen;

/// <summary>How a test ended. Whether its result is VALID is another question.</summary>
public enum TestOutcome
{
    /// <summary>All of it was done.</summary>
    Completed,

    /// <summary>Cancelled; what was measured is kept and marked.</summary>
    Interrupted,

    /// <summary>The system under test, the sample library or a log file failed; what was measured is kept and marked.</summary>
    Failed,
}
