using NativeBench.Catalog;
using NativeBench.Catalog.Tasks;
using NativeBench.Cli.Commands;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.Datasets.Prepared;
using NativeBench.Datasets.Skia;
using NativeBench.Inference;

namespace NativeBench.Cli.Workloads;

/// <summary>A benchmark of the catalog as a workload: its model, its data, its metric, each named, fetched, embedded or synthetic.</summary>
internal static class BenchmarkWorkloads
{
    /// <summary>The benchmark that runs when nothing is named: it needs nothing but the program.</summary>
    public const string DefaultId = DigitsBenchmark.Id;

    /// <summary>The benchmark that a request names.</summary>
    public static BenchmarkFacts Find(RunRequest request, CommandContext context)
    {
        var facts = FindAny(request, context);
        return facts.NotRunnable is { } reason ? throw new UsageException($"--benchmark {facts.Id} isn't runnable here yet: {reason}.") : facts;
    }

    /// <summary>The same for one that may not be runnable here.</summary>
    public static BenchmarkFacts FindAny(RunRequest request, CommandContext context)
    {
        var catalog = request.CatalogPaths.Count > 0 ? SuiteCatalog.With(request.CatalogPaths.Select(context.Resolve)) : SuiteCatalog.BuiltIn;
        return CatalogOptions.Require(catalog, request.Benchmark ?? DefaultId, "--benchmark");
    }

    /// <summary>Loads it.</summary>
    public static IWorkload Open(BenchmarkFacts facts, string? modelPath, RunRequest request, IInferenceBackend backend, CommandContext context)
    {
        var store = request.HomePath is { } home ? new LocalStore(context.Resolve(home)) : LocalStore.Default();
        if (CompositeTask.Is(facts))
            return OpenComposite(facts, modelPath, request, backend, store, context);
        var model = BenchmarkModels.Find(facts, modelPath, request, store, context);
        var folder = request.SyntheticData ? null : FindData(facts, request, store, context);
        var round = request.Rules.Name is "quick" ? null : request.Rules.Name;
        return new OnnxWorkload(
            facts.Id, facts, backend, model, request.Dimensions,
            info => folder is null ? Synthetic(facts, info, request) : Dataset(facts, folder, info, request, store, round, context), ServerBoundNs(facts, round));
    }

    private static CompositeWorkload OpenComposite(
        BenchmarkFacts facts, string? modelPath, RunRequest request, IInferenceBackend backend, LocalStore store, CommandContext context)
    {
        if (request.Dimensions.Count > 0)
            throw new UsageException($"--dim doesn't apply to '{facts.Id}': it gives its networks each sample's own shapes.");
        var folder = request.SyntheticData ? null : FindData(facts, request, store, context);
        var models = BenchmarkModels.FindAll(facts, modelPath, request, store, context);
        var round = request.Rules.Name is "quick" ? null : request.Rules.Name;
        var task = (CompositeTask)BenchmarkTask.Create(TaskRequestFor(facts, folder ?? "", request, store, context));
        return new CompositeWorkload(facts, task, backend, models, modelPath, folder, request.SyntheticSamples, ServerBoundNs(facts, round), scorer => new TargetScorer(scorer, facts, round))
        {
            Preprocessing = [.. request.Preprocessing.Select(static p => $"The preprocessing was changed: {p.Key} = {p.Value}.")],
        };
    }

    /// <summary>The bound of Server in ns: the round's, else the latest round's, else LoadGen's default for a benchmark of no round.</summary>
    private static long? ServerBoundNs(BenchmarkFacts facts, string? round)
    {
        if (facts.Rounds.IsEmpty)
            return QuickEstimator.DefaultServerBoundNs;
        var bounds = facts.Rounds.Where(r => round is null || r.Key == round).Select(static r => r.Value.Scenarios.GetValueOrDefault("Server")?.LatencyBoundMs);
        return bounds.LastOrDefault(static b => b is not null) is { } bound ? (long)(bound * 1e6) : null;
    }

