using NativeBench.Inference;

namespace NativeBench.Cli.Run;

/// <summary>How the backend is to execute; null leaves the choice to us.</summary>
/// <param name="Batch">Most samples in one inference.</param>
/// <param name="Instances">Inferences side by side, on the CPU.</param>
/// <param name="Threads">Threads of one inference, on the CPU.</param>
/// <param name="BatchDelayUs">How long a batch waits to fill.</param>
/// <param name="Streams">Batches in flight on a GPU.</param>
/// <param name="Devices">Ordinals of the GPUs; empty for all there are.</param>
/// <param name="Precision">Name of the precision that an engine is built with.</param>
/// <param name="DlaCore">Core of the deep learning accelerator.</param>
internal sealed record ExecutionRequest(
    int? Batch = null, int? Instances = null, int? Threads = null, int? BatchDelayUs = null,
    int? Streams = null, IReadOnlyList<int>? Devices = null, string? Precision = null, int? DlaCore = null)
{
    /// <summary>A whole plan, such as one that <c>tune</c> found, in place of the scenario's default; the rest is put over it.</summary>
    public ExecutionPlan? Plan { get; init; }

    /// <summary>Whether the batches follow load and latency bound; null with a fixed delay too.</summary>
    public bool? Adaptive { get; init; }

    /// <summary>Which of the waiting samples runs next.</summary>
    public QueueOrder? Order { get; init; }

    /// <summary>Where the workers may run.</summary>
    public CpuPinning? Pinning { get; init; }

    /// <summary>The backend's own options.</summary>
    public BackendOptions BackendOptions { get; init; } = BackendOptions.None;

    /// <summary>What was asked for on the CPU, put over a plan; where only the instances were, they share out the cores.</summary>
    public ExecutionPlan ApplyTo(ExecutionPlan plan, int cores)
    {
        plan = Plan ?? plan;
        if (Instances is { } instances)
            plan = plan with { Instances = instances, IntraOpThreads = Math.Max(1, cores / instances) };
        if (BatchDelayUs is not null && Adaptive is null)
            plan = plan with { AdaptiveBatching = false, Order = QueueOrder.Arrival };
        return plan with
        {
            IntraOpThreads = Threads ?? plan.IntraOpThreads,
            BatchSize = Batch ?? plan.BatchSize,
            BatchDelayUs = BatchDelayUs ?? plan.BatchDelayUs,
            AdaptiveBatching = Adaptive ?? plan.AdaptiveBatching,
            Order = Order ?? plan.Order,
            Pinning = Pinning ?? plan.Pinning,
            BackendOptions = plan.BackendOptions.With(BackendOptions.Values),
        };
    }
}
