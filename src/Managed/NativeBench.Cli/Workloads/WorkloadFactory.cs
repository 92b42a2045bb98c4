using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;
using NativeBench.Inference.TensorRT;
using NativeBench.LoadGen;

namespace NativeBench.Cli.Workloads;

/// <summary>From the request to the thing that is run. Never falls back silently: a backend that can't run is an error.</summary>
internal static class WorkloadFactory
{
    /// <summary>Seed of random inputs: the same data every time.</summary>
    public const ulong RandomSeed = 1;

    /// <summary>Loads model and data, or throws a sentence that says what's wrong with them.</summary>
    public static IWorkload Create(RunRequest request, CommandContext context)
    {
        var benchmark = request.Benchmark is null && request.ModelPath is not null ? null : BenchmarkWorkloads.Find(request, context);
        var model = request.ModelPath is not { } path ? null
            : benchmark is { Model.Networks.IsEmpty: false } ? RequireModelFolder(context.Resolve(path), path, benchmark)
            : RequireFile("--model", context.Resolve(path), path);
        var choice = BackendChooser.Choose(request.Backend);
        if (choice.Name == "null")
            return new NullWorkload(benchmark?.Id ?? Path.GetFileNameWithoutExtension(model)!, choice.Requested, benchmark);
        if (model is not null && TensorRtEngine.IsPlan(model) && choice.Name != "tensorrt")
            throw new UsageException($"--model '{request.ModelPath}' is a TensorRT plan: it runs on --backend tensorrt, and this is {choice.Name} ({choice.Reason}).");
        var likely = request.Scenarios is { Count: > 0 } scenarios ? scenarios[0] : TestScenario.SingleStream;
        var backend = BackendChooser.Open(choice, request.ExecutionFor(likely), context, likely, request.Quiet);
        return benchmark is null ? OwnModel(model!, request, backend, context) : BenchmarkWorkloads.Open(benchmark, model, request, backend, context);
    }

    /// <summary>Seeded random inputs of a model's shapes; nothing tells right from wrong.</summary>
    public static OpenedData Random(ModelInfo model, int? sampleCount = null)
    {
        var library = new RandomTensorLibrary(model, RandomSeed, sampleCount);
        return new OpenedData(library, new DataSource("random", library.Description, Seed: RandomSeed), RawResponses.Instance, Scorer: null);
    }

    private static OnnxWorkload OwnModel(string model, RunRequest request, IInferenceBackend backend, CommandContext context)
    {
        var folder = request.DataPath is { } data && !request.SyntheticData ? RequireFolder(context.Resolve(data), data) : null;
        return new OnnxWorkload(
            Path.GetFileNameWithoutExtension(model), facts: null, backend, new ModelSource(model), request.Dimensions,
            info => folder is null ? Random(info, request.SyntheticSamples) : Folder(folder, info));
    }

    private static OpenedData Folder(string folder, ModelInfo model)
    {
        var library = TensorFolderLibrary.Open(folder, model);
        try
        {
            var source = new DataSource("folder", library.Description, folder, FileHash.OfFolder(folder));
            return library.Labels is { } labels
                ? new OpenedData(library, source, Top1Responses.For(model, labels.AsSpan()), new TargetScorer(new Top1LogScorer(labels)))
                : new OpenedData(library, source, RawResponses.Instance, Scorer: null);
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    /// <summary>The path, if there is a file; else a sentence about the option.</summary>
    internal static string RequireFile(string option, string path, string typed)
    {
        if (Directory.Exists(path))
            throw new UsageException($"{option} '{typed}' is a folder; expected a file.");
        return File.Exists(path) ? path : throw new UsageException($"{option} '{typed}': there is no such file.");
    }

    private static string RequireModelFolder(string path, string typed, BenchmarkFacts benchmark) => Directory.Exists(path)
        ? path
        : throw new UsageException($"--model '{typed}' {(File.Exists(path) ? "is a file" : "isn't there")}; expected the folder with {string.Join(", ", benchmark.Model.Networks.Select(static n => n.File))} of '{benchmark.Id}'.");

    private static string RequireFolder(string path, string typed)
    {
        if (File.Exists(path))
            throw new UsageException($"--data '{typed}' is a file; expected a folder with inputs*.npy.");
        return Directory.Exists(path) ? path : throw new UsageException($"--data '{typed}': there is no such folder.");
    }
}
