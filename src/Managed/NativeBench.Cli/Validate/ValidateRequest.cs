using NativeBench.Cli.Commands;
using NativeBench.Cli.Plans;
using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Validate;

/// <summary>One of the two sides of a comparison.</summary>
/// <param name="Role">reference or candidate, as options and messages name it.</param>
/// <param name="Backend">Its backend.</param>
/// <param name="Execution">How it executes.</param>
/// <param name="ModelPath">Its model; null for the benchmark's own.</param>
internal sealed record SideRequest(string Role, string Backend, ExecutionRequest Execution, string? ModelPath)
{
    /// <summary>The plan that was named; null for the scenario's default.</summary>
    public PlanFile? Plan { get; init; }
}

/// <summary>What the user asked <c>validate</c> to compare.</summary>
internal sealed record ValidateRequest
{
    public required SideRequest Reference { get; init; }

    public required SideRequest Candidate { get; init; }

    public string? Benchmark { get; init; }

    public string? DataPath { get; init; }

    /// <summary>Whether a benchmark's model is its architecture with seeded weights.</summary>
    public bool SyntheticWeights { get; init; }

    public IReadOnlyDictionary<string, int> Dimensions { get; init; } = new Dictionary<string, int>();

    /// <summary>Whose way to execute is taken on both sides.</summary>
    public TestScenario Scenario { get; init; } = TestScenario.Offline;

    /// <summary>How many samples to compare; null for the default.</summary>
    public int? Samples { get; init; }

    /// <summary>Tolerances by name, or null to choose them by what the sides compute in.</summary>
    public Tolerances? Tolerances { get; init; }

    public double? Relative { get; init; }

    public double? Absolute { get; init; }

    public double? MinCosine { get; init; }

    public double? MaxTop1Percent { get; init; }

    /// <summary>Samples that are shown as the worst.</summary>
    public int Worst { get; init; } = 5;

    public TimeSpan? Timeout { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }

    /// <summary>A side as a request to the workload factory.</summary>
    public RunRequest ToRun(SideRequest side) => new()
    {
        Benchmark = Benchmark,
        ModelPath = side.ModelPath,
        DataPath = RunCommand.IsSynthetic(DataPath) ? null : DataPath,
        SyntheticData = RunCommand.IsSynthetic(DataPath),
        SyntheticSamples = RunCommand.SyntheticSamples(DataPath),
        SyntheticWeights = SyntheticWeights,
        Dimensions = Dimensions,
        Scenarios = [Scenario],
        Rules = Rules.Quick,
        Backend = side.Backend,
        Execution = side.Execution,
        Timeout = Timeout,
    };
}
