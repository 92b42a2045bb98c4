using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.Cli.Workloads;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Tune;

/// <summary>What the benches of a search have in common: a workload, a scenario with its settings, loaded samples.</summary>
/// <param name="Workload">What is run.</param>
/// <param name="Scenario">The scenario.</param>
/// <param name="Settings">Its settings, with the latency bound.</param>
/// <param name="Execution">What the user fixed about the execution.</param>
/// <param name="Library">The samples.</param>
/// <param name="Context">Load generator, cancellation.</param>
internal sealed record TuningTarget(
    IWorkload Workload, TestScenario Scenario, TestSettings Settings, ExecutionRequest Execution, ResidentLibrary Library, CommandContext Context)
{
    /// <summary>The system under test with a plan.</summary>
    public IWorkloadSystem Open(ExecutionPlan plan)
    {
        var system = Workload.OpenSystem(Scenario, Settings, Executing(plan));

        // Batches that adapt have to know the bound.
        system.Expect(Settings);
        return system;
    }

    /// <summary>A driver of it.</summary>
    public SystemDriver Drive(IWorkloadSystem system) => new(system.Sut, (int)Library.PerformanceSampleCount, Context.Cancellation);

    /// <summary>The request that leads to a plan. What the user fixed is in the plan already.</summary>
    public ExecutionRequest Executing(ExecutionPlan plan) => new() { Plan = plan, BackendOptions = Execution.BackendOptions };

    /// <summary>Runs something; what the plan itself can't do is said in a sentence.</summary>
    public static PlanMeasurement Try(Func<double> measure)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        try
        {
            return new PlanMeasurement(measure(), System.Diagnostics.Stopwatch.GetElapsedTime(start));
        }
        catch (Exception e) when (e is InvalidInputException or InferenceException or OutOfMemoryException or CannotRunException)
        {
            return new PlanMeasurement(0, System.Diagnostics.Stopwatch.GetElapsedTime(start), KnownFailure.Describe(e) ?? e.Message);
        }
    }
}
