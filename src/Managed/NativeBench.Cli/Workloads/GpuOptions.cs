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
                     ("--streams", execution.Streams is not null), ("--device", execution.Device is not null),
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
