using System.Collections.Immutable;

namespace NativeBench.Submission.Compliance;

/// <summary>What a compliance test found.</summary>
/// <param name="Test">The test.</param>
/// <param name="AccuracyPasses">Whether the answers pass, or null if the test doesn't look at answers.</param>
/// <param name="PerformancePasses">Whether the figures pass, or null if the test doesn't look at figures.</param>
/// <param name="Figures">What was counted and compared, by the names that the official scripts print.</param>
/// <param name="Reasons">Why it fails, a sentence each; empty if it passes.</param>
/// <param name="Warnings">What the official scripts don't object to, a sentence each.</param>
/// <param name="Folder">The folder that was written, such as …/Offline/TEST01.</param>
public sealed record ComplianceVerdict(
    ComplianceTest Test,
    bool? AccuracyPasses,
    bool? PerformancePasses,
    ImmutableArray<ComplianceFigure> Figures,
    ImmutableArray<string> Reasons,
    ImmutableArray<string> Warnings,
    string Folder)
{
    /// <summary>Whether the test is passed.</summary>
    public bool Passes => AccuracyPasses != false && PerformancePasses != false && Reasons.IsEmpty;
}

/// <summary>A figure of a compliance test.</summary>
/// <param name="Name">As the official script names it.</param>
/// <param name="Value">Its value as that prints it.</param>
public sealed record ComplianceFigure(string Name, string Value);
