using System.Security.Cryptography;
using System.Text;
using NativeBench.Catalog;
using NativeBench.Catalog.Tasks;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.Datasets.Composite;
using NativeBench.Inference;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>
/// A benchmark with several inferences a sample: its networks in a backend, and a worker an instance that drives them. Networks are
/// loaded once for all runs whose plans can share them; only one set is kept, since they may be large.
/// </summary>
internal sealed class CompositeWorkload : IWorkload
{
    private readonly IInferenceBackend _backend;
    private readonly IReadOnlyList<ModelSource> _sources;
    private readonly CompositeTask _task;
    private readonly CompositeData _data;
    private readonly bool _isStandIn;
    private readonly IReadOnlyList<string> _contract;
    private object? _key;
    private IReadOnlyList<INetworkModel> _networks = [];

    /// <summary>Loads the networks, then their data.</summary>
    /// <param name="facts">The benchmark.</param>
    /// <param name="task">Its task.</param>
    /// <param name="backend">What runs the networks.</param>
    /// <param name="sources">The networks in the order of the catalog.</param>
    /// <param name="modelPath">What --model named, or null.</param>
    /// <param name="folder">The dataset's folder; null for made-up data.</param>
    /// <param name="syntheticSamples">How many samples are made up; null: the task's own number.</param>
    /// <param name="serverBoundNs">The benchmark's own bound.</param>
    /// <param name="judge">Holds a metric against the benchmark's targets.</param>
    public CompositeWorkload(
        BenchmarkFacts facts, CompositeTask task, IInferenceBackend backend, IReadOnlyList<ModelSource> sources, string? modelPath, string? folder,
        int? syntheticSamples, long? serverBoundNs, Func<IAccuracyScorer, IScorer> judge)
    {
        Facts = facts;
        ServerBoundNs = serverBoundNs;
        (_task, _backend, _sources) = (task, backend, sources);
        _isStandIn = modelPath is null;
        try
        {
            NetworkInfo[] infos = [.. Networks(backend.PlanForInspection).Select(static n => n.Info)];
            task.Check(infos);
            Model = Describe(infos, modelPath ?? Path.GetDirectoryName(sources[0].Path)!);
            _contract = _isStandIn && Model.WeightsNote is not null ? [] : ModelContract.Differences(facts, Model);
            BackendVersion = backend.Version;
            _data = folder is null ? task.MakeUp(infos, syntheticSamples) : task.Open(infos);
        }
        catch
        {
            DisposeNetworks();
            throw;
        }

        Data = folder is null
            ? new DataSource("random", $"synthetic data for {facts.Id}, {_data.Library.Description}", Seed: _data.Seed)
            : new DataSource("dataset", _data.Library.Description, folder);

        // Answers of synthetic weights mean nothing: whatever they'd score is no accuracy.
        Scorer = Model.WeightsNote is null && _data.Scorer is { } scorer ? judge(scorer) : null;
    }

    public string Name => Facts.Id;

    public BenchmarkFacts Facts { get; }

    /// <summary>What the user changed about the preprocessing, a sentence each.</summary>
    public IReadOnlyList<string> Preprocessing { get; init; } = [];

    public string? Assumed { get; init; }

    public IReadOnlyList<string> Changes =>
        [.. Preprocessing, .. _contract, .. _data.Changes, .. _isStandIn && Model.WeightsNote is not null && Facts.Model.SyntheticNote is { } note ? [note] : Array.Empty<string>()];

    public BackendChoice Backend => _backend.Choice;

    public string? BackendVersion { get; }

    public ModelInfo Model { get; }

    public DataSource Data { get; }

    public IQuerySampleLibrary Library => _data.Library;

    public IResponseFormat? Responses => null;

    public IScorer? Scorer { get; }

    public string? NoScorer => _data.NoScorer;

    public long? ServerBoundNs { get; }

    public void Check(TestScenario scenario, TestSettings settings, ExecutionRequest execution)
    {
        _backend.Check(execution);
        if (execution.Batch is > 1 || execution.Plan is { BatchSize: > 1 })
            throw Refuse("--batch");
        if (execution.BatchDelayUs is > 0 || execution.Adaptive == true)
            throw Refuse("--batch-delay");
        if (execution.Order is not (null or QueueOrder.Arrival))
            throw Refuse("--queue-order");
        if (execution.Pinning is not (null or CpuPinning.None))
            throw new UsageException($"--pin is for benchmarks of one inference a sample; '{Name}' takes several.");
        Plan(scenario, settings, execution).Validate();
    }

