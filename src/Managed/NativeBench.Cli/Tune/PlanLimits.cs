using NativeBench.Inference;

namespace NativeBench.Cli.Tune;

/// <summary>What the user fixed; null leaves it to the search.</summary>
/// <param name="MaxBatch">Largest batch to try.</param>
/// <param name="Instances">The only number of instances to try.</param>
/// <param name="Threads">The only number of threads to try.</param>
internal sealed record PlanLimits(int? MaxBatch = null, int? Instances = null, int? Threads = null)
{
    public bool Admit(ExecutionPlan plan) =>
        (MaxBatch is not { } most || plan.BatchSize <= most)
        && (Instances is not { } instances || plan.Instances == instances)
        && (Threads is not { } threads || plan.IntraOpThreads == threads);
}
