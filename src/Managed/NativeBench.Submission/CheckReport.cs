using System.Collections.Immutable;

namespace NativeBench.Submission;

/// <summary>What a check found.</summary>
/// <param name="Round">The round whose rules were applied, such as v6.1.</param>
/// <param name="Results">The results of the tree, in the order of their paths.</param>
/// <param name="Findings">What isn't as it should be, the gravest first.</param>
public sealed record CheckReport(string Round, ImmutableArray<CheckedResult> Results, ImmutableArray<Finding> Findings)
{
    /// <summary>Whether the official checker would accept the tree, as far as is known.</summary>
    public bool OfficialCheckerAccepts => Findings.All(static f => f.Severity != FindingSeverity.OfficialCheckerRejects);

    /// <summary>Whether nothing but suspicions was found.</summary>
    public bool Passes => Findings.All(static f => f.Severity == FindingSeverity.Suspicious);
}
