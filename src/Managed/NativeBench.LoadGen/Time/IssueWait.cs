namespace NativeBench.LoadGen.Time;

/// <summary>How a thread waits until the next query is due.</summary>
public enum IssueWait
{
    /// <summary>
    /// Sleeps until shortly before, then spins; spins less the more often others want its core, and not at all on a single
    /// core.
    /// </summary>
    Hybrid,

    /// <summary>Spins all the time: on time, at the price of a core.</summary>
    Spin,

    /// <summary>Sleeps all the time, as the official LoadGen does.</summary>
    Sleep,
}
