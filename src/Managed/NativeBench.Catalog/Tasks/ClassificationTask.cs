using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Metrics;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>One class a sample: the embedded digits, tensors with labels.txt, pictures with a list of labels, MLPerf Tiny's files.</summary>
internal sealed class ClassificationTask(TaskRequest request) : BenchmarkTask(request)
{
    private const int ImageNetWithBackground = 1001;

    public override TaskData Open(ModelInfo model)
    {
        var metric = ReadMetric();
        if (LocalStore.IsEmbedded(Request.Facts))
            return With(new DigitsLibrary(model), model, metric, labelFile: "labels.txt");
        RequireFolder();
        if (Request.IsPrepared)
        {
            var labels = Path.Combine(Request.Folder, TensorFolderLibrary.LabelFileName);
            return With(TensorFolderLibrary.Open(Request.Folder, model), model, metric, labels) with { IsPrepared = true };
        }

        var reader = Part("reader");
        reader.RequireKind("image-list", "tensors", TinySet.Kind);
        if (reader.Kind == TinySet.Kind)
        {
            var tiny = TinySamples.Open(Request, new TinySet(Request, reader), model);
            return With(MakeLibrary(tiny.Source), model, metric, tiny.LabelFile, tiny.Labels) with { Changes = tiny.Change is { } change ? [change] : [] };
        }

        if (reader.Kind == "tensors")
            throw new InvalidInputException($"'{Request.Folder}' has no inputs*.npy; expected {Request.Facts.Dataset.Layout ?? "tensors"}.");
        var pictures = OpenPictures(reader);
        var pipeline = ImagePreprocessing.For(Request.Facts, Part("preprocessing"), model);
        var prescaled = PrescaledPictures.Find(pictures.Files, pipeline, RequireDecoder(), Request.PreprocessingOverrides.ContainsKey("fit"));
        var source = new ImageSource(
            $"{Request.Facts.Dataset.Name} in {Request.Folder}", pictures.Files, prescaled?.Pipeline ?? pipeline, RequireDecoder(), model.Inputs[0].Name);
        var list = Path.Combine(Request.Folder, reader.Text("list", ImageNetFolder.MapName));
        return With(MakeLibrary(Float16Source.For(source, model), isCostly: true), model, metric, list, pictures.Labels) with { Changes = prescaled is { } found ? [found.Sentence] : [] };
    }

    public override IAccuracyScorer OpenScorer() => new Top1LogScorer(ReadLabels(), ReadMetric());

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => ReadResponses(model, ReadMetric());

    private TaskData With(TensorLibrary library, ModelInfo model, ElementType type, string labelFile, ImmutableArray<int>? own = null)
    {
        try
        {
            var labels = own ?? (Request.GroundTruth is null ? library.Labels : CheckCount(LabelFile.Read(Request.GroundTruth), library));
            if (labels is { } answers)
                RequireAnswerable(answers, model, Request.GroundTruth ?? labelFile);
            return new TaskData
            {
                Library = library,
                Responses = ReadResponses(model, type),
                Scorer = labels is { } known ? new Top1LogScorer(known, type) : null,
                Description = library.Description,
            };
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    /// <summary>A label that none of the network's scores stands for is of another data set, or the network is another one.</summary>
    private void RequireAnswerable(ImmutableArray<int> labels, ModelInfo model, string file)
    {
        var scores = model.Outputs[0];
        if (!scores.IsStatic || scores.ElementsPerSample <= 1)
            return;
        var background = Part("responses").Number("background", 0);
        var classes = scores.ElementsPerSample == ImageNetWithBackground ? scores.ElementsPerSample - background : scores.ElementsPerSample;
        for (var i = 0; i < labels.Length; i++)
        {
            if (labels[i] < classes)
                continue;
            throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"'{file}' has class {labels[i]} for sample {i}; '{model.Name}' has {scores.ElementsPerSample} outputs, so expected 0 to {classes - 1}. Is it that benchmark's model, or another data set's list?"));
        }
    }

    private ImmutableArray<int> CheckCount(ImmutableArray<int> labels, TensorLibrary library) => labels.Length == library.TotalSampleCount
        ? labels
        : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
            $"'{Request.GroundTruth}' has {labels.Length} labels and {library.Description} {library.TotalSampleCount} samples; expected one label a sample."));

    private ImmutableArray<int> ReadLabels()
    {
        if (LocalStore.IsEmbedded(Request.Facts))
            return [.. DigitsBenchmark.ReadText("labels.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static l => int.Parse(l, CultureInfo.InvariantCulture))];
        RequireFolder();
        var reader = Part("reader");
        if (Request.IsPrepared || reader.Kind is not ("image-list" or TinySet.Kind))
            return LabelFile.Read(GroundTruthFile(TensorFolderLibrary.LabelFileName));
        return reader.Kind == "image-list" ? OpenPictures(reader).Labels : TinySamples.ReadLabels(Request, new TinySet(Request, reader));
    }

    private ImageNetFolder OpenPictures(PipelinePart reader)
    {
        var list = reader.Text("list", ImageNetFolder.MapName);
        var classes = reader.Number("classes", 1000);
        reader.RequireAllUsed();
        return ImageNetFolder.Open(Request.Folder, classes, GroundTruthFile(list));
    }

    private ElementType ReadMetric()
    {
        var metric = Part("metric");
        metric.RequireKind("top1");
        var type = ReadType(metric);
        metric.RequireAllUsed();
        return type;
    }

    /// <summary>The class, as the benchmark logs it. A background class shifts by one, if the model has it.</summary>
    private Top1Responses ReadResponses(ModelInfo model, ElementType type)
    {
        var part = Part("responses");
        part.RequireKind("top1");
        if (ReadType(part) != type)
            throw new InvalidInputException($"'{Request.Facts.Id}': responses and metric have different types; the metric couldn't read what is logged.");
        var background = part.Number("background", 0);
        part.RequireAllUsed();
        var scores = model.Outputs[0];
        var has = scores.IsStatic && scores.ElementsPerSample is 1 or ImageNetWithBackground;
        return new Top1Responses(type, has ? background : 0);
    }

    private static ElementType ReadType(PipelinePart part) => part.Choice("type", "float32", "int32", "int64") switch
    {
        "int32" => ElementType.Int32,
        "int64" => ElementType.Int64,
        _ => ElementType.Float32,
    };
}