    /// <summary>The benchmark's data folder: the one named, the one fetched, or nothing where it's built in.</summary>
    public static string FindData(BenchmarkFacts facts, RunRequest request, LocalStore store, CommandContext context)
    {
        if (LocalStore.IsEmbedded(facts))
            return request.DataPath is null ? "" : throw new UsageException($"--data: '{facts.Id}' brings its own data.");
        if (request.DataPath is { } named)
        {
            var path = context.Resolve(named);
            return Directory.Exists(path) ? path
                : File.Exists(path) ? throw new UsageException($"--data '{named}' is a file; expected the folder with {facts.Dataset.Layout ?? facts.Dataset.Name}.")
                : throw new UsageException($"--data '{named}': there is no such folder.");
        }

        var presence = store.Look(facts);
        return presence.DataFolder ?? throw new UsageException(
            $"'{facts.Id}' has no data here ({facts.Dataset.Name}). Get it with 'nativebench fetch {facts.Id}', name its folder by --data, or run for speed alone with --data synthetic.");
    }

    private static OpenedData Dataset(
        BenchmarkFacts facts, string folder, ModelInfo model, RunRequest request, LocalStore store, string? round, CommandContext context)
    {
        var data = BenchmarkTask.Create(TaskRequestFor(facts, folder, request, store, context)).Open(model);
        var source = LocalStore.IsEmbedded(facts) ? new DataSource("embedded", data.Description, Sha256: DigitsBenchmark.InputsSha256)
            : data.IsPrepared ? new DataSource("folder", data.Description, folder, FileHash.OfFolder(folder))
            : new DataSource("dataset", data.Description, folder);
        return new OpenedData(data.Library, source, data.Responses, data.Scorer is { } scorer ? new TargetScorer(scorer, facts, round) : null)
        {
            Changes = [.. request.Preprocessing.Select(static p => $"The preprocessing was changed: {p.Key} = {p.Value}."), .. data.Changes],
        };
    }

    private static TaskRequest TaskRequestFor(BenchmarkFacts facts, string folder, RunRequest request, LocalStore store, CommandContext context) => new()
    {
        Facts = facts.WithPreprocessing(request.Preprocessing),
        PreprocessingOverrides = request.Preprocessing,
        Folder = folder,
        GroundTruth = request.GroundTruthPath is { } truth ? context.Resolve(truth) : null,
        PerformanceSampleCount = facts.Qsl.PerformanceSampleCount,
        Decoder = SkiaImageDecoder.Instance,
        CacheFolder = Path.Combine(store.Root, "prepared"),
        Progress = request.Quiet ? null : progress => ShowPreparation(facts, progress, context),
        Cancellation = context.Cancellation,
    };

    private static void ShowPreparation(BenchmarkFacts facts, PreparationProgress progress, CommandContext context)
    {
        var left = progress.Remaining is { } time ? $", {Output.Units.Seconds(time.TotalSeconds)} left" : "";
        context.Terminal.ShowLive(progress.Done < progress.Total ? Output.Units.Invariant($"Preparing {facts.Id}: {progress.Done}/{progress.Total} samples{left}") : null);
    }

    private static OpenedData Synthetic(BenchmarkFacts facts, ModelInfo model, RunRequest request)
    {
        var data = BenchmarkTask.Create(new TaskRequest
        {
            Facts = facts.WithPreprocessing(request.Preprocessing), Folder = "", PerformanceSampleCount = facts.Qsl.PerformanceSampleCount,
        }).OpenSynthetic(model, request.SyntheticSamples, WorkloadFactory.RandomSeed);
        var source = new DataSource("random", $"synthetic data for {facts.Id}: {data.Description}", Seed: WorkloadFactory.RandomSeed);
        return new OpenedData(data.Library, source, data.Responses, Scorer: null);
    }
}