    public IWorkloadSystem OpenSystem(TestScenario scenario, TestSettings settings, ExecutionRequest execution, IResponseFormat? responses = null)
    {
        if (responses is not null)
            throw new NotSupportedException("Responses of a composite benchmark are made by its workers.");
        var plan = Plan(scenario, settings, execution);
        plan.Validate();
        var networks = Networks(plan);
        var workers = new List<ISampleWorker>();
        try
        {
            for (var i = 0; i < plan.Instances; i++)
                workers.Add(MakeWorker(networks));
        }
        catch
        {
            workers.ForEach(static w => w.Dispose());
            throw;
        }

        var description = new ExecutionDescription(plan, RunsOnIssuingThread: false, _data.Responses, Settings(networks));
        return new CompositeWorkloadSystem(new CompositeSystem(Name, workers), description);
    }

    public void Dispose()
    {
        _data.Library.Dispose();
        DisposeNetworks();
    }

    private ISampleWorker MakeWorker(IReadOnlyList<INetworkModel> models)
    {
        var networks = new List<INetwork>();
        try
        {
            foreach (var model in models)
                networks.Add(model.CreateNetwork());
            return _data.MakeWorker(networks);
        }
        catch
        {
            networks.ForEach(static n => n.Dispose());
            throw;
        }
    }

    /// <summary>What suits the scenario, a sample at a time.</summary>
    private ExecutionPlan Plan(TestScenario scenario, TestSettings settings, ExecutionRequest execution) =>
        _backend.Plan(scenario, Model, (int)Math.Min(settings.MultiStreamSamplesPerQuery, 1 << 16), execution) with
        {
            BatchSize = 1,
            BatchDelayUs = 0,
            AdaptiveBatching = false,
            Order = QueueOrder.Arrival,
        };

    private IReadOnlyList<INetworkModel> Networks(ExecutionPlan plan)
    {
        var key = _backend.EngineKey(plan);
        if (key.Equals(_key))
            return _networks;
        DisposeNetworks();
        var networks = new List<INetworkModel>();
        try
        {
            foreach (var source in _sources)
                networks.Add(_backend.LoadNetwork(source, plan, _task.MostRows));
        }
        catch
        {
            networks.ForEach(static n => n.Dispose());
            throw;
        }

        (_key, _networks) = (key, networks);
        return networks;
    }

    private List<KeyValuePair<string, string>> Settings(IReadOnlyList<INetworkModel> networks)
    {
        // Networks are loaded alike; what one has of its own goes under its name.
        var all = networks[0].Settings.ToList();
        for (var i = 1; i < networks.Count; i++)
            foreach (var setting in networks[i].Settings)
                if (!networks[0].Settings.Contains(setting))
                    all.Add(new($"{Facts.Model.Networks[i].Name}: {setting.Key}", setting.Value));
        return all;
    }

    /// <summary>The networks as one model. Several have the sum of their sizes, and the SHA-256 of their sums' text, a line each.</summary>
    private ModelInfo Describe(NetworkInfo[] networks, string path)
    {
        if (networks is [var only])
        {
            return new ModelInfo
            {
                Path = only.Path,
                Sha256 = only.Sha256,
                FileBytes = only.FileBytes,
                Inputs = [.. only.Inputs.Select(static t => Spec(t, ""))],
                Outputs = [.. only.Outputs.Select(static t => Spec(t, ""))],
                WeightsNote = only.WeightsNote,
            };
        }

        return new ModelInfo
        {
            Path = path,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(networks.Select(static n => n.Sha256 + "\n"))))),
            FileBytes = networks.Sum(static n => n.FileBytes),
            Inputs = [.. networks.SelectMany((n, i) => n.Inputs.Select(t => Spec(t, Facts.Model.Networks[i].Name + ": ")))],
            Outputs = [.. networks.SelectMany((n, i) => n.Outputs.Select(t => Spec(t, Facts.Model.Networks[i].Name + ": ")))],
            WeightsNote = networks.Select(static n => n.WeightsNote).FirstOrDefault(static n => n is not null),
        };
    }

    private static TensorSpec Spec(NetworkTensor tensor, string prefix) =>
        new(prefix + tensor.Name, tensor.ElementType, tensor.Dimensions.IsEmpty ? [] : tensor.Dimensions[1..]);

    private UsageException Refuse(string option) =>
        new($"{option} doesn't apply to '{Name}', which takes several inferences a sample and answers one sample at a time an instance: use --instances and --threads.");

    private void DisposeNetworks()
    {
        foreach (var network in _networks)
            network.Dispose();
        (_key, _networks) = (null, []);
    }

    /// <summary>The system of a run.</summary>
    private sealed class CompositeWorkloadSystem(CompositeSystem sut, ExecutionDescription description) : IWorkloadSystem
    {
        public ISystemUnderTest Sut => sut;

        public ExecutionDescription? Description => description;

        public BatchStatistics? Statistics => null;

        public void Dispose() => sut.Dispose();
    }
}
