namespace NativeBench.LoadGen.Time;

/// <summary>
/// Clock and sleep of a test. Everything that LoadGen knows of time comes from here, so that a whole run can be replayed
/// on virtual time. Thread-safe.
/// </summary>
public abstract class TimeSource
{
    /// <summary>Nanoseconds since an arbitrary origin. Never decreases; read twice a query, so it has to be cheap.</summary>
    public abstract long NowNs { get; }

    /// <summary>Wall-clock time, for the logs only.</summary>
    public abstract DateTimeOffset UtcNow { get; }

    /// <summary>The zone in which <c>test_datetime</c> is written.</summary>
    public virtual TimeZoneInfo LocalTimeZone => TimeZoneInfo.Local;

    /// <summary>Whether a thread that waits for a completion may first spin for some microseconds. Virtual time stands still meanwhile.</summary>
    public virtual bool SpinsWhileWaiting => false;

    /// <summary>A sleep can't be cut short, so an issuer sleeps in pieces of this length, in ns, and looks for interrupts between them.</summary>
    public virtual long LongestSleepNs => long.MaxValue / 4;

    /// <summary>Returns when <see cref="NowNs"/> has reached <paramref name="deadlineNs"/>, and as little later as possible.</summary>
    public abstract void SleepUntil(long deadlineNs);
}
