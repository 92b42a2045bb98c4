using System.Collections.Immutable;
using System.Globalization;
using NativeBench.Datasets;
using NativeBench.Datasets.Imaging;
using NativeBench.Datasets.Metrics;
using NativeBench.Datasets.Segmentation;
using NativeBench.Inference;

namespace NativeBench.Catalog.Tasks;

/// <summary>
/// A class a pixel: a folder of pictures of the network's size and one of label files of the same names, a byte a pixel
/// (<c>*.raw</c>, as MLPerf Mobile's app reads them); or tensors of the pictures with the label files beside.
/// </summary>
internal sealed class SegmentationTask(TaskRequest request) : BenchmarkTask(request)
{
    private static readonly string[] s_pictures = [".jpg", ".jpeg", ".png", ".JPEG", ".JPG", ".PNG"];

    public override TaskData Open(ModelInfo model)
    {
        var reader = ReadReader();
        RequireFolder();
        var labels = LabelFiles(reader.Labels);
        var responses = ReadResponses(reader.Pixels);
        TensorLibrary library;
        if (Request.IsPrepared)
        {
            library = MakeLibrary(HalfInputs.OpenPrepared(Request.Folder, model));
        }
        else
        {
            var pictures = Pictures(reader.Images);
            RequirePairs(pictures, labels);
            var pipeline = ImagePreprocessing.For(Request.Facts, Part("preprocessing"), model);
            var source = new ImageSource($"{Request.Facts.Dataset.Name} in {Request.Folder}", pictures, pipeline, RequireDecoder(), model.Inputs[0].Name);
            library = MakeLibrary(Float16Source.For(source, model), isCostly: true);
        }

        try
        {
            if (library.TotalSampleCount != labels.Length)
                throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture,
                    $"'{Request.Folder}' has {library.TotalSampleCount} samples and {labels.Length} label files in '{reader.Labels}'; expected one each."));
            return new TaskData
            {
                Library = library,
                Responses = responses,
                Scorer = MakeScorer(labels, reader.Pixels),
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
        var reader = ReadReader();
        RequireFolder();
        return MakeScorer(LabelFiles(reader.Labels), reader.Pixels);
    }

    protected override IResponseFormat SyntheticResponses(ModelInfo model, long count) => ReadResponses(ReadReader().Pixels);

    private ClassMapResponses ReadResponses(int pixels)
    {
        var responses = Part("responses");
        responses.RequireKind("class-map");
        var classes = responses.Number("classes", 32);
        responses.RequireAllUsed();
        return new ClassMapResponses(pixels, classes);
    }

    private (string Images, string Labels, int Pixels) ReadReader()
    {
        var reader = Part("reader");
        reader.RequireKind("segmentation-folder");
        var size = reader.Reals("size") is [var height, var width] ? checked((int)height * (int)width) : 512 * 512;
        var result = (reader.Text("images", "images"), reader.Text("labels", "annotations"), size);
        reader.RequireAllUsed();
        return result;
    }

    private SegmentationLogScorer MakeScorer(ImmutableArray<string> files, int pixels)
    {
        var metric = Part("metric");
        metric.RequireKind("miou");
        var last = metric.Number("last_class", 31);
        if (metric.Number("first_class", 1) != 1)
            throw new InvalidInputException($"'{Request.Facts.Id}', pipeline.metric.first_class: expected 1; class 0 is what isn't scored.");
        metric.RequireAllUsed();
        return new SegmentationLogScorer(sample => ReadLabels(files[(int)sample], pixels), files.Length, ElementType.UInt8, last);
    }

    private static ReadOnlyMemory<byte> ReadLabels(string path, int pixels)
    {
        try
        {
            var labels = File.ReadAllBytes(path);
            return labels.Length == pixels
                ? labels
                : throw new InvalidInputException(string.Create(CultureInfo.InvariantCulture, $"'{path}' has {labels.Length} bytes; expected a label for each of {pixels} pixels. Make it again."));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"'{path}' can't be read: {error.Message}", error);
        }
    }

    private ImmutableArray<string> Pictures(string folder) =>
        Files(folder, static path => s_pictures.Contains(Path.GetExtension(path)), "pictures");

    private ImmutableArray<string> LabelFiles(string folder)
    {
        var top = Request.GroundTruth ?? Path.Combine(Request.Folder, folder);
        return Files(top, static path => Path.GetExtension(path) == ".raw", "label files (*.raw)");
    }

    private ImmutableArray<string> Files(string folder, Func<string, bool> wanted, string what)
    {
        var path = Path.Combine(Request.Folder, folder);
        if (!Directory.Exists(path))
            throw new InvalidInputException($"There is no folder '{path}'; expected {what} of '{Request.Facts.Id}'.");
        ImmutableArray<string> files = [.. Directory.EnumerateFiles(path).Where(wanted).Order(StringComparer.Ordinal)];
        return files.IsEmpty ? throw new InvalidInputException($"'{path}' has no {what}.") : files;
    }

    private static void RequirePairs(ImmutableArray<string> pictures, ImmutableArray<string> labels)
    {
        foreach (var picture in pictures)
        {
            var name = Path.GetFileNameWithoutExtension(picture);
            if (labels.BinarySearch(labels.FirstOrDefault(l => Path.GetFileNameWithoutExtension(l) == name) ?? "", StringComparer.Ordinal) < 0)
                throw new InvalidInputException($"'{picture}' has no label file '{name}.raw'. Copy it there, or take the picture out.");
        }
    }
}
