using NativeBench.Inference;

namespace NativeBench.Cli.Tune;

/// <summary>What trying a plan for a while gave.</summary>
/// <param name="Score">How good it was, more is better: samples or queries per second; 0 if it failed.</param>
/// <param name="Took">Everything that it took, preparation included.</param>
/// <param name="Failure">Why it can't be run, in a sentence; null if it can.</param>
internal sealed record PlanMeasurement(double Score, TimeSpan Took, string? Failure = null);

/// <summary>Tries plans. The search knows nothing else of the world, so that it can be tested on made-up ones.</summary>
internal interface IPlanBench
{
    /// <summary>Runs a plan for about <paramref name="effort"/>, apart from preparation.</summary>
    PlanMeasurement Measure(ExecutionPlan plan, TimeSpan effort);
}
