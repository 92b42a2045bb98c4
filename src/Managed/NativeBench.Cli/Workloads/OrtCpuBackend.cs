using System.Collections.Immutable;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>ONNX Runtime on the CPU. It fixes its threads when it loads, so an engine serves the plans with as many.</summary>
internal sealed class OrtCpuBackend(BackendChoice choice) : IInferenceBackend
{
    public BackendChoice Choice { get; } = choice;

    // The streams' plan is most likely to be used again.
    public ExecutionPlan PlanForInspection { get; } = new() { IntraOpThreads = Cores };

    private static int Cores => Math.Max(1, Environment.ProcessorCount);

    public void Check(ExecutionRequest execution) => GpuOptions.Refuse(Choice, execution);

    public ExecutionPlan Plan(TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution)
    {
        var plan = ExecutionPlan.For(scenario, model, samplesPerQuery, Cores);
        if (execution.Instances is { } instances)
            plan = plan with { Instances = instances, IntraOpThreads = Math.Max(1, Cores / instances) };
        return plan with
        {
            IntraOpThreads = execution.Threads ?? plan.IntraOpThreads,
            BatchSize = execution.Batch ?? plan.BatchSize,
            BatchDelayUs = execution.BatchDelayUs ?? plan.BatchDelayUs,
        };
    }

    public object EngineKey(ExecutionPlan plan) => plan.IntraOpThreads;

    public IInferenceEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions)
    {
        var options = new OnnxRuntimeOptions { IntraOpThreads = plan.IntraOpThreads, Dimensions = dimensions.ToImmutableDictionary() };
        return model.Bytes is { } bytes ? OnnxRuntimeEngine.Load(bytes, model.Path, options) : OnnxRuntimeEngine.Load(model.Path, options);
    }

    public IWorkloadSystem OpenSystem(
        IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, TestScenario scenario, IResponseFormat responses)
    {
        var inline = plan.Instances == 1 && scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var sut = new BatchingSystemUnderTest(engine, slab, plan, new BatchingOptions { Responses = responses, RunInline = inline });
        return new EngineSystem(sut, () => sut.Statistics, new ExecutionDescription(plan, inline, responses.Description, engine.Settings));
    }
}
