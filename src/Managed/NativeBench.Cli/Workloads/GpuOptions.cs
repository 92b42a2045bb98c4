using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>The options that only GPU backends have, and what those backends have in common.</summary>
internal static class GpuOptions
{
    /// <summary>Throws if one of them was given to a backend without a GPU.</summary>
    public static void Refuse(BackendChoice backend, ExecutionRequest execution)
    {
        foreach (var (option, given) in new[]
                 {
                     ("--streams", execution.Streams is not null), ("--device", execution.Devices is not null),
                     ("--precision", execution.Precision is not null), ("--dla-core", execution.DlaCore is not null),
                 })
        {
            if (given)
                throw new UsageException($"{option} is for the GPU backends; this runs on {backend.Name} ({backend.Reason}).");
        }
    }

    /// <summary>Throws if an option of the CPU backend was given to one with a GPU.</summary>
    public static void RefuseCpuOptions(BackendChoice backend, ExecutionRequest execution)
    {
        foreach (var (option, given) in new[] { ("--instances", execution.Instances is not null), ("--threads", execution.Threads is not null) })
        {
            if (given)
                throw new UsageException($"{option} is for ort-cpu; {backend.Name} has --streams.");
        }
    }

    /// <summary>
    /// Throws for what lanes don't have: batches there follow the free lanes, not measured costs, and their threads are kept
    /// near their GPU anyway.
    /// </summary>
    public static void RefuseWorkersOptions(BackendChoice backend, ExecutionRequest execution)
    {
        if (execution.Adaptive == true || execution.Plan is { AdaptiveBatching: true })
            throw new UsageException(
                $"--batch-delay auto isn't for {backend.Name}, which takes what waits as soon as a stream is free. Give it a number of microseconds, or leave it out.");
        if (execution.Order is QueueOrder.LateLast || execution.Plan is { Order: QueueOrder.LateLast })
            throw new UsageException($"--queue-order late-last isn't for {backend.Name}: its streams take samples as they arrive.");
        if (execution.Pinning is CpuPinning.Cores or CpuPinning.Nodes || execution.Plan is { Pinning: not CpuPinning.None })
            throw new UsageException($"--pin isn't for {backend.Name}: its threads are kept on the processors near their GPU, where the machine has such.");
    }

    /// <summary>The devices that were asked for, by ordinal: the first without a word.</summary>
    /// <exception cref="CannotRunException">There is no such device.</exception>
    public static IReadOnlyList<int> Devices(ExecutionRequest execution, int count)
    {
        var devices = execution.Devices ?? [0];
        if (devices.Count == 0)
            return [.. Enumerable.Range(0, count)];
        foreach (var device in devices)
        {
            if (device >= count)
                throw new CannotRunException(Units.Invariant($"--device {device}: the CUDA driver shows {count} GPU(s), numbered from 0."));
        }

        return devices;
    }

    /// <summary>A plan whose instances are streams: one for the closed loops; the user's numbers put over it.</summary>
    public static ExecutionPlan Plan(
        TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution, int streams, int serverBatch, int offlineBatch)
    {
        var closedLoop = scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var batch = scenario switch
        {
            TestScenario.SingleStream => 1,
            TestScenario.MultiStream => Math.Clamp(samplesPerQuery, 1, ExecutionPlan.MaxBatchSize),
            TestScenario.Server => serverBatch,
            _ => offlineBatch,
        };
        var plan = new ExecutionPlan { Instances = closedLoop ? 1 : streams, BatchSize = model.FixedBatch ?? batch };
        return execution.ApplyTo(plan, 1) with { Instances = execution.Streams ?? execution.Plan?.Instances ?? plan.Instances };
    }
}
