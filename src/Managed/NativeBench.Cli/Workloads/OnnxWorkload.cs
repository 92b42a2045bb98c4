using System.Collections.Immutable;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// A model in ONNX Runtime over a tensor library. The engine is loaded once for all scenarios that load it alike, because ONNX
/// Runtime fixes threads and options when it loads.
/// </summary>
internal sealed class OnnxWorkload : IWorkload
{
    private readonly Func<OnnxRuntimeOptions, OnnxRuntimeEngine> _load;
    private readonly ImmutableDictionary<string, long> _dimensions;
    private readonly Dictionary<OnnxRuntimeOptions, OnnxRuntimeEngine> _engines = [];
    private readonly TensorLibrary _library;
    private readonly IResponseFormat _responses;

    /// <summary>Loads the model, then its library. <paramref name="likely"/>: how it's going to be executed, as far as is known.</summary>
    public OnnxWorkload(
        string name, BackendChoice backend, Func<OnnxRuntimeOptions, OnnxRuntimeEngine> load,
        IReadOnlyDictionary<string, int> dimensions, Func<ModelInfo, (TensorLibrary Library, DataSource Data)> openLibrary,
        double? targetPercent = null, long? serverBoundNs = null, ExecutionRequest? likely = null)
    {
        Name = name;
        Backend = backend;
        ServerBoundNs = serverBoundNs;
        _load = load;
        _dimensions = dimensions.ToImmutableDictionary(static d => d.Key, static d => (long)d.Value);
        try
        {
            // Any engine will do to ask the model; the one of Server and Offline is most likely to be used again.
            var cores = Math.Max(1, Environment.ProcessorCount);
            var engine = Engine((likely ?? new ExecutionRequest()).ApplyTo(new ExecutionPlan { Instances = cores }, cores));
            Model = engine.Model;
            BackendVersion = engine.Version;
            (_library, Data) = openLibrary(engine.Model);
        }
        catch
        {
            DisposeEngines();
            throw;
        }

        if (_library.Labels is { } labels)
        {
            _responses = Top1Responses.For(Model, labels.AsSpan());
            Scorer = new Top1Scorer(labels, targetPercent);
        }
        else
        {
            _responses = RawResponses.Instance;
        }
    }

    public string Name { get; }

    public BackendChoice Backend { get; }

    public string? BackendVersion { get; }

    public ModelInfo? Model { get; }

    public DataSource Data { get; }

    public IQuerySampleLibrary Library => _library;

    public IScorer? Scorer { get; }

    public long? ServerBoundNs { get; }

    public void Check(TestScenario scenario, TestSettings settings, ExecutionRequest execution) =>
        Plan(scenario, settings, execution).Validate(Model);

    public IWorkloadSystem OpenSystem(TestScenario scenario, TestSettings settings, ExecutionRequest execution)
    {
        var plan = Plan(scenario, settings, execution);
        plan.Validate(Model);
        var inline = plan.Instances == 1 && scenario is TestScenario.SingleStream or TestScenario.MultiStream;
        var engine = Engine(plan);
        var options = new BatchingOptions { Responses = _responses, RunInline = inline };
        return new BatchingSystem(new BatchingSystemUnderTest(engine, _library.Slab, plan, options), plan, inline, engine, _responses);
    }

    public void Dispose()
    {
        DisposeEngines();
        _library.Dispose();
    }

    /// <summary>What the scenario would choose, with what the user chose put over it.</summary>
    private ExecutionPlan Plan(TestScenario scenario, TestSettings settings, ExecutionRequest execution)
    {
        var cores = Math.Max(1, Environment.ProcessorCount);
        var samplesPerQuery = (int)Math.Min(settings.MultiStreamSamplesPerQuery, 1 << 16);
        var plan = ExecutionPlan.For(scenario, Model!, samplesPerQuery, cores);
        return execution.ApplyTo(plan, cores);
    }

    private OnnxRuntimeEngine Engine(ExecutionPlan plan)
    {
        var options = OnnxRuntimeOptions.For(plan) with { Dimensions = _dimensions };
        if (!_engines.TryGetValue(options, out var engine))
            _engines[options] = engine = _load(options);
        return engine;
    }

    private void DisposeEngines()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
        _engines.Clear();
    }

    private sealed class BatchingSystem(
        BatchingSystemUnderTest sut, ExecutionPlan plan, bool inline, OnnxRuntimeEngine engine, IResponseFormat responses) : IWorkloadSystem
    {
        public ISystemUnderTest Sut => sut;

        public BatchStatistics? Statistics => sut.Statistics;

        public ExecutionDescription? Description { get; } = new(plan, inline, responses.Description, engine.Settings);

        public void Dispose() => sut.Dispose();
    }
}
