using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// A model in a backend over a tensor library. Engines are kept for the whole session: one for each kind of plan that the
/// backend can't serve with the same.
/// </summary>
internal sealed class OnnxWorkload : IWorkload
{
    private readonly IInferenceBackend _backend;
    private readonly ModelSource _source;
    private readonly Dictionary<string, long> _dimensions;
    private readonly Dictionary<object, IInferenceEngine> _engines = [];
    private readonly TensorLibrary _library;
    private readonly IResponseFormat _responses;

    /// <summary>Loads the model, then its data.</summary>
    public OnnxWorkload(
        string name, BenchmarkFacts? facts, IInferenceBackend backend, ModelSource model,
        IReadOnlyDictionary<string, int> dimensions, Func<ModelInfo, OpenedData> openData, long? serverBoundNs = null)
    {
        Name = name;
        Facts = facts;
        ServerBoundNs = serverBoundNs;
        _backend = backend;
        _source = model;
        _dimensions = dimensions.ToDictionary(static d => d.Key, static d => (long)d.Value);
        try
        {
            Model = backend.Inspect(model, _dimensions) ?? Engine(backend.PlanForInspection).Model;
            BackendVersion = backend.Version;
            var opened = openData(Model);
            (_library, Data, _responses, Scorer) = opened;
            Changes = opened.Changes;

            // A model whose outputs aren't what the responses are made of is found here, not when the first test begins.
            _responses.CreateWriter(Model, maxBatchSize: 1).Dispose();
        }
        catch
        {
            DisposeEngines();
            throw;
        }

        // Answers of synthetic weights mean nothing: whatever they'd score is no accuracy.
        if (Model.WeightsNote is not null)
            Scorer = null;
    }

    public string Name { get; }

    public BenchmarkFacts? Facts { get; }

    public IReadOnlyList<string> Changes { get; }

    public string? Assumed { get; init; }

    public BackendChoice Backend => _backend.Choice;

    public string? BackendVersion { get; }

    public ModelInfo? Model { get; }

    public DataSource Data { get; }

    public IQuerySampleLibrary Library => _library;

    public IResponseFormat? Responses => _responses;

    public IScorer? Scorer { get; }

    public long? ServerBoundNs { get; }

    public void Check(TestScenario scenario, TestSettings settings, ExecutionRequest execution)
    {
        _backend.Check(execution);
        Plan(scenario, settings, execution).Validate(Model);
    }

    public IWorkloadSystem OpenSystem(
        TestScenario scenario, TestSettings settings, ExecutionRequest execution, IResponseFormat? responses = null)
    {
        var plan = Plan(scenario, settings, execution);
        plan.Validate(Model);
        return _backend.OpenSystem(Engine(plan), _library.Slab, plan, scenario, responses ?? _responses);
    }

    public void Dispose()
    {
        // The samples may be in memory of an engine's making.
        _library.Dispose();
        DisposeEngines();
    }

    private ExecutionPlan Plan(TestScenario scenario, TestSettings settings, ExecutionRequest execution) =>
        _backend.Plan(scenario, Model!, (int)Math.Min(settings.MultiStreamSamplesPerQuery, 1 << 16), execution);

    private IInferenceEngine Engine(ExecutionPlan plan)
    {
        var key = _backend.EngineKey(plan);
        if (!_engines.TryGetValue(key, out var engine))
            _engines[key] = engine = _backend.Load(_source, plan, _dimensions);
        return engine;
    }

    private void DisposeEngines()
    {
        foreach (var engine in _engines.Values)
            engine.Dispose();
        _engines.Clear();
    }
}
