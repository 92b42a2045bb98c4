using NativeBench.Datasets;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// Everything of a benchmark but the model: dataset reader, preprocessing, responses, metric. One class a kind of task; what
/// differs between two benchmarks of a kind stands in their catalog files.
/// </summary>
/// <param name="request">The benchmark and where its data is.</param>
public abstract class BenchmarkTask(TaskRequest request)
{
    /// <summary>The benchmark and where its data is.</summary>
    protected TaskRequest Request { get; } = request;

    /// <summary>The benchmark's pipeline.</summary>
    protected PipelineFacts Pipeline => Request.Facts.Pipeline!;

    /// <summary>Opens the samples for a model.</summary>
    /// <exception cref="InvalidInputException">Dataset and model don't fit each other or the benchmark; the message names the file.</exception>
    public abstract TaskData Open(ModelInfo model);

    /// <summary>Opens the ground truth alone, to score a log that something else wrote.</summary>
    /// <exception cref="InvalidInputException">The dataset isn't what the benchmark describes.</exception>
    public abstract IAccuracyScorer OpenScorer();

    /// <summary>The task of a benchmark.</summary>
    /// <exception cref="InvalidInputException">The benchmark can't be run here, or its pipeline names a part that doesn't exist.</exception>
    public static BenchmarkTask Create(TaskRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var facts = request.Facts;
        if (facts.NotRunnable is { } reason)
            throw new InvalidInputException($"'{facts.Id}' can't be run here yet: {reason}.");
        return facts.Task switch
        {
            "image-classification" or "classification" => new ClassificationTask(request),
            "anomaly-detection" => new AnomalyTask(request),
            "object-detection" => new DetectionTask(request),
            "semantic-segmentation" => new SegmentationTask(request),
            _ => throw new InvalidInputException($"'{facts.Id}' is a task of {facts.Task ?? "an unnamed kind"}, which this build has no parts for yet."),
        };
    }

    /// <summary>A part of the pipeline.</summary>
    protected PipelinePart Part(string name) => PipelinePart.Of(Request.Facts, name);

    /// <summary>Samples that are made when they are loaded, or come from the cache of an earlier run.</summary>
    protected TensorLibrary MakeLibrary(ISampleSource source) => new SourceLibrary(Request.Facts.Id, source, Request.PerformanceSampleCount);

    /// <summary>What decodes pictures.</summary>
    protected IImageDecoder RequireDecoder() => Request.Decoder
        ?? throw new InvalidInputException($"'{Request.Facts.Id}' has pictures, and nothing here decodes them; name prepared tensors by --data.");

    /// <summary>A file of the dataset's folder, or the one that was named in its place.</summary>
    protected string GroundTruthFile(string relative) => Request.GroundTruth ?? Path.Combine(RequireFolder(), relative);

    /// <summary>A folder that has to be there.</summary>
    protected string RequireFolder()
    {
        if (Directory.Exists(Request.Folder))
            return Request.Folder;
        throw new InvalidInputException(
            File.Exists(Request.Folder)
                ? $"'{Request.Folder}' is a file; expected the folder with the data of '{Request.Facts.Id}': {Request.Facts.Dataset.Layout ?? Request.Facts.Dataset.Name}."
                : $"There is no folder '{Request.Folder}'; expected the data of '{Request.Facts.Id}': {Request.Facts.Dataset.Layout ?? Request.Facts.Dataset.Name}.");
    }
}
