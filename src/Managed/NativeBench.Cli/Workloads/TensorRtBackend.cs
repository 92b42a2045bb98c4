using System.Collections.Immutable;
using System.Diagnostics;
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
    private readonly IReadOnlyList<int> _devices;
    private readonly CommandContext _context;
    private readonly bool _quiet;
    private TimeSpan _loading;
    private int? _batchOfPlan;

    /// <summary>Opens CUDA and TensorRT.</summary>
    /// <exception cref="CannotRunException">Something is missing: what, where it was looked for, and what to do.</exception>
    public TensorRtBackend(BackendChoice choice, ExecutionRequest execution, CommandContext context, bool quiet)
    {
        _asked = execution;
        _context = context;
        _quiet = quiet;
        var begin = Stopwatch.GetTimestamp();
        _runtime = GpuTrouble.OpenOrExplain(choice.Name);
        _loading = Stopwatch.GetElapsedTime(begin);
        Choice = choice with { IsEmulated = _runtime.IsEmulated };
        _devices = GpuOptions.Devices(execution, _runtime.Devices.Count);
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
        GpuOptions.RefuseWorkersOptions(Choice, execution);
        TensorRtOptionTexts.Apply(new TensorRtOptions(), execution.BackendOptions);
    }

    public ExecutionPlan Plan(TestScenario scenario, ModelInfo model, int samplesPerQuery, ExecutionRequest execution)
    {
        // A query of MultiStream is shared out.
        var share = (samplesPerQuery + _devices.Count - 1) / _devices.Count;
        var plan = GpuOptions.Plan(scenario, model, share, execution, DefaultStreams, ServerBatch, OfflineBatch);
        return execution.Batch is null && execution.Plan is null && _batchOfPlan is { } most ? plan with { BatchSize = Math.Min(plan.BatchSize, most) } : plan;
    }

    public object EngineKey(ExecutionPlan plan) => (_batchOfPlan ?? plan.BatchSize, plan.BackendOptions);

    public IInferenceEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions)
    {
        var begin = Stopwatch.GetTimestamp();
        var engines = new TensorRtDevices();
        try
        {
            foreach (var device in _devices)
                engines.Add(Load(model, plan, dimensions, device));
        }
        catch
        {
            engines.Dispose();
            throw;
        }

        _loading += Stopwatch.GetElapsedTime(begin);
        if (Inspect(model, dimensions) is null)
            _batchOfPlan = engines.First.MaxBatchSize;
        return engines;
    }

    public IWorkloadSystem OpenSystem(
        IInferenceEngine engine, SampleSlab slab, ExecutionPlan plan, TestScenario scenario, IResponseFormat responses)
    {
        // One sample can't be shared out: it runs on the first device.
        var inline = scenario is TestScenario.SingleStream || (scenario is TestScenario.MultiStream && _devices.Count == 1);
        var options = new LaneOptions { Responses = responses, RunInline = inline };
        // The logs carry it, too, where `submission check` finds it.
        if (_runtime.IsEmulated)
            options = options with { Name = $"{engine.BackendName} {engine.Model.Name} (emulated)" };
        if (TensorRtOptionTexts.Apply(new TensorRtOptions(), plan.BackendOptions).HangTimeout is { } timeout)
            options = options with { HangTimeout = timeout };
        return new TensorRtSystem((TensorRtDevices)engine, slab, plan, options, _loading);
    }

    private TensorRtEngine Load(ModelSource model, ExecutionPlan plan, IReadOnlyDictionary<string, long> dimensions, int device)
    {
        var options = TensorRtOptionTexts.Apply(
            new TensorRtOptions
            {
                Device = device,
                SamplesNear = _devices[0],
                DlaCore = _asked.DlaCore,
                Precision = _asked.Precision is { } precision ? Enum.Parse<TensorRtPrecision>(precision, ignoreCase: true) : TensorRtPrecision.Default,
                MaxBatchSize = plan.BatchSize,
                Dimensions = dimensions.ToImmutableDictionary(),
                CacheDirectory = EngineCache.Folder("tensorrt"),
            },
            plan.BackendOptions);
        var engine = TensorRtEngine.Load(
            _runtime, model.Path, model.Bytes, options, new BuildLog(model.Path, Log), _context.Cancellation);
        foreach (var warning in engine.Warnings)
            Log($"TensorRT: {warning}");
        return engine;
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
