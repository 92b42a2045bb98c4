using NativeBench.Datasets;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Prepared;
using NativeBench.Datasets.Synthetic;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// Everything of a benchmark but the model: dataset reader, preprocessing, responses, metric. One class a kind of task; what
/// differs between two benchmarks of a kind stands in their catalog files.
/// </summary>
/// <param name="request">The benchmark and where its data is.</param>
public abstract class BenchmarkTask(TaskRequest request)
{
    private const long MostSynthetic = RandomTensorLibrary.DefaultSampleCount;

    // A little above 1 GiB: 64 pictures of 1200x1200, which the rules ask for.
    private const long SyntheticBytes = 64L * 3 * 1200 * 1200 * 4;

    /// <summary>The benchmark and where its data is.</summary>
    protected TaskRequest Request { get; } = request;

    /// <summary>The benchmark's pipeline.</summary>
    protected PipelineFacts Pipeline => Request.Facts.Pipeline!;

    /// <summary>Opens the samples for a model.</summary>
    /// <exception cref="InvalidInputException">Dataset and model don't fit each other or the benchmark; the message names the file.</exception>
    public abstract TaskData Open(ModelInfo model);

    /// <summary>
    /// Opens seeded stand-ins for the samples: of the model's shapes, as many as a performance run loads (at most 1024, at most 1 GiB),
    /// with the statistics of the benchmark's data. Responses are the benchmark's own; there's no ground truth.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="count">How many samples; null: as above.</param>
    /// <param name="seed">Decides every value.</param>
    /// <exception cref="InvalidInputException">The model isn't one of this benchmark's kind.</exception>
    public TaskData OpenSynthetic(ModelInfo model, long? count = null, ulong seed = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        var rules = Request.PerformanceSampleCount;
        var most = Math.Min(Math.Min(rules ?? MostSynthetic, MostSynthetic), TensorLibrary.SamplesWithin(model.Inputs, SyntheticBytes));
        var library = MakeSynthetic(model, count ?? most, seed);
        try
        {
            return new TaskData { Library = library, Responses = SyntheticResponses(model, library.TotalSampleCount), Description = library.Description };
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    /// <summary>Opens the ground truth alone, to score a log that something else wrote.</summary>
    /// <exception cref="InvalidInputException">The dataset isn't what the benchmark describes.</exception>
    public abstract IAccuracyScorer OpenScorer();

    /// <summary>What goes back to LoadGen for synthetic samples: the benchmark's own payload.</summary>
    protected abstract IResponseFormat SyntheticResponses(ModelInfo model, long count);

    /// <summary>
    /// Synthetic samples: pictures where the preprocessing is one of pictures, what the pipeline's <c>synthetic</c> part says, else uniform
    /// numbers.
    /// </summary>
    protected virtual TensorLibrary MakeSynthetic(ModelInfo model, long count, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var part = Part("synthetic");
        if (part.Kind.Length == 0)
            part = Part("preprocessing");
        if (part.Kind is not ("image" or "bell"))
            return new RandomTensorLibrary(model, seed, checked((int)count));
        ISampleSource source = part.Kind == "image"
            ? new SyntheticPictures(ImagePreprocessing.For(Request.Facts, part, model), count, model.Inputs[0].Name, seed)
            : new BellTensors(Float16Source.AsFloat32(model).Inputs, BellOf(part), count, seed);
        return new SourceLibrary(Request.Facts.Id, Float16Source.For(source, model), count);
    }

    private static BellShape BellOf(PipelinePart part)
    {
        var shape = new BellShape
        {
            Mean = [.. part.Reals("mean") ?? [0]],
            Deviation = [.. part.Reals("deviation") ?? [1]],
            Lowest = part.Real("lowest") ?? double.NegativeInfinity,
            Highest = part.Real("highest") ?? double.PositiveInfinity,
            Quantization = new Quantization(part.Real("scale") ?? 1, part.Number("zero_point", 0)),
        };
        part.RequireAllUsed();
        return shape;
    }

    /// <summary>The task of a benchmark.</summary>
    /// <exception cref="InvalidInputException">The benchmark can't be run here, or its pipeline names a part that doesn't exist.</exception>
    public static BenchmarkTask Create(TaskRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var facts = request.Facts;
        if (facts.Pipeline is null)
            throw new InvalidInputException($"'{facts.Id}' can't be run or scored here yet: {facts.NotRunnable}.");
        return facts.Task switch
        {
            "image-classification" or "classification" => new ClassificationTask(request),
            "anomaly-detection" => new AnomalyTask(request),
            "object-detection" => new DetectionTask(request),
            "semantic-segmentation" => new SegmentationTask(request),
            "question-answering" => new QuestionAnsweringTask(request),
            "recommendation" => new ClickTask(request),
            "volume-segmentation" => new VolumeTask(request),
            "speech-recognition" => PipelineFacts.KindOf(facts.Pipeline.Execution) == "encoder-decoder" ? new WhisperTask(request) : new TransducerTask(request),
            _ => throw new InvalidInputException($"'{facts.Id}' is a task of {facts.Task ?? "an unnamed kind"}, which this build has no parts for yet."),
        };
    }

    /// <summary>Whether a benchmark's log holds the truth beside the answers, so that scoring needs no data.</summary>
    public static bool LogHasTruth(BenchmarkFacts facts) => facts is { Task: "recommendation", Pipeline: not null } && ClickTask.LogsTargets(facts);

    /// <summary>A part of the pipeline.</summary>
    protected PipelinePart Part(string name) => PipelinePart.Of(Request.Facts, name);

    /// <summary>
    /// Samples that are made when they are loaded. Where there's a cache, all of them are made once, and a later run copies them from
    /// the mapped file.
    /// </summary>
    /// <param name="source">What makes them; becomes the library's own.</param>
    /// <param name="isCostly">Whether making one costs more than reading it, as a picture does.</param>
    protected TensorLibrary MakeLibrary(ISampleSource source, bool isCostly = false)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!isCostly || Request.CacheFolder is not { } folder)
            return new SourceLibrary(Request.Facts.Id, source, Request.PerformanceSampleCount);
        using (source)
        {
            var path = PreparedSamples.PathFor(folder, Request.Facts.Id, source);
            if (!PreparedSamples.IsReady(path, source))
            {
                Directory.CreateDirectory(folder);
                PreparedSamples.Prepare(source, path, progress: Request.Progress, cancellation: Request.Cancellation);
            }

            return PreparedLibrary.Open(Request.Facts.Id, source, path, Request.PerformanceSampleCount);
        }
    }

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
