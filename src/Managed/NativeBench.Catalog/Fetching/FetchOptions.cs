namespace NativeBench.Catalog.Fetching;

/// <summary>How files are fetched.</summary>
public sealed record FetchOptions
{
    /// <summary>Tries in a row that bring nothing before it's given up.</summary>
    public int MostFruitlessTries { get; init; } = 5;

    /// <summary>The first wait between two tries; doubled each time.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait that a server's Retry-After is obeyed for.</summary>
    public TimeSpan MostPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A connection that brings nothing for so long counts as dropped.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits; a parameter so that tests need no time.</summary>
    public Func<TimeSpan, CancellationToken, Task> Pause { get; init; } = static (time, token) => Task.Delay(time, token);

    /// <summary>The clock of rates and of Retry-After dates.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told how far it is; may be null.</summary>
    public Action<FetchProgress>? Progress { get; init; }

    /// <summary>Told what happens besides, a sentence each; may be null.</summary>
    public Action<string>? Log { get; init; }
}
