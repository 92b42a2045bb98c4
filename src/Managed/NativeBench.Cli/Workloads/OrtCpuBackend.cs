using System.Collections.Immutable;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>ONNX Runtime on the CPU. It fixes threads and options when it loads, so an engine serves the plans with the same.</summary>
/// <param name="choice">Why it was taken.</param>
/// <param name="likely">The scenario that is likely to be run first.</param>
/// <param name="asked">What was asked of the execution.</param>
internal sealed class OrtCpuBackend(BackendChoice choice, TestScenario likely, ExecutionRequest asked) : IInferenceBackend
{
    /// <summary>The largest batch of Server; how much of it is used depends on what it saves.</summary>
    private const int ServerBatchSize = 8;

    public BackendChoice Choice { get; } = choice;

    public string Version => $"ONNX Runtime {OnnxRuntimeEngine.LibraryVersion}";

    // The engine that the model is asked in should be the one that runs it: a second one takes time and memory.
    public ExecutionPlan PlanForInspection { get; } = asked.ApplyTo(
        likely is TestScenario.SingleStream or TestScenario.MultiStream
            ? new ExecutionPlan { IntraOpThreads = Cores }
            : new ExecutionPlan { Instances = Cores },
        Cores);

    private static int Cores => Math.Max(1, Environment.ProcessorCount);

    public ModelInfo? Inspect(ModelSource model, IReadOnlyDictionary<string, long> dimensions) => null;

    public void Check(ExecutionRequest execution) => GpuOptions.Refuse(Choice, execution);

    public ExecutionPlan Plan(TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution)
    {
        var plan = ExecutionPlan.For(scenario, model, samplesPerQuery, Cores);
        if (scenario == TestScenario.Server)
        {
            plan = plan with
            {
                BatchSize = model.FixedBatch ?? ServerBatchSize,
                AdaptiveBatching = true,
                Order = QueueOrder.LateLast,
            };
        }

        plan = execution.ApplyTo(plan, Cores);

        // Without a bound there's nothing to adapt to.
        return scenario == TestScenario.Server ? plan : plan with { AdaptiveBatching = false, Order = QueueOrder.Arrival };
    }

    public object EngineKey(ExecutionPlan plan) => OnnxRuntimeOptions.For(plan);

    public IInferenceEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions)
    {
        var options = OnnxRuntimeOptions.For(plan) with { Dimensions = dimensions.ToImmutableDictionary(), ExpectedInputs = model.ExpectedInputs };
        return model.Bytes is { } bytes ? OnnxRuntimeEngine.Load(bytes, model.Path, options) : OnnxRuntimeEngine.Load(model.Path, options);
    }

    public INetworkModel LoadNetwork(ModelSource model, ExecutionPlan plan, int mostRows) => OnnxRuntimeNetworkModel.Load(model.Path, OnnxRuntimeOptions.For(plan));

    public IWorkloadSystem OpenSystem(
        IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, TestScenario scenario, IResponseFormat responses)
    {
        var inline = plan.Instances == 1 && scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var sut = new BatchingSystemUnderTest(engine, slab, plan, new BatchingOptions { Responses = responses, RunInline = inline });
        return new EngineSystem(sut, () => sut.Statistics, new ExecutionDescription(plan, inline, responses.Description, engine.Settings));
    }
}
