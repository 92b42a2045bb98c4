using System.Collections.Immutable;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.Inference;
using NativeBench.Inference.OnnxRuntime;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// A model in ONNX Runtime over a tensor library. The engine is loaded once per number of threads, because ONNX Runtime
/// fixes that when it loads.
/// </summary>
internal sealed class OnnxWorkload : IWorkload
{
    private readonly Func<OnnxRuntimeOptions, OnnxRuntimeEngine> _load;
    private readonly ImmutableDictionary<string, long> _dimensions;
    private readonly Dictionary<int, OnnxRuntimeEngine> _engines = [];
    private readonly TensorLibrary _library;
    private readonly IResponseFormat _responses;

    /// <summary>Loads the model, then its library.</summary>
    public OnnxWorkload(
        string name, BackendChoice backend, Func<OnnxRuntimeOptions, OnnxRuntimeEngine> load,
        IReadOnlyDictionary<string, int> dimensions, Func<ModelInfo, (TensorLibrary Library, DataSource Data)> openLibrary,
        double? targetPercent = null, long? serverBoundNs = null)
    {
        Name = name;
        Backend = backend;
        ServerBoundNs = serverBoundNs;
        _load = load;
        _dimensions = dimensions.ToImmutableDictionary(static d => d.Key, static d => (long)d.Value);
        try
        {
            // Any engine will do to ask the model; the streams' one is most likely to be used again.
            var engine = Engine(Math.Max(1, Environment.ProcessorCount));
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

            // Answers of synthetic weights mean nothing: whatever they'd score is no accuracy.
            Scorer = Model.WeightsNote is null ? new Top1Scorer(labels, targetPercent) : null;
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
        var engine = Engine(plan.IntraOpThreads);
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
        if (execution.Instances is { } instances)
            plan = plan with { Instances = instances, IntraOpThreads = Math.Max(1, cores / instances) };
        return plan with
        {
            IntraOpThreads = execution.Threads ?? plan.IntraOpThreads,
            BatchSize = execution.Batch ?? plan.BatchSize,
            BatchDelayUs = execution.BatchDelayUs ?? plan.BatchDelayUs,
        };
    }

    private OnnxRuntimeEngine Engine(int threads)
    {
        if (!_engines.TryGetValue(threads, out var engine))
            _engines[threads] = engine = _load(new OnnxRuntimeOptions { IntraOpThreads = threads, Dimensions = _dimensions });
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
