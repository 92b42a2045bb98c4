using NativeBench.Catalog;
using NativeBench.Cli.Run;
using NativeBench.Datasets;
using NativeBench.ModelSynthesis;

namespace NativeBench.Cli.Workloads;

/// <summary>Finds a benchmark's model: named, embedded, fetched, or made with synthetic weights.</summary>
internal static class BenchmarkModels
{
    /// <summary>The model, or a sentence that says how to get one.</summary>
    public static ModelSource Find(BenchmarkFacts facts, string? named, RunRequest request, LocalStore store, CommandContext context)
    {
        if (named is not null)
            return new ModelSource(named);
        if (request.SyntheticWeights)
            return Synthesize(facts, facts.Model.Synthetic, store, Log(request, context), context.Cancellation);
        if (LocalStore.IsEmbedded(facts))
            return new ModelSource(DigitsBenchmark.ModelName, DigitsBenchmark.ReadModel());
        if (store.Look(facts).ModelPath is { } fetched)
            return new ModelSource(fetched);
        var synthetic = Architecture(facts) is null ? "" : ", or run for speed alone with --weights synthetic";
        throw new UsageException(facts.DefaultModelFile is { Url: not null } file
            ? $"'{facts.Id}' has no model here. Get {file.File} with 'nativebench fetch {facts.Id}', or name an ONNX file by --model{synthetic}."
            : $"'{facts.Id}' has no model here, and {(facts.Model.Onnx == false ? "the suite has no ONNX file of it" : $"none that is loaded as it comes ('nativebench fetch {facts.Id}' tells the steps)")}. Name one by --model{synthetic}.");
    }

    /// <summary>The networks of a model, in the order of the catalog; one if the model is a single file.</summary>
    public static IReadOnlyList<ModelSource> FindAll(BenchmarkFacts facts, string? named, RunRequest request, LocalStore store, CommandContext context)
    {
        var networks = facts.Model.Networks;
        if (networks.IsEmpty)
            return [Find(facts, named, request, store, context)];
        if (named is null && request.SyntheticWeights)
            return [.. networks.Select(n => Synthesize(facts, n.Synthetic, store, Log(request, context), context.Cancellation, anyLength: true))];
        var folder = named ?? store.ModelFolder(facts.Id);
        var missing = networks.Where(n => !File.Exists(Path.Combine(folder, n.File))).ToArray();
        if (missing.Length == 0)
            return [.. networks.Select(n => new ModelSource(Path.Combine(folder, n.File)))];
        var all = string.Join(", ", networks.Select(static n => $"{n.File} ({n.Name})"));
        throw new UsageException(named is not null
            ? $"--model '{request.ModelPath}' has no {missing[0].File}; expected {all}."
            : $"'{facts.Id}' has no model here: name the folder with {all} by --model{(networks.All(static n => n.Synthetic is not null) ? ", or run for speed alone with --weights synthetic" : "")}.");
    }

    /// <summary>The architecture that stands for a benchmark's model; null if there's none.</summary>
    public static SyntheticArchitecture? Architecture(BenchmarkFacts facts) =>
        facts.Model.Synthetic is { } name ? SyntheticModels.Find(name) : null;

    private static Action<string> Log(RunRequest request, CommandContext context) => request.Quiet ? static (string _) => { } : context.Terminal.Log;

    /// <summary>Writes the model into the store, once: it's the same every time.</summary>
    private static ModelSource Synthesize(
        BenchmarkFacts facts, string? name, LocalStore store, Action<string> log, CancellationToken cancellation, bool anyLength = false)
    {
        var architecture = (name is null ? null : SyntheticModels.Find(name)) ?? throw new UsageException(
            $"--weights synthetic: there's no architecture for '{facts.Id}' yet; there are {string.Join(", ", SyntheticModels.All.Select(static a => a.Name))} ('nativebench model synth').");
        var model = architecture.Build(anyLength && architecture.Sequence is not null ? new SynthesisOptions { SequenceLength = 0 } : null);
        var folder = Path.Combine(store.ModelFolder(facts.Id), $"synthetic-{SyntheticLabel.Generation}");
        var path = Path.Combine(folder, model.FileName);
        if (File.Exists(path))
            return new ModelSource(path);
        try
        {
            Directory.CreateDirectory(folder);
            log($"Writing {path}: {architecture.Title}, {model.Label}{(architecture.Reduced is { } reduced ? $"; {reduced}" : "")}");
            model.WriteFile(path, cancellation: cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CannotRunException($"The synthetic model can't be written to {path}: {Output.CrashReport.FirstLine(e.Message)}.", e);
        }

        return new ModelSource(path);
    }
}
