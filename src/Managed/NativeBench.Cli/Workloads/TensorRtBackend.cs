using System.Collections.Immutable;
using NativeBench.Cli.Devices;
using NativeBench.Cli.Output;
using NativeBench.Cli.Run;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// TensorRT through the shim. An engine is built for one largest batch and is fastest for that, so every batch size has its
/// own; the cache keeps them between runs.
/// </summary>
internal sealed class TensorRtBackend : IInferenceBackend
{
    /// <summary>Batches in flight where they come by themselves: copies of two hide behind the computing of two.</summary>
    private const int DefaultStreams = 4;
    private const int ServerBatch = 8;
    private const int OfflineBatch = 32;

    private readonly TensorRtRuntime _runtime;
    private readonly ExecutionRequest _asked;
    private readonly CommandContext _context;
    private readonly bool _quiet;
    private int? _batchOfPlan;

    /// <summary>Opens CUDA and TensorRT.</summary>
    /// <exception cref="CannotRunException">Something is missing: what, where it was looked for, and what to do.</exception>
    public TensorRtBackend(BackendChoice choice, ExecutionRequest execution, CommandContext context, bool quiet)
    {
        _asked = execution;
        _context = context;
        _quiet = quiet;
        _runtime = GpuTrouble.OpenOrExplain(choice.Name);
        Choice = choice with { IsEmulated = _runtime.IsEmulated };
        if (execution.Device is { } device && device >= _runtime.Devices.Count)
            throw new CannotRunException(Units.Invariant($"--device {device}: the CUDA driver shows {_runtime.Devices.Count} GPU(s), numbered from 0."));
    }

    public BackendChoice Choice { get; }

    public string Version => _runtime.Description;

    public ExecutionPlan PlanForInspection { get; } = new();

    // A plan can't be read without the device; it is loaded as it is, and once.
    public ModelInfo? Inspect(ModelSource model, IReadOnlyDictionary<string, long> dimensions) =>
        model.Bytes is null && TensorRtEngine.IsPlan(model.Path) ? null : TensorRtEngine.Inspect(model.Path, model.Bytes, dimensions);

    public void Check(ExecutionRequest execution)
    {
        GpuOptions.RefuseCpuOptions(Choice, execution);
        TensorRtOptionTexts.Apply(new TensorRtOptions(), execution.BackendOptions);
    }

    public ExecutionPlan Plan(TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution)
    {
        var plan = GpuOptions.Plan(scenario, model, samplesPerQuery, execution, DefaultStreams, ServerBatch, OfflineBatch);
        return execution.Batch is null && execution.Plan is null && _batchOfPlan is { } most ? plan with { BatchSize = Math.Min(plan.BatchSize, most) } : plan;
    }

    public object EngineKey(ExecutionPlan plan) => (_batchOfPlan ?? plan.BatchSize, plan.BackendOptions);

    public IInferenceEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions)
    {
        var options = TensorRtOptionTexts.Apply(
            new TensorRtOptions
            {
                Device = _asked.Device ?? 0,
                DlaCore = _asked.DlaCore,
                Precision = _asked.Precision is { } precision ? Enum.Parse<TensorRtPrecision>(precision, ignoreCase: true) : TensorRtPrecision.Default,
                MaxBatchSize = plan.BatchSize,
                Dimensions = dimensions.ToImmutableDictionary(),
                CacheDirectory = EngineCache.Folder("tensorrt"),
            },
            plan.BackendOptions);
        var engine = TensorRtEngine.Load(
            _runtime, model.Path, model.Bytes, options, new BuildLog(model.Path, Log), _context.Cancellation);
        if (Inspect(model, dimensions) is null)
            _batchOfPlan = engine.MaxBatchSize;
        foreach (var warning in engine.Warnings)
            Log($"TensorRT: {warning}");
        return engine;
    }

    public IWorkloadSystem OpenSystem(
        IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, TestScenario scenario, IResponseFormat responses)
    {
        var inline = scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var options = new LaneOptions { Responses = responses, RunInline = inline };
        return new TensorRtSystem((TensorRtEngine)engine, slab, plan, options);
    }

    private void Log(string text)
    {
        if (!_quiet)
            _context.Terminal.Log(text);
    }

    /// <summary>Tells now and then how far a build is, since it can take minutes.</summary>
    private sealed class BuildLog(string model, Action<string> log) : IProgress<TensorRtBuildProgress>
    {
        private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(5);

        private TimeSpan _next = s_interval;

        public void Report(TensorRtBuildProgress value)
        {
            if (value.Elapsed < _next)
                return;
            _next = value.Elapsed + s_interval;
            var steps = value is { Step: { } step, StepCount: { } count } ? Units.Invariant($" ({step}/{count})") : "";
            var what = value.WaitsForOther ? "another process builds it" : value.Stage.Length == 0 ? "building" : value.Stage + steps;
            log(Units.Invariant($"Engine of {Path.GetFileName(model)}: {what}, {value.Elapsed.TotalSeconds:0} s so far"));
        }
    }
}
