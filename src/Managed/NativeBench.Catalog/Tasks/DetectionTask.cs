using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Coco;
using NativeBench.Datasets.Detection;
using NativeBench.Datasets.Imaging;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>Boxes in pictures: a folder of pictures with COCO annotations, or tensors of them with the annotations beside.</summary>
internal sealed class DetectionTask(TaskRequest request) : BenchmarkTask(request)
{
    // Options of accuracy-coco.py.
    private const string WithoutEmpty = "remove_48_empty_images";

    private static readonly (string Name, DetectionForm Form)[] s_forms =
    [
        ("tensorflow-detection", DetectionForm.TensorFlow), ("xyxy-labels-scores", DetectionForm.BoxesLabelsScores),
        ("tflite-detection", DetectionForm.TfLite), ("yolox", DetectionForm.Yolox), ("yolo", DetectionForm.Yolo),
    ];

    public override TaskData Open(ModelInfo model)
    {
        var reader = Part("reader");
        reader.RequireKind("coco");
        var imageFolder = reader.Text("images");
        var truth = CocoGroundTruth.Load(GroundTruthFile(reader.Text("annotations")));
        reader.RequireAllUsed();
        RequireFolder();
        var pictures = Pictures(truth);
        var library = Request.IsPrepared
            ? MakeLibrary(HalfInputs.OpenPrepared(Request.Folder, model))
            : MakeLibrary(Float16Source.For(OpenPictures(model, imageFolder, pictures), model), isCostly: true);
        try
        {
            if (library.TotalSampleCount != pictures.Length)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{Request.Folder}' has {library.TotalSampleCount} samples and {pictures.Length} pictures in its annotations; expected one sample a picture, or names.txt with a picture's file name a line."));
            return new TaskData
            {
                Library = library,
                Responses = ReadResponses(pictures),
                Scorer = MakeScorer(Part("metric"), truth, pictures),
                Description = library.Description,
                IsPrepared = Request.IsPrepared,
            };
        }
        catch
        {
            library.Dispose();
            throw;
        }
    }

    public override IAccuracyScorer OpenScorer()
    {
        var reader = Part("reader");
        reader.RequireKind("coco");
        var truth = CocoGroundTruth.Load(GroundTruthFile(reader.Text("annotations")));
        return MakeScorer(Part("metric"), truth, Pictures(truth));
    }

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count)
    {
        // Synthetic pictures have the network's size.
        var shape = model.Inputs[0].SampleShape;
        var (height, width) = shape is [.., var rows, var columns, 3] ? (rows, columns) : (shape[^2], shape[^1]);
        return ReadResponses([.. Enumerable.Range(0, checked((int)count)).Select(i => new CocoImage(i, string.Create(CultureInfo.InvariantCulture, $"synthetic {i}"), (int)width, (int)height))]);
    }

    private ImageSource OpenPictures(ModelInfo model, string imageFolder, ImmutableArray<CocoImage> pictures)
    {
        var pipeline = ImagePreprocessing.For(Request.Facts, Part("preprocessing"), model);
        var folder = Path.Combine(Request.Folder, imageFolder);
        return new ImageSource(
            $"{Request.Facts.Dataset.Name} in {Request.Folder}", [.. pictures.Select(p => Path.Combine(folder, p.FileName))], pipeline, RequireDecoder(), model.Inputs[0].Name)
        {
            ExpectedSizes = [.. pictures.Select(static p => (p.Width, p.Height))],
        };
    }

    /// <summary>The picture of each sample.</summary>
    private ImmutableArray<CocoImage> Pictures(CocoGroundTruth truth) => Request.IsPrepared && PreparedTensors.ReadNames(Request.Folder) is { } names
        ? PicturesOfTensors(names, truth)
        : Part("metric").Flag(WithoutEmpty) ? truth.ImagesWithObjects() : truth.Images;

    /// <summary>Tensors name their pictures in names.txt; without it they are in the order of the annotations.</summary>
    private ImmutableArray<CocoImage> PicturesOfTensors(string[] names, CocoGroundTruth truth)
    {
        var byName = truth.Images.ToDictionary(static i => i.FileName, StringComparer.Ordinal);
        return
        [
            .. names.Select((name, line) => byName.GetValueOrDefault(name) ?? throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                $"{Path.Combine(Request.Folder, PreparedTensors.NamesFile)}:{line + 1}: the annotations have no picture '{name}'."))),
        ];
    }

    private DetectionResponses ReadResponses(ImmutableArray<CocoImage> pictures)
    {
        var part = Part("responses");
        part.RequireKind("boxes");
        var form = part.Choice("form", [.. s_forms.Select(static f => f.Name)]);
        var responses = new DetectionResponses
        {
            Form = s_forms.First(f => f.Name == form).Form,
            ScoreCut = (float)(part.Real("score_cut") ?? 0),
            Pixels = part.Reals("pixels") is [var width, var height] ? ((int)width, (int)height) : (1, 1),
            ClassOffset = part.Number("class_offset", 0),
            Categories = part.Choice("categories", "as-is", "coco-80") == "coco-80" ? CocoCategories.OfClass : [],
            Pictures = pictures,
            MaxOverlap = (float)(part.Real("max_overlap") ?? 0.65),
            MaxBoxes = part.Number("max_boxes", int.MaxValue),
        };
        if (part.Reals("strides") is { } strides)
            responses = responses with { Strides = [.. strides.Select(static s => (int)s)] };
        part.RequireAllUsed();
        return responses;
    }

    private static DetectionLogScorer MakeScorer(PipelinePart metric, CocoGroundTruth truth, ImmutableArray<CocoImage> pictures)
    {
        var isMobile = metric.RequireKind("coco", "tflite-map") == "tflite-map";
        var labels = metric.Choice("labels", "category-id", "position-from-one") == "category-id" ? DetectionLabels.CategoryId : DetectionLabels.PositionFromOne;
        if (metric.Flag("use_inv_map"))
            labels = DetectionLabels.PositionFromOne;
        metric.Flag(WithoutEmpty);
        metric.RequireAllUsed();
        return new DetectionLogScorer(truth, labels, pictures, isMobile);
    }
}
