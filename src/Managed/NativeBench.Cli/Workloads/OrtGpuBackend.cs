using System.Collections.Immutable;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>ONNX Runtime's own providers for GPUs: ort-cuda and ort-tensorrt, with the user's build of its native library.</summary>
internal sealed class OrtGpuBackend : IInferenceBackend
{
    private const int DefaultStreams = 2;
    private const int ServerBatch = 8;
    private const int OfflineBatch = 32;

    private readonly OnnxRuntimeProvider _provider;
    private readonly OnnxRuntimeDevice _device;

    /// <summary>Asks whether it can run, before any model is loaded.</summary>
    /// <exception cref="CannotRunException">The native library lacks the provider.</exception>
    public OrtGpuBackend(BackendChoice choice, ExecutionRequest execution)
    {
        Choice = choice;
        _provider = choice.Name == "ort-tensorrt" ? OnnxRuntimeProvider.TensorRt : OnnxRuntimeProvider.Cuda;
        if (OnnxRuntimeDevice.WhyNot(_provider) is { } reason)
            throw new CannotRunException($"--backend {choice.Name} can't run here. {reason}");
        _device = DeviceFor(execution);
    }

    public BackendChoice Choice { get; }

    public string Version => $"ONNX Runtime {OnnxRuntimeEngine.LibraryVersion}";

    public ExecutionPlan PlanForInspection { get; } = new();

    public ModelInfo? Inspect(ModelSource model, IReadOnlyDictionary<string, long> dimensions) => null;

    public void Check(ExecutionRequest execution)
    {
        GpuOptions.RefuseCpuOptions(Choice, execution);
        DeviceFor(execution);
    }

    public ExecutionPlan Plan(TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution)
    {
        var plan = GpuOptions.Plan(scenario, model, samplesPerQuery, execution, DefaultStreams, ServerBatch, OfflineBatch);

        // Without a bound there's nothing to adapt to.
        return scenario == TestScenario.Server ? plan : plan with { AdaptiveBatching = false, Order = QueueOrder.Arrival };
    }

    public object EngineKey(ExecutionPlan plan) => Options(plan);

    public IInferenceEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions)
    {
        var options = Options(plan) with { Dimensions = dimensions.ToImmutableDictionary(), ExpectedInputs = model.ExpectedInputs };
        return model.Bytes is { } bytes ? OnnxRuntimeEngine.Load(bytes, model.Path, options) : OnnxRuntimeEngine.Load(model.Path, options);
    }

    public INetworkModel LoadNetwork(ModelSource model, ExecutionPlan plan, int mostRows) => OnnxRuntimeNetworkModel.Load(model.Path, Options(plan));

    public IWorkloadSystem OpenSystem(
        IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, TestScenario scenario, IResponseFormat responses)
    {
        var inline = plan.Instances == 1 && scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var sut = new BatchingSystemUnderTest(engine, slab, plan, new BatchingOptions { Responses = responses, RunInline = inline });
        return new EngineSystem(sut, () => sut.Statistics, new ExecutionDescription(plan, inline, responses.Description, engine.Settings));
    }

    private OnnxRuntimeOptions Options(ExecutionPlan plan) => OnnxRuntimeOptions.For(plan) with { Provider = _provider, Device = _device };

    private int OneDevice(ExecutionRequest execution) => execution.Devices switch
    {
        null => 0,
        [var device] => device,
        _ => throw new UsageException($"--device takes one GPU for {Choice.Name}: ONNX Runtime's provider runs on one. Several are for tensorrt."),
    };

    private OnnxRuntimeDevice DeviceFor(ExecutionRequest execution)
    {
        var tensorRt = _provider == OnnxRuntimeProvider.TensorRt;
        if (execution.DlaCore is not null && !tensorRt)
            throw new UsageException("--dla-core is for tensorrt and ort-tensorrt; ort-cuda has no such accelerator.");
        if (execution.Precision is "fp16" or "bf16" or "int8" && !tensorRt)
            throw new UsageException($"--precision {execution.Precision} is for tensorrt and ort-tensorrt; ort-cuda computes in the model's own types: give it a model in that precision.");
        if (execution.Precision is "fp8")
            throw new UsageException($"--precision fp8 is for tensorrt; {Choice.Name} has no such option: give it a model in that precision.");
        return new OnnxRuntimeDevice
        {
            Ordinal = OneDevice(execution),
            Tf32 = execution.Precision switch { "fp32" => false, "tf32" => true, _ => null },
            Fp16 = execution.Precision is "fp16" or "int8",
            Bf16 = execution.Precision is "bf16",
            Int8 = execution.Precision is "int8",
            DlaCore = execution.DlaCore,
            EngineCacheFolder = tensorRt ? EngineCache.Folder("ort-tensorrt") : null,
        };
    }
}
