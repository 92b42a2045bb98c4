using System.Collections.Immutable;

namespace NativeBench.Submission.Compliance;

/// <summary>A test of the official compliance suite (mlcommons/inference <c>compliance/</c>).</summary>
public sealed record ComplianceTest
{
    /// <summary>Answers in a performance run are those of the accuracy run.</summary>
    public static ComplianceTest Test01 { get; } = new("TEST01", "Answers given in a performance run are those of the accuracy run.", CompliancePart.Accuracy | CompliancePart.Performance);

    /// <summary>Since v2.1: repeating one sample isn't faster than the performance run.</summary>
    public static ComplianceTest Test04 { get; } = new("TEST04", "Repeating one sample isn't faster: nothing is cached.", CompliancePart.Performance);

    /// <summary>Up to v2.0: every sample once; what <see cref="Test04B"/> is compared with.</summary>
    public static ComplianceTest Test04A { get; } = new("TEST04-A", "Every sample once: what TEST04-B is compared with.", CompliancePart.None);

    /// <summary>Up to v2.0: one sample over and over, compared with <see cref="Test04A"/>.</summary>
    public static ComplianceTest Test04B { get; } = new("TEST04-B", "Repeating one sample isn't faster than TEST04-A: nothing is cached.", CompliancePart.Performance);

    /// <summary>Up to v4.1: other random seeds change nothing.</summary>
    public static ComplianceTest Test05 { get; } = new("TEST05", "Other random seeds don't make the system slower.", CompliancePart.Performance);

    /// <summary>Language models: first token, end of sequence and number of tokens are those of the answer.</summary>
    public static ComplianceTest Test06 { get; } = new("TEST06", "First token, end of sequence and number of tokens are those of the answer.", CompliancePart.Accuracy);

    /// <summary>All answers of a performance run reach an accuracy of their own.</summary>
    public static ComplianceTest Test07 { get; } = new("TEST07", "The answers of a performance run reach their own accuracy target.", CompliancePart.Accuracy);

    /// <summary>dlrm-v3: normalized entropy of a performance run is that of the accuracy run.</summary>
    public static ComplianceTest Test08 { get; } = new("TEST08", "The normalized entropy of a performance run is that of the accuracy run.", CompliancePart.Accuracy);

    /// <summary>The mean length of answers in a performance run is that of the reference.</summary>
    public static ComplianceTest Test09 { get; } = new("TEST09", "Answers of a performance run are as long as the reference's.", CompliancePart.OutputLength);

    /// <summary>All of them, in the order of their names.</summary>
    public static ImmutableArray<ComplianceTest> Known { get; } = [Test01, Test04, Test04A, Test04B, Test05, Test06, Test07, Test08, Test09];

    private ComplianceTest(string name, string purpose, CompliancePart parts) => (Name, Purpose, Parts) = (name, purpose, parts);

    /// <summary>As rules and folders name it, such as TEST01.</summary>
    public string Name { get; }

    /// <summary>What it's for, in one sentence.</summary>
    public string Purpose { get; }

    /// <summary>What is verified.</summary>
    public CompliancePart Parts { get; }

    /// <summary>Whether answers of the accuracy run are compared: <see cref="ComplianceVerifier.Verify"/> needs its folder.</summary>
    public bool NeedsAccuracyRun => this == Test01 || this == Test08;

    /// <summary>Whether figures of another run are compared; for TEST04-B that run is TEST04-A's, otherwise the performance run.</summary>
    public bool NeedsPerformanceRun => Parts.HasFlag(CompliancePart.Performance);

    /// <summary>
    /// Whether <see cref="ComplianceVerifier"/> can decide it from the logs alone; TEST07 needs what the benchmark's own accuracy script
    /// printed, too (<see cref="ComplianceOptions.ScoreText"/>).
    /// </summary>
    public bool CanVerify => this != Test07;

    /// <summary>The test of a name in any case, or null.</summary>
    public static ComplianceTest? Find(string name) => Known.FirstOrDefault(test => test.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The text of the audit.config that a run of this test reads, with the keys and values of the official one for this benchmark and
    /// round; null if there is none.
    /// </summary>
    /// <param name="benchmarkId">The catalog's id or the round's name of the benchmark: resnet50, resnet, bert-99.9, dlrm-v2-99, ….</param>
    /// <param name="round">Such as v6.1 or v2.0.</param>
    public string? AuditConfig(string benchmarkId, string round) => AuditConfigurations.Text(this, benchmarkId, round);

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What of a compliance test is verified.</summary>
[Flags]
public enum CompliancePart
{
    /// <summary>Nothing; the run is material for another test.</summary>
    None = 0,

    /// <summary>Answers: verify_accuracy.txt.</summary>
    Accuracy = 1,

    /// <summary>Figures: verify_performance.txt.</summary>
    Performance = 2,

    /// <summary>Lengths of answers: verify_output_len.txt.</summary>
    OutputLength = 4,
}
