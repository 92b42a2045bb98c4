using NativeBench.Cli.Run;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>What the user asked <c>tune</c> to do.</summary>
internal sealed record TuneRequest
{
    /// <summary>What is run, under which rules, with which settings.</summary>
    public required RunRequest Run { get; init; }

    /// <summary>The scenarios, in the order in which they are tuned.</summary>
    public required IReadOnlyList<TestScenario> Scenarios { get; init; }

    /// <summary>What the searches of plans may take altogether; Server's rate and the checks come on top.</summary>
    public required TimeSpan Budget { get; init; }

    public PlanLimits Limits { get; init; } = new();

    /// <summary>All plans as long as the finalists.</summary>
    public bool IsGrid { get; init; }

    /// <summary>Whether the winner is run again as <c>run</c> would.</summary>
    public bool Checks { get; init; } = true;

    public string? OutputPath { get; init; }

    public bool Json { get; init; }

    public bool Quiet { get; init; }

    /// <summary>A scenario's share of the budget: Server's tries are runs, and a stream has few plans.</summary>
    public TimeSpan BudgetOf(TestScenario scenario) => Budget * Weight(scenario) / Scenarios.Sum(Weight);

    private static double Weight(TestScenario scenario) => scenario switch
    {
        TestScenario.Server => 3,
        TestScenario.Offline => 2.5,
        TestScenario.MultiStream => 1.5,
        _ => 0.5,
    };
}
