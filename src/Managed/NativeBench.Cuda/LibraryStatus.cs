namespace NativeBench.Cuda;

/// <summary>A library that may be there or not, and what became of looking for it.</summary>
public sealed record LibraryStatus
{
    /// <summary>It is loaded and answers.</summary>
    public bool Available { get; init; }

    /// <summary>It says of itself that it is a stand-in for tests; nothing measured with it is a result.</summary>
    public bool IsEmulated { get; init; }

    /// <summary>The file or name that was opened; null if none was.</summary>
    public string? Path { get; init; }

    /// <summary>The driver's version in its own words; null if not known.</summary>
    public string? Version { get; init; }

    /// <summary>Why it isn't available and what helps, as a sentence; null if it is.</summary>
    public string? Reason { get; init; }

    /// <summary>Everything that was tried, in order.</summary>
    public IReadOnlyList<LibraryAttempt> Tried { get; init; } = [];
}
