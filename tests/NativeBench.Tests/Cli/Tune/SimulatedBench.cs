using NativeBench.Cli.Tune;
using NativeBench.Inference;

namespace NativeBench.Tests.Cli.Tune;

/// <summary>A machine that exists only as a formula, with seeded noise that only ever slows; time is what it says it took.</summary>
internal sealed class SimulatedBench(Func<ExecutionPlan, double> speed, double noise, int seed) : IPlanBench
{
    private readonly Random _random = new(seed);

    public TimeSpan Preparation { get; init; } = TimeSpan.FromMilliseconds(300);

    public Func<ExecutionPlan, string?> Failure { get; init; } = static _ => null;

    public Action<int>? Measured { get; init; }

    public List<(ExecutionPlan Plan, TimeSpan Effort)> Calls { get; } = [];

    public TimeSpan Elapsed { get; private set; }

    /// <summary>
    /// Samples per second of a machine with so many cores: cores beyond the real ones are lost, threads of one run share it
    /// with a loss, a batch spreads a fixed cost, and too large a one leaves the cache.
    /// </summary>
    public static double Machine(ExecutionPlan plan, int cores, double threadLoss, double fixedCost, double cacheBatch)
    {
        var threads = Math.Min(plan.Instances * plan.IntraOpThreads, cores);
        var perInstance = plan.IntraOpThreads / (1 + (threadLoss * (plan.IntraOpThreads - 1)));
        var busy = perInstance * plan.Instances * threads / (plan.Instances * plan.IntraOpThreads);
        var spread = plan.BatchSize / (plan.BatchSize + fixedCost);
        return 100 * busy * spread / (1 + (plan.Instances * plan.BatchSize / cacheBatch));
    }

    public PlanMeasurement Measure(ExecutionPlan plan, TimeSpan effort)
    {
        Calls.Add((plan, effort));
        Measured?.Invoke(Calls.Count);
        var took = effort + Preparation;
        Elapsed += took;
        return Failure(plan) is { } failure
            ? new PlanMeasurement(0, took, failure)
            : new PlanMeasurement(speed(plan) * (1 - (noise * _random.NextDouble())), took);
    }
}
