using NativeBench.Cli.Plans;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>What was found for a scenario.</summary>
internal sealed record ScenarioTuning
{
    public required TestScenario Scenario { get; init; }

    public required SearchResult Search { get; init; }

    /// <summary>The plan without tuning.</summary>
    public required ExecutionPlan Standard { get; init; }

    /// <summary>Server: the highest rate.</summary>
    public RateResult? Rate { get; init; }

    /// <summary>Server: the bound that the rate was found under, in ns.</summary>
    public long? BoundNs { get; init; }

    /// <summary>Where the bound comes from.</summary>
    public string? BoundReason { get; init; }

    /// <summary>The winner, run as <c>run</c> would.</summary>
    public RunRecord? Check { get; init; }

    public ExecutionPlan? Winner => Search.Winner?.Plan;

    /// <summary>The winner's score over the standard plan's, as both were measured; null if one wasn't.</summary>
    public double? Gain => Search.Winner is { } winner && Search.Trials.FirstOrDefault(t => t.Plan == Standard) is { Score: > 0 } standard
        ? winner.Score / standard.Score
        : null;

    /// <summary>The unit of scores.</summary>
    public string Unit => Scenario switch
    {
        TestScenario.Offline => "samples/s",
        TestScenario.Server => "queries/s kept",
        _ => "queries/s at p90",
    };
}

/// <summary>What a whole <c>tune</c> found.</summary>
internal sealed record TuneRecord
{
    public required PlanFile File { get; init; }

    public required TuneRequest Request { get; init; }

    public required SystemDescription System { get; init; }

    public required string Subject { get; init; }

    public required string? WeightsNote { get; init; }

    public required string Folder { get; init; }

    public IReadOnlyList<ScenarioTuning> Scenarios { get; init; } = [];

    /// <summary>When it was begun.</summary>
    public DateTimeOffset StartedUtc { get; init; }

    public double Seconds { get; init; }

    public bool IsInterrupted { get; init; }

    public string? Failure { get; init; }

    public IReadOnlyList<string> Warnings { get; init; } = [];

    public IReadOnlyList<string> CommandLine { get; init; } = [];
}
