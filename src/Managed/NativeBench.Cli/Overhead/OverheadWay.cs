using NativeBench.LoadGen.Time;

namespace NativeBench.Cli.Overhead;

/// <summary>How LoadGen issues and records while it's measured.</summary>
/// <param name="Wait">How the issuing thread waits.</param>
/// <param name="IssueCore">The core that it's bound to, or null.</param>
/// <param name="SpillFolder">Where the records of the long runs go, or null for memory.</param>
internal sealed record OverheadWay(IssueWait Wait, int? IssueCore = null, string? SpillFolder = null)
{
    /// <summary>For the heading.</summary>
    public string Text => Wait.ToString().ToLowerInvariant()
        + (IssueCore is { } core ? Output.Units.Invariant($", on core {core}") : "")
        + (SpillFolder is null ? "" : ", records of long runs in mapped files");
}
