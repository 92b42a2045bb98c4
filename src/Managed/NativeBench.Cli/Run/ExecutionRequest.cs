using NativeBench.Inference;

namespace NativeBench.Cli.Run;

/// <summary>How the backend is to execute; null leaves the choice to us.</summary>
internal sealed record ExecutionRequest(int? Batch = null, int? Instances = null, int? Threads = null, int? BatchDelayUs = null)
{
    /// <summary>The backend's own options.</summary>
    public BackendOptions BackendOptions { get; init; } = BackendOptions.None;

    /// <summary>What was asked for, put over a plan; where only the instances were, they share out the cores.</summary>
    public ExecutionPlan ApplyTo(ExecutionPlan plan, int cores)
    {
        if (Instances is { } instances)
            plan = plan with { Instances = instances, IntraOpThreads = Math.Max(1, cores / instances) };
        return plan with
        {
            IntraOpThreads = Threads ?? plan.IntraOpThreads,
            BatchSize = Batch ?? plan.BatchSize,
            BatchDelayUs = BatchDelayUs ?? plan.BatchDelayUs,
            BackendOptions = plan.BackendOptions.With(BackendOptions.Values),
        };
    }
}
