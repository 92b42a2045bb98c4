using NativeBench.LoadGen;
using NativeBench.Submission.Compliance;

namespace NativeBench.Cli.Submission.Running;

/// <summary>What a step is for.</summary>
internal enum StepKind
{
    /// <summary>The timed run.</summary>
    Performance,

    /// <summary>Every sample once, scored.</summary>
    Accuracy,

    /// <summary>A timed run under a test's audit.config, verified against the other two.</summary>
    Compliance,
}

/// <summary>One run that a submission needs.</summary>
/// <param name="Scenario">Its scenario.</param>
/// <param name="Kind">What it's for.</param>
/// <param name="Test">The test of a compliance run.</param>
internal sealed record SubmissionStep(TestScenario Scenario, StepKind Kind, ComplianceTest? Test = null)
{
    /// <summary>performance, accuracy, or the test's name.</summary>
    public string Name => Kind switch { StepKind.Performance => "performance", StepKind.Accuracy => "accuracy", _ => Test!.Name };

    /// <summary>Its result folder, relative to the submission's: <c>SingleStream/TEST01</c>.</summary>
    public string Folder => $"{Scenario}/{Name}";

    /// <summary>Where its logs are, relative to the submission's folder.</summary>
    public string Logs => $"{Folder}/{Scenario}/{(Kind == StepKind.Accuracy ? "accuracy" : "performance")}";

    /// <summary>Where a compliance test's verification is written: in a folder of the test's name, as the official scripts lay it out.</summary>
    public string Verified => $"{Scenario}/verified";

    /// <summary>The run whose figures a compliance run's are held against: TEST04-B's is TEST04-A.</summary>
    public SubmissionStep ComparedWith => Test == ComplianceTest.Test04B ? this with { Test = ComplianceTest.Test04A } : new SubmissionStep(Scenario, StepKind.Performance);

    /// <summary>The runs whose logs a compliance test's verification reads, the test's own first.</summary>
    public IEnumerable<SubmissionStep> VerifiedRuns
    {
        get
        {
            if (Test is null)
                yield break;
            yield return this;
            if (Test.NeedsPerformanceRun)
                yield return ComparedWith;
            if (Test.NeedsAccuracyRun)
                yield return new SubmissionStep(Scenario, StepKind.Accuracy);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Scenario} {Name}";
}
