namespace NativeBench.Submission;

/// <summary>How much a finding matters.</summary>
public enum FindingSeverity
{
    /// <summary>The official submission checker rejects the tree for it (or ends without a verdict).</summary>
    OfficialCheckerRejects,

    /// <summary>The official checker lets it through, but a rule of the round or of the upload says otherwise.</summary>
    RulesSaySo,

    /// <summary>Nothing forbids it; somebody who reviews the submission will ask.</summary>
    Suspicious,
}

/// <summary>Something in a submission tree that isn't as it should be.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Path">The file or folder, relative to the tree's root, with slashes.</param>
/// <param name="Key">The key or line that was looked at, or null.</param>
/// <param name="Found">What is there; null if nothing is.</param>
/// <param name="Wanted">What was expected, or null where the message says it.</param>
/// <param name="Message">One sentence.</param>
public sealed record Finding(FindingSeverity Severity, string Path, string? Key, string? Found, string? Wanted, string Message);
